package io.quotastack.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;

import io.quotastack.bench.fixture.Customers;
import io.quotastack.bench.fixture.Keys;
import io.quotastack.bench.fixture.Loads;
import io.quotastack.bench.fixture.Scale;
import io.quotastack.bench.machine.Machine;
import io.quotastack.bench.machine.OtherProcesses;
import io.quotastack.bench.postgres.PostgresBaseline;
import io.quotastack.bench.postgres.PostgresFigures;
import io.quotastack.bench.postgres.PostgresServer;
import io.quotastack.bench.report.Report;
import io.quotastack.bench.row.EntitlementChecks;
import io.quotastack.bench.row.Growth;
import io.quotastack.bench.row.HotCustomer;
import io.quotastack.bench.row.Idle;
import io.quotastack.bench.row.KafkaUsage;
import io.quotastack.bench.row.PriceLists;
import io.quotastack.bench.row.Reservations;
import io.quotastack.bench.row.Row;
import io.quotastack.bench.row.Timers;
import io.quotastack.bench.row.UsageBatches;
import io.quotastack.bench.row.UsageOfLines;
import io.quotastack.bench.row.UsagePosts;
import io.quotastack.bench.row.UsagePostsBehindBacklog;
import io.quotastack.bench.row.Webhooks;
import io.quotastack.nodes.start.WrongUsage;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code ./quotastack bench}: starts the product and measures it from outside, row by row of the table of aims. */
@Command(name = "quotastack bench", mixinStandardHelpOptions = true, description = "Measures QuotaStack on this machine, beside what it aims for and beside PostgreSQL when a server runs here.")
public final class Bench implements Callable<Integer> {

    private static final String POSTGRES = "postgres";
    private static final Scale FULL = new Scale(10_000, Duration.ofSeconds(10), Duration.ofSeconds(60),
            Duration.ofSeconds(30), 150_000, 300_000, 10_000, 100_000, 1_000_000, 100_000, 90_000);
    private static final Scale QUICK = new Scale(500, Duration.ofSeconds(1), Duration.ofSeconds(5),
            Duration.ofSeconds(20), 10_000, 60_000, 3_000, 5_000, 20_000, 5_000, 20_000);

    @Option(names = "--quick", description = "A few minutes: less of everything, for a first look.")
    private boolean quick;

    @Option(names = "--only", split = ",", paramLabel = "ROW", description = "Only these: postgres (which the others stand beside), kafka, usage, lines, prices, reservations, backlog, batch, entitlements, hot, idle, growth, timers, webhooks, memory, start, first-minute.")
    private List<String> only = List.of();

    @Option(names = "--mode", paramLabel = "MODE", description = "fsync, no-fsync or both (the default).")
    private String mode = "both";

    @Option(names = "--repeat", paramLabel = "N", description = "Measures each row that often, on the same installation, and tells the median (default: 1). Growth, timers and webhooks are measured once.")
    private int repeat = 1;

    @Option(names = "--seconds", paramLabel = "N", description = "For each closed loop, once its rate is steady (default: 10; quick: 1).")
    private Optional<Integer> seconds = Optional.empty();

    @Option(names = "--first-minute", paramLabel = "N", description = "Seconds of the load right after a start, and of the warm-up before the rows (default: 60; quick: 5).")
    private Optional<Integer> firstMinute = Optional.empty();

    @Option(names = "--customers", paramLabel = "N", description = "With three blocks each (default: 10000; quick: 500).")
    private Optional<Long> customers = Optional.empty();

    @Option(names = "--events", paramLabel = "N", description = "Usage records in each measurement from Kafka (default: 150000; quick: 10000).")
    private Optional<Long> events = Optional.empty();

    @Option(names = "--waiting", paramLabel = "N", description = "Usage records that wait while callers ask (default: 300000, of the 1000000 of the aim, to keep the run short; quick: 60000).")
    private Optional<Long> waiting = Optional.empty();

    @Option(names = "--many-blocks", paramLabel = "N", description = "How many of one customer the growth goes up to (default: 10000; quick: 3000).")
    private Optional<Long> manyBlocks = Optional.empty();

    @Option(names = "--many-entries", paramLabel = "N", description = "How many ledger entries the growth adds (default: 1000000; quick: 20000).")
    private Optional<Long> manyEntries = Optional.empty();

    @Option(names = "--many-customers", paramLabel = "N", description = "How many the growth goes up to (default: 100000; quick: 5000).")
    private Optional<Long> manyCustomers = Optional.empty();

    @Option(names = "--timers", paramLabel = "N", description = "Accounts that wait for a block's expiry (default: 100000, of the 1000000 of the aim, to keep the run short; quick: 5000).")
    private Optional<Long> timers = Optional.empty();

    @Option(names = "--deliveries", paramLabel = "N", description = "Webhooks that wait for an endpoint which was down (default: 90000, fewer than disable an endpoint; quick: 20000).")
    private Optional<Long> deliveries = Optional.empty();

    @Option(names = "--out", paramLabel = "FILE", description = "Writes the table there, as Markdown.")
    private Optional<Path> out = Optional.empty();

    /** Exit code 0: it ran, whatever the figures; 2: wrong usage. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Bench()).setParameterExceptionHandler(new WrongUsage()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Scale scale = scale();
        var population = new Customers("c-", scale.customers());
        checkUsage(population);
        var report = new Report(System.out);
        report.remark(Machine.text() + ", " + Instant.now().truncatedTo(ChronoUnit.MINUTES));
        report.remark(scale.text() + (repeat > 1 ? "; medians of " + repeat : ""));

        boolean postgres = wanted(POSTGRES) && hasPostgres(report);
        Set<Long> alsoOurs = new HashSet<>();
        if (postgres) {
            PostgresServer.process().ifPresent(alsoOurs::add);
        }
        var loads = new Loads(scale, new OtherProcesses(alsoOurs), new Keys());
        for (boolean fsync : modes()) {
            PostgresFigures figures = postgres
                    ? measurePostgres(fsync, population, loads, report)
                    : PostgresFigures.NONE;
            List<Row> rows = rows(population, figures).stream().filter(row -> wanted(row.name())).toList();
            if (!rows.isEmpty() || wanted(Mode.START) || wanted(Mode.MEMORY) || wanted(Mode.FIRST_MINUTE)) {
                new Mode(fsync, repeat, population, this::wanted, loads, report).measure(rows);
            }
        }

        System.out.println("\n" + report.markdown());
        if (out.isPresent()) {
            Files.writeString(out.get(), "# QuotaStack's benchmark\n\n" + report.markdown());
        }
        return 0;
    }

    private static boolean hasPostgres(Report report) throws InterruptedException {
        Optional<String> lacking = PostgresServer.lacking();
        lacking.ifPresent(what -> report.remark("PostgreSQL is not compared: " + what));
        return lacking.isEmpty();
    }

    private PostgresFigures measurePostgres(boolean fsync, Customers population, Loads loads, Report report)
            throws InterruptedException {
        report.section(fsync ? "PostgreSQL, commits durable" : "PostgreSQL with synchronous_commit off");
        try {
            return new PostgresBaseline(fsync, repeat, population, loads, report).measure();
        } catch (IllegalStateException e) {
            report.failed(POSTGRES, String.valueOf(e.getMessage()));
            return PostgresFigures.NONE;
        }
    }

    private Scale scale() {
        Scale standard = quick ? QUICK : FULL;
        return new Scale(customers.orElse(standard.customers()),
                seconds.map(Duration::ofSeconds).orElse(standard.measured()),
                firstMinute.map(Duration::ofSeconds).orElse(standard.firstMinute()), standard.idle(),
                events.orElse(standard.events()), waiting.orElse(standard.waiting()),
                manyBlocks.orElse(standard.deepBlocks()), manyCustomers.orElse(standard.wideCustomers()),
                manyEntries.orElse(standard.manyEntries()), timers.orElse(standard.timers()),
                deliveries.orElse(standard.deliveries()));
    }

    private static List<Row> rows(Customers population, PostgresFigures postgres) {
        return List.of(new KafkaUsage(population, postgres), new UsagePosts(population, postgres),
                new UsageOfLines(population), new PriceLists(population),
                new Reservations(population), new UsagePostsBehindBacklog(population),
                new UsageBatches(population, postgres), new EntitlementChecks(population),
                new HotCustomer(population, postgres), new Idle(), new Growth(), new Timers(), new Webhooks());
    }

    private boolean wanted(String name) {
        return only.isEmpty() || only.contains(name);
    }

    private void checkUsage(Customers population) {
        Set<String> names = new TreeSet<>(List.of(POSTGRES, Mode.START, Mode.MEMORY, Mode.FIRST_MINUTE));
        rows(population, PostgresFigures.NONE).forEach(row -> names.add(row.name()));
        if (!names.containsAll(only)) {
            throw wrong("--only takes " + String.join(", ", names));
        }
        if (repeat < 1) {
            throw wrong("--repeat is 1 or more");
        }
    }

    private ParameterException wrong(String what) {
        return new ParameterException(new CommandLine(this), what);
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
            throw wrong("--mode is fsync, no-fsync or both");
        }
        return modes;
    }
}
