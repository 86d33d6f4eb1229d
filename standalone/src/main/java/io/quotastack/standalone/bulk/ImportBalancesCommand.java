package io.quotastack.standalone.bulk;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;

import io.quotastack.client.Patience;
import io.quotastack.client.QuotaStackClient;
import io.quotastack.standalone.bulk.ImportProgress.Counts;
import io.quotastack.standalone.cli.Connection;
import io.quotastack.standalone.cli.Target;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code quotastack import balances}: customers with their blocks of credits, from a file. */
@Command(name = "balances", mixinStandardHelpOptions = true, description = "Grants the blocks of credits of a file (CSV), each row once: run again, it goes on where it ended. Refused rows are told in FILE.refused.csv, how far it is in FILE.progress.")
public final class ImportBalancesCommand implements Callable<Integer> {

    private static final int ALL_GRANTED = 0;
    private static final int SOME_REFUSED = 1;
    private static final int MOST_CONNECTIONS = 16;
    /** A restart of the service is waited for. */
    private static final Patience PATIENCE = Patience.STANDARD.withAttempts(100).within(Duration.ofMinutes(2))
            .attemptWithin(Duration.ofSeconds(45));

    @Mixin
    private Connection connection = new Connection();

    @Parameters(paramLabel = "FILE", description = "Columns: external_customer_id (or customer_id), credits (in millicredits); source, reason, priority, effective_at, expires_at, expires_in_seconds, price_paid, currency, metadata.NAME as you need them.")
    private Path file = Path.of("");

    @Option(names = "--name", paramLabel = "NAME", description = "Of this import, 1 to 100 letters, digits, '.', '_', '-'; else the file's. The same rows under another name are granted anew.")
    private Optional<String> name = Optional.empty();

    @Option(names = "--connections", paramLabel = "N", description = "So many batches at a time, at most 16; else 4.")
    private int connections = 4;

    @Option(names = "--dry-run", description = "Reads the file and grants nothing.")
    private boolean dryRun;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the spec
    ImportBalancesCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        String called = name.orElseGet(() -> String.valueOf(file.getFileName()).replaceAll("[^A-Za-z0-9._-]", "_"));
        if (!called.matches("[A-Za-z0-9._-]{1,100}")) {
            throw new CannotGoOnException("--name is 1 to 100 letters, digits, '.', '_' and '-'");
        }
        if (connections < 1 || connections > MOST_CONNECTIONS) {
            throw new CannotGoOnException("--connections is 1 to " + MOST_CONNECTIONS);
        }
        if (!Files.isReadable(file)) {
            throw new CannotGoOnException(file + " cannot be read");
        }
        BalanceFile.Identity identity = BalanceFile.identify(file);
        try (BalanceFile rows = BalanceFile.open(file, called)) {
            return dryRun ? read(rows, identity) : grant(rows, identity, called);
        }
    }

    private int read(BalanceFile rows, BalanceFile.Identity identity) {
        rows.forEachRemaining(row -> {});
        spec.commandLine().getOut().println(identity.rows() + " rows; nothing was granted (--dry-run)");
        spec.commandLine().getOut().flush();
        return ALL_GRANTED;
    }

    private int grant(BalanceFile rows, BalanceFile.Identity identity, String called)
            throws IOException, InterruptedException {
        Target target = connection.target();
        PrintWriter errors = spec.commandLine().getErr();
        Path report = beside(".refused.csv");
        var of = new ImportProgress.Of(identity.sha256(), identity.rows(), called, target.url() + " "
                + target.environment());
        try (var client = new QuotaStackClient(target.url(), target.key(), PATIENCE);
                ImportProgress progress = ImportProgress.in(beside(".progress"), of)) {
            var line = new ProgressLine(errors, Terminal.isThere(),
                    System::nanoTime, "rows", identity.rows(), progress.counts().rows());
            try {
                new BalanceImport(client, progress, report, connections, line).run(rows);
            } finally {
                line.end(progress.counts().rows(), progress.counts().rejected());
            }
            return tell(progress.counts(), report);
        }
    }

    private Path beside(String ending) {
        return file.resolveSibling(file.getFileName() + ending);
    }

    private int tell(Counts counts, Path report) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(counts.granted() + " granted, " + counts.duplicates() + " granted before, " + counts.rejected()
                + " refused" + (counts.rejected() > 0 ? ": " + report : ""));
        out.flush();
        return counts.rejected() > 0 ? SOME_REFUSED : ALL_GRANTED;
    }
}
