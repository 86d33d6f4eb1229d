package io.quotastack.bench.postgres;

import static io.quotastack.bench.report.Target.Unit.MILLIS;
import static io.quotastack.bench.report.Target.Unit.PER_SECOND;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import java.util.stream.Stream;

import org.HdrHistogram.Histogram;

import io.quotastack.bench.fixture.Customers;
import io.quotastack.bench.fixture.Loads;
import io.quotastack.bench.http.Load;
import io.quotastack.bench.machine.OtherProcesses;
import io.quotastack.bench.postgres.PostgresFigures.Debits;
import io.quotastack.bench.process.Folders;
import io.quotastack.bench.process.ServerProcess;
import io.quotastack.bench.report.Figure;
import io.quotastack.bench.report.Report;

/**
 * The same debit as a stored procedure in PostgreSQL: in the database alone, driven by pgbench, and behind the same HTTP
 * server as the product's, driven by the same load generator with the same requests.
 */
public final class PostgresBaseline {

    /** Of those who say that they compare with it. */
    public static final String BEHIND_JAVALIN = "PostgreSQL behind Javalin";

    private static final String DATABASE = "quotastack_bench";
    /** JDBC has no way to be the one who runs this, as psql is. */
    private static final String ROLE = "quotastack_bench";
    private static final List<Integer> CLIENTS = List.of(1, 4, 16, 64);
    private static final List<Integer> CONNECTIONS = List.of(1, 4, 64);
    private static final int HOT_CONNECTIONS = 64;

    private final boolean durable;
    private final int repeat;
    private final Customers customers;
    private final Loads loads;
    private final Report report;

    /** {@code durable}: a commit waits for the disk, as the product does when it runs as shipped. */
    public PostgresBaseline(boolean durable, int repeat, Customers customers, Loads loads, Report report) {
        this.durable = durable;
        this.repeat = repeat;
        this.customers = customers;
        this.loads = loads;
        this.report = report;
    }

    /** Into a new database, which is gone afterwards. */
    public PostgresFigures measure() throws InterruptedException {
        Path folder = Folders.temporary("quotastack-postgres");
        // Of the server in the database, and of the caller at the server.
        String password = UUID.randomUUID().toString();
        try {
            prepare(folder, password);
            List<String> rates = new ArrayList<>(measureAlone(folder));
            Map<Integer, Debits> behind = new HashMap<>();
            try (ServerProcess server = startApi(password)) {
                report.progress("warming %s up for %d s…".formatted(BEHIND_JAVALIN,
                        loads.scale().firstMinute().toSeconds()));
                loads.firstUsage(server.uri(), password, customers, HOT_CONNECTIONS);
                for (int connections : CONNECTIONS) {
                    String name = name(connections, "");
                    measureBehindJavalin(server, password, name, customers, connections);
                    behind.put(connections, debits(name));
                    rates.add(rate(name));
                }
                String hot = name(HOT_CONNECTIONS, " of one customer");
                measureBehindJavalin(server, password, hot, new Customers("hot-", 1), HOT_CONNECTIONS);
                return new PostgresFigures(best(rates), behind, debits(hot));
            }
        } finally {
            remove();
            Folders.remove(folder);
        }
    }

    private void prepare(Path folder, String password) throws InterruptedException {
        report.progress("filling PostgreSQL with %,d customers of 3 blocks…".formatted(customers.count()));
        remove();
        PostgresServer.maintain("create database " + DATABASE,
                "create role " + ROLE + " login password '" + password + "'");
        PostgresServer.psql(DATABASE,
                List.of("-v", "customers=" + customers.count(), "-f", resource(folder, "ledger.sql").toString(),
                        "-c", "grant all on all tables in schema public to " + ROLE,
                        "-c", "grant all on all sequences in schema public to " + ROLE));
    }

    private static void remove() throws InterruptedException {
        PostgresServer.maintain("drop database if exists " + DATABASE + " with (force)", "drop role if exists " + ROLE);
    }

    /** Answers the names of the figures. */
    private List<String> measureAlone(Path folder) throws InterruptedException {
        Path script = resource(folder, "charge.pgbench");
        report.progress("warming PostgreSQL up…");
        pgbench(folder, script, CLIENTS.getLast());
        List<String> names = new ArrayList<>();
        for (int clients : CLIENTS) {
            String name = "PostgreSQL alone, %d client%s, rate".formatted(clients, clients == 1 ? "" : "s");
            for (int run = 0; run < repeat; run++) {
                Load load = pgbench(folder, script, clients);
                report.add(Figure.of(name, load.perSecond(), PER_SECOND, load.disturbance(), load.text()));
            }
            names.add(name);
        }
        return names;
    }

    private Load pgbench(Path folder, Path script, int clients) throws InterruptedException {
        long seconds = loads.scale().measured().toSeconds();
        OtherProcesses.Count others = loads.others().count();
        Command.mustRun(List.of("pgbench", "-n", "-M", "prepared", "-c", Integer.toString(clients), "-j", "2", "-T",
                Long.toString(seconds), "-D", "customers=" + customers.count(), "-f", script.toString(), "-l",
                "--log-prefix=" + folder.resolve("log"), DATABASE), Map.of("PGOPTIONS", commits()));
        var latencies = new Histogram(3);
        for (Path log : logs(folder)) {
            try (Stream<String> lines = Files.lines(log)) {
                latencies.add(PgBenchLog.latencies(lines));
                Files.delete(log);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return new Load(seconds, latencies, Map.of(), Optional.empty(), others.disturbance());
    }

    private String commits() {
        return "-c synchronous_commit=" + (durable ? "on" : "off");
    }

    private ServerProcess startApi(String password) throws InterruptedException {
        return ServerProcess.start(PostgresApi.class, Map.of(PostgresApi.URL, PostgresServer.url(DATABASE),
                PostgresApi.OPTIONS, commits(), PostgresApi.USER, ROLE, PostgresApi.PASSWORD, password,
                PostgresApi.API_KEY, password));
    }

    private void measureBehindJavalin(ServerProcess server, String apiKey, String name, Customers asked,
            int connections)
            throws InterruptedException {
        for (int run = 0; run < repeat; run++) {
            Load load = loads.usage(server.uri(), apiKey, asked, connections);
            report.add(Figure.of(rate(name), load.perSecond(), PER_SECOND, load.disturbance(), load.text()));
            report.add(Figure.of(p50(name), load.p50Millis(), MILLIS, load.disturbance(), ""));
        }
    }

    private Debits debits(String name) {
        return new Debits(report.quoted(rate(name)), report.quoted(p50(name)));
    }

    private OptionalDouble best(List<String> rates) {
        return rates.stream().map(report::quoted).filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble).max();
    }

    private static String name(int connections, String whose) {
        return "%s, POST /v1/usage%s, %d connection%s".formatted(BEHIND_JAVALIN, whose, connections,
                connections == 1 ? "" : "s");
    }

    private static String rate(String name) {
        return name + ", rate";
    }

    private static String p50(String name) {
        return name + ", p50";
    }

    private static List<Path> logs(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("log.")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path resource(Path folder, String name) {
        try (InputStream in = Objects.requireNonNull(PostgresBaseline.class.getResourceAsStream(name), name)) {
            Path file = folder.resolve(name);
            Files.write(file, in.readAllBytes());
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
