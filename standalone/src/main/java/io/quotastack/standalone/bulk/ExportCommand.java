package io.quotastack.standalone.bulk;

import java.io.BufferedWriter;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.client.CustomerName;
import io.quotastack.client.Patience;
import io.quotastack.client.QuotaStackClient;
import io.quotastack.standalone.cli.Connection;
import io.quotastack.standalone.cli.Target;
import io.quotastack.standalone.cli.Time;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code quotastack export}: ledger, usage, customers or balances of an environment, as a stream. */
@Command(name = "export", mixinStandardHelpOptions = true, description = "Writes the ledger, the usage, the customers or their balances of the environment, to standard output or a file. Into a file it can be resumed: run it again.")
public final class ExportCommand implements Callable<Integer> {

    private static final int DONE = 0;
    /** A restart of the service is waited for. */
    private static final Patience PATIENCE = Patience.STANDARD.withAttempts(100).within(Duration.ofMinutes(2));

    @Mixin
    private Connection connection = new Connection();

    @Parameters(paramLabel = "ledger|usage|customers|balances", description = "What to write: ledger entries; charges and refunds of usage; customers; what each has now.")
    private ExportKind kind = ExportKind.LEDGER;

    @Option(names = "--from", paramLabel = "TIME", converter = Time.class, description = "From this time on, such as 2026-12-01T00:00:00Z: of entries when they occurred, of customers and their balances when they were made.")
    private Optional<String> from = Optional.empty();

    @Option(names = "--to", paramLabel = "TIME", converter = Time.class, description = "Before this time; else until now.")
    private Optional<String> to = Optional.empty();

    @Option(names = "--format", paramLabel = "jsonl|csv", showDefaultValue = Visibility.ALWAYS, description = "A JSON document a line, or CSV.")
    private ExportFormat format = ExportFormat.JSONL;

    @Option(names = "--customer", paramLabel = "CUSTOMER", description = "Only of this one (external_customer_id); entries of its ledger are written bare then, as docs/verify reads them.")
    private Optional<String> customer = Optional.empty();

    @Option(names = "--out", paramLabel = "FILE", description = "The file; how far it is stands in FILE.progress until it is done.")
    private Optional<Path> out = Optional.empty();

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the spec
    ExportCommand() {}

    /** Knows how many bytes have gone. */
    private static final class Counting extends FilterOutputStream {

        private long written;

        Counting(OutputStream out, long before) {
            super(out);
            this.written = before;
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            written++;
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
            written += length;
        }
    }

    @Override
    public Integer call() throws IOException {
        from.ifPresent(ExportCommand::expectTime);
        to.ifPresent(ExportCommand::expectTime);
        Target target = connection.target();
        try (var client = new QuotaStackClient(target.url(), target.key(), PATIENCE)) {
            return out.isPresent() ? intoFile(client, target, out.get()) : toStandardOutput(client);
        }
    }

    /** One form, so that the range of an export that goes on is the same. */
    private static void expectTime(String text) {
        try {
            Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new CannotGoOnException("'" + text + "' is no time, such as 2026-12-01T00:00:00Z");
        }
    }

    private String now() {
        return to.orElseGet(() -> Instant.now().toString());
    }

    private ExportPage.Source source(QuotaStackClient client, String until) {
        return new ExportSources(client, kind, from, until).of(customer.map(CustomerName::external));
    }

    private int toStandardOutput(QuotaStackClient client) throws IOException {
        PrintWriter writer = spec.commandLine().getOut();
        long rows = 0;
        head(writer);
        ExportPage.Source source = source(client, now());
        Optional<String> cursor = Optional.empty();
        do {
            ExportPage page = source.from(cursor);
            rows += write(page.rows(), writer);
            cursor = page.next();
        } while (cursor.isPresent() && !writer.checkError());
        writer.flush();
        if (writer.checkError()) {
            throw new CannotGoOnException("the output was closed after " + rows + " rows");
        }
        return DONE;
    }

    private int intoFile(QuotaStackClient client, Target target, Path file) throws IOException {
        Path progressFile = file.resolveSibling(file.getFileName() + ".progress");
        String what = kind + " " + format + " of " + customer.orElse("all") + " from "
                + from.orElse("the beginning") + " to " + to.orElse("the time it began") + " at " + target.url() + " "
                + target.environment();
        Optional<ExportProgress> before = ExportProgress.in(progressFile);
        if (before.isPresent() && !before.get().what().equals(what)) {
            throw new CannotGoOnException(progressFile + " is of another export (" + before.get().what()
                    + "): move it away to begin anew");
        }
        if (before.isPresent() && before.get().cursor().isEmpty()) {
            Files.delete(progressFile); // It ended just after the last page.
            return DONE;
        }
        if (before.isEmpty() && Files.exists(file)) {
            throw new CannotGoOnException(file + " is there already");
        }
        String until = before.map(ExportProgress::to).orElseGet(this::now);
        long rows = before.map(ExportProgress::rows).orElse(0L);
        var line = new ProgressLine(spec.commandLine().getErr(), Terminal.isThere(), System::nanoTime, "rows", 0, rows);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            long bytes = before.map(ExportProgress::bytes).orElse(0L);
            if (channel.size() < bytes) {
                throw new CannotGoOnException(file + " is shorter than it was: move " + progressFile
                        + " away to begin anew");
            }
            channel.truncate(bytes).position(bytes);
            var counting = new Counting(Channels.newOutputStream(channel), bytes);
            var writer = new BufferedWriter(new OutputStreamWriter(counting, StandardCharsets.UTF_8));
            if (before.isEmpty()) {
                head(writer);
            }
            ExportPage.Source source = source(client, until);
            Optional<String> cursor = before.map(ExportProgress::cursor);
            do {
                ExportPage page = source.from(cursor);
                rows += write(page.rows(), writer);
                writer.flush();
                channel.force(false);
                cursor = page.next();
                new ExportProgress(what, until, cursor.orElse(""), counting.written, rows).writeTo(progressFile);
                line.show(rows, 0);
            } while (cursor.isPresent());
        } finally {
            line.end(rows, 0);
        }
        Files.delete(progressFile);
        return DONE;
    }

    private void head(Writer writer) throws IOException {
        if (format == ExportFormat.CSV) {
            writer.write(kind.head() + "\n");
        }
    }

    private long write(Iterator<JsonNode> rows, Writer writer) throws IOException {
        long written = 0;
        while (rows.hasNext()) {
            JsonNode row = rows.next();
            writer.write(switch (format) {
                case CSV -> kind.csv(row);
                case JSONL -> (customer.isPresent() && kind == ExportKind.LEDGER ? row.path("entry") : row).toString();
            });
            writer.write('\n');
            written++;
        }
        return written;
    }
}
