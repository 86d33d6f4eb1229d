package io.quotastack.standalone.prices;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;

import io.quotastack.client.QuotaStackClient;
import io.quotastack.standalone.cli.Connection;
import io.quotastack.standalone.cli.Time;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code quotastack import prices}: makes metrics and rules of a price list, over HTTP. */
@Command(name = "prices", mixinStandardHelpOptions = true, description = "Makes metrics and rules of a price list, CSV or JSON, over HTTP: shows what differs from the prices in force, and asks before it changes them.")
public final class PricesCommand implements Callable<Integer> {

    private static final int DONE = 0;
    private static final int NOT_DONE = 1;

    @Parameters(paramLabel = "FILE", description = "The list: *.json is JSON, all else CSV.")
    private Path file = Path.of("");

    @Mixin
    private Connection connection = new Connection();

    @Option(names = "--effective-at", paramLabel = "TIME", converter = Time.Read.class, description = "When the prices take effect, such as 2027-01-01T00:00:00Z; else at once.")
    private Optional<Instant> effectiveAt = Optional.empty();

    @Option(names = "--yes", description = "Does not ask.")
    private boolean yes;

    @Option(names = "--dry-run", description = "Shows what differs and changes nothing.")
    private boolean dryRun;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the spec
    public PricesCommand() {}

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try {
            List<MetricPrices> list = PriceListReader.read(file);
            try (QuotaStackClient client = connection.client()) {
                return run(list, new PriceImport(client, effectiveAt), out);
            }
        } catch (PriceListException e) {
            Faults.print(String.valueOf(e.getMessage()), spec.commandLine().getErr());
            return NOT_DONE;
        } catch (IOException e) {
            Faults.print("cannot be read: " + e.getMessage(), spec.commandLine().getErr());
            return NOT_DONE;
        } finally {
            out.flush();
        }
    }

    private int run(List<MetricPrices> list, PriceImport prices, PrintWriter out) throws IOException {
        List<PriceImport.Step> steps = new ArrayList<>();
        var progress = new Progress(spec.commandLine().getErr(), "compared", list.size());
        for (MetricPrices wanted : list) {
            steps.add(prices.compare(wanted));
            progress.went(steps.size());
        }
        List<PriceImport.Step> changes = steps.stream().filter(step -> !step.nothing()).toList();
        if (!changes.isEmpty() && effectiveAt.filter(time -> time.isBefore(Instant.now())).isPresent()) {
            throw new PriceListException("--effective-at is in the past");
        }
        steps.forEach(step -> step.print(out));
        if (changes.isEmpty()) {
            out.println("nothing to change");
            return DONE;
        }
        if (dryRun) {
            out.println("nothing was changed (--dry-run)");
            return DONE;
        }
        if (!yes && !confirmed(out)) {
            out.println("nothing was changed");
            return NOT_DONE;
        }
        for (PriceImport.Step change : changes) {
            prices.apply(change);
            out.println("done: " + change.wanted().key());
            out.flush();
        }
        return DONE;
    }

    private static boolean confirmed(PrintWriter out) throws IOException {
        out.print("change it? [y/N] ");
        out.flush();
        String answer = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
        return answer != null && List.of("y", "yes").contains(answer.strip().toLowerCase(Locale.ROOT));
    }
}
