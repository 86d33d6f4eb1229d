package io.quotastack.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;

import io.quotastack.bench.fixture.Customers;
import io.quotastack.bench.fixture.Scale;
import io.quotastack.bench.postgres.PostgresBaseline;
import io.quotastack.bench.report.Report;
import io.quotastack.bench.row.EntitlementChecks;
import io.quotastack.bench.row.Growth;
import io.quotastack.bench.row.HotCustomer;
import io.quotastack.bench.row.KafkaUsage;
import io.quotastack.bench.row.Reservations;
import io.quotastack.bench.row.Row;
import io.quotastack.bench.row.Timers;
import io.quotastack.bench.row.UsageBatches;
import io.quotastack.bench.row.UsagePosts;
import io.quotastack.bench.row.UsagePostsBehindBacklog;
import io.quotastack.bench.row.Webhooks;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code ./quotastack bench}: starts the product and measures it from outside, row by row of the table of aims. */
@Command(name = "quotastack bench", mixinStandardHelpOptions = true, description = "Measures QuotaStack on this machine, beside what it aims for and beside PostgreSQL when a server runs here.")
public final class Bench implements Callable<Integer> {

    private static final String POSTGRES = "postgres";
    private static final Scale FULL = new Scale(10_000, Duration.ofSeconds(10), 150_000, 300_000, 10_000, 100_000,
            100_000, 200_000);
    private static final Scale QUICK = new Scale(500, Duration.ofSeconds(1), 10_000, 60_000, 3_000, 5_000, 5_000,
            20_000);

    @Option(names = "--quick", description = "Under two minutes: less of everything, for a first look.")
    private boolean quick;

    @Option(names = "--only", split = ",", paramLabel = "ROW", description = "Only these: postgres, kafka, usage, reservations, backlog, batch, entitlements, hot, growth, timers, webhooks, memory, start.")
    private List<String> only = List.of();

    @Option(names = "--mode", paramLabel = "MODE", description = "fsync, no-fsync or both (the default).")
    private String mode = "both";

    @Option(names = "--seconds", paramLabel = "N", description = "For each closed loop, after its warm-up (default: 10; quick: 1).")
    private Optional<Integer> seconds = Optional.empty();

    @Option(names = "--customers", paramLabel = "N", description = "With three blocks each (default: 10000; quick: 500).")
    private Optional<Long> customers = Optional.empty();

    @Option(names = "--events", paramLabel = "N", description = "Usage records in each measurement from Kafka (default: 150000; quick: 10000).")
    private Optional<Long> events = Optional.empty();

    @Option(names = "--waiting", paramLabel = "N", description = "Usage records that wait while callers ask (default: 300000, of the 1000000 of the aim, to keep the run short; quick: 60000).")
    private Optional<Long> waiting = Optional.empty();

    @Option(names = "--many-customers", paramLabel = "N", description = "How many the growth goes up to (default: 100000; quick: 5000).")
    private Optional<Long> manyCustomers = Optional.empty();

    @Option(names = "--timers", paramLabel = "N", description = "Accounts that wait for a block's expiry (default: 100000, of the 1000000 of the aim, to keep the run short; quick: 5000).")
    private Optional<Long> timers = Optional.empty();

    @Option(names = "--deliveries", paramLabel = "N", description = "Webhooks that wait for an endpoint which was down (default: 200000; quick: 20000).")
    private Optional<Long> deliveries = Optional.empty();

    @Option(names = "--out", paramLabel = "FILE", description = "Writes the table there, as Markdown.")
    private Optional<Path> out = Optional.empty();

    /** Exit code 0: it ran, whatever the figures; 2: wrong usage. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Bench()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Scale scale = scale();
        var population = new Customers("c-", scale.customers());
        checkNames(population);
        var report = new Report(System.out);
        report.remark(Machine.text() + ", " + Instant.now().truncatedTo(ChronoUnit.MINUTES));
        report.remark(scale.text());

        Optional<Double> postgres = Optional.empty();
        if (wanted(POSTGRES)) {
            report.section("PostgreSQL");
            postgres = new PostgresBaseline(scale.customers(), scale.measured(), report).measure();
        }
        List<Row> rows = rows(population, postgres).stream().filter(row -> wanted(row.name())).toList();
        for (boolean fsync : modes()) {
            new Mode(fsync, scale, population, this::wanted, report).measure(rows);
        }

        System.out.println("\n" + report.markdown());
        if (out.isPresent()) {
            Files.writeString(out.get(), "# QuotaStack's benchmark\n\n" + report.markdown());
        }
        return 0;
    }

    private Scale scale() {
        Scale standard = quick ? QUICK : FULL;
        return new Scale(customers.orElse(standard.customers()),
                seconds.map(Duration::ofSeconds).orElse(standard.measured()), events.orElse(standard.events()),
                waiting.orElse(standard.waiting()), standard.deepBlocks(),
                manyCustomers.orElse(standard.wideCustomers()), timers.orElse(standard.timers()),
                deliveries.orElse(standard.deliveries()));
    }

    private static List<Row> rows(Customers population, Optional<Double> postgres) {
        return List.of(new KafkaUsage(population, postgres), new UsagePosts(population),
                new Reservations(population), new UsagePostsBehindBacklog(population), new UsageBatches(population),
                new EntitlementChecks(population), new HotCustomer(population), new Growth(), new Timers(),
                new Webhooks());
    }

    private boolean wanted(String name) {
        return only.isEmpty() || only.contains(name);
    }

    private void checkNames(Customers population) {
        Set<String> names = new TreeSet<>(List.of(POSTGRES, Mode.START, Mode.MEMORY));
        rows(population, Optional.empty()).forEach(row -> names.add(row.name()));
        if (!names.containsAll(only)) {
            throw new ParameterException(new CommandLine(this), "--only takes " + String.join(", ", names));
        }
    }

    private List<Boolean> modes() {
        List<Boolean> modes = new ArrayList<>();
        if (Set.of("fsync", "both").contains(mode)) {
            modes.add(true);
        }
        if (Set.of("no-fsync", "both").contains(mode)) {
            modes.add(false);
        }
        if (modes.isEmpty()) {
            throw new ParameterException(new CommandLine(this), "--mode is fsync, no-fsync or both");
        }
        return modes;
    }
}
