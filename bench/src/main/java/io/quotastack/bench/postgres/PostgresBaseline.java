package io.quotastack.bench.postgres;

import static io.quotastack.bench.report.Target.Unit.PER_SECOND;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import org.HdrHistogram.Histogram;

import io.quotastack.bench.http.Load;
import io.quotastack.bench.process.Folders;
import io.quotastack.bench.report.Figure;
import io.quotastack.bench.report.Report;

/**
 * The same debit in PostgreSQL, in the database alone, without HTTP: driven by pgbench, on a server that runs already.
 * Which one is PostgreSQL's own business: PGHOST, PGPORT, PGUSER and so on.
 */
public final class PostgresBaseline {

    private static final String HOW_TO = "To have it: apt-get install postgresql && service postgresql start && "
            + "su postgres -c \"createuser --superuser $(whoami)\"";
    private static final String DATABASE = "quotastack_bench";
    private static final List<Integer> CLIENTS = List.of(1, 4, 16, 64);
    /** The figure that usage from Kafka is held against: enough clients for PostgreSQL's best, committed durably. */
    private static final int REFERENCE_CLIENTS = 16;

    private final long customers;
    private final Duration seconds;
    private final Report report;

    public PostgresBaseline(long customers, Duration seconds, Report report) {
        this.customers = customers;
        this.seconds = seconds;
        this.report = report;
    }

    /** Debits a second at 16 clients with durable commits; absent when there is no server, and the report says so. */
    public Optional<Double> measure() throws InterruptedException {
        Optional<String> lacking = lacking();
        if (lacking.isPresent()) {
            report.remark("PostgreSQL is not compared: " + lacking.get() + ". " + HOW_TO);
            return Optional.empty();
        }
        Path folder = Folders.temporary("quotastack-postgres");
        try {
            prepare(folder);
            double reference = measure(folder);
            psql("postgres", "-c", "drop database " + DATABASE);
            return Optional.of(reference);
        } finally {
            Folders.remove(folder);
        }
    }

    private static Optional<String> lacking() throws InterruptedException {
        for (List<String> question : List.of(List.of("pgbench", "--version"),
                List.of("psql", "-d", "postgres", "-c", "select 1"))) {
            Command.Ended answer = Command.run(question, Map.of());
            if (answer.exitCode() != 0) {
                return Optional.of(answer.output().strip().lines().findFirst().orElse(question.getFirst() + " failed"));
            }
        }
        return Optional.empty();
    }

    private void prepare(Path folder) throws InterruptedException {
        report.progress("filling PostgreSQL with %,d customers of 3 blocks…".formatted(customers));
        psql("postgres", "-c", "drop database if exists " + DATABASE, "-c", "create database " + DATABASE);
        psql(DATABASE, "-v", "customers=" + customers, "-f", resource(folder, "ledger.sql").toString());
    }

    private double measure(Path folder) throws InterruptedException {
        Path script = resource(folder, "charge.pgbench");
        double reference = 0;
        for (boolean durable : List.of(true, false)) {
            for (int clients : CLIENTS) {
                Load load = pgbench(folder, script, durable, clients);
                report.add(Figure.of(
                        "PostgreSQL, %d clients%s".formatted(clients, durable ? "" : ", synchronous_commit off"),
                        load.perSecond(), PER_SECOND, load.text()));
                if (durable && clients == REFERENCE_CLIENTS) {
                    reference = load.perSecond();
                }
            }
        }
        return reference;
    }

    private Load pgbench(Path folder, Path script, boolean durable, int clients) throws InterruptedException {
        Command.mustRun(List.of("pgbench", "-n", "-M", "prepared", "-c", Integer.toString(clients), "-j", "2", "-T",
                Long.toString(seconds.toSeconds()), "-D", "customers=" + customers, "-f", script.toString(), "-l",
                "--log-prefix=" + folder.resolve("log"), DATABASE),
                Map.of("PGOPTIONS", "-c synchronous_commit=" + (durable ? "on" : "off")));
        var latencies = new Histogram(3);
        for (Path log : logs(folder)) {
            try (var lines = Files.lines(log)) {
                latencies.add(PgBenchLog.latencies(lines));
                Files.delete(log);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return new Load(seconds.toSeconds(), latencies, Map.of());
    }

    private static List<Path> logs(Path folder) {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("log.")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void psql(String database, String... arguments) throws InterruptedException {
        List<String> command = new ArrayList<>(
                List.of("psql", "-q", "-X", "-v", "ON_ERROR_STOP=1", "-d", database));
        command.addAll(List.of(arguments));
        Command.mustRun(command, Map.of());
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
