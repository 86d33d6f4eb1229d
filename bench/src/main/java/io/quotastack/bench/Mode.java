package io.quotastack.bench;

import static io.quotastack.bench.report.Target.Unit.MEBIBYTES;
import static io.quotastack.bench.report.Target.Unit.SECONDS;
import static io.quotastack.bench.report.Target.atMost;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

import io.quotastack.bench.fixture.Customers;
import io.quotastack.bench.fixture.Fixture;
import io.quotastack.bench.fixture.Loads;
import io.quotastack.bench.http.Load;
import io.quotastack.bench.machine.Cpu;
import io.quotastack.bench.machine.Disturbance;
import io.quotastack.bench.machine.OtherProcesses;
import io.quotastack.bench.process.Folders;
import io.quotastack.bench.process.QuotaStack;
import io.quotastack.bench.report.Figure;
import io.quotastack.bench.report.Report;
import io.quotastack.bench.row.FirstMinute;
import io.quotastack.bench.row.Row;

/** One installation from its first start to its removal, with fsync or without: all rows are measured on it in turn. */
final class Mode {

    static final String START = "start";
    static final String MEMORY = "memory";
    static final String FIRST_MINUTE = FirstMinute.NAME;

    private static final double MEBIBYTE = 1 << 20;
    private static final int WARM_UP_CONNECTIONS = 64;
    private static final int LINES_OF_A_FAILURE = 20;
    private static final double FIRST_START_SECONDS = 6;
    private static final double START_SECONDS = 10;
    private static final double ROWS_A_SECOND = 100_000;

    private final boolean fsync;
    private final int repeat;
    private final Customers customers;
    private final Predicate<String> wanted;
    private final Loads loads;
    private final Report report;
    private final Row firstMinute;

    /** {@code wanted} tells which names of rows to measure. */
    Mode(boolean fsync, int repeat, Customers customers, Predicate<String> wanted, Loads loads, Report report) {
        this.fsync = fsync;
        this.repeat = repeat;
        this.customers = customers;
        this.wanted = wanted;
        this.loads = loads;
        this.report = report;
        this.firstMinute = new FirstMinute(customers);
    }

    void measure(List<Row> rows) throws InterruptedException {
        report.section(fsync ? "As shipped: fsync before every answer" : "With --no-fsync");
        Path folder = Folders.temporary("quotastack-bench");
        try {
            Path data = folder.resolve("data");
            try (QuotaStack product = start(data)) {
                Fixture fixture = fixture(product);
                addStart(fixture, "the first start", FIRST_START_SECONDS);
                if (!rows.isEmpty() || wanted.test(FIRST_MINUTE)) {
                    fixture.setPrices();
                    fixture.grant(customers, 3);
                }
                if (!rows.isEmpty()) {
                    warmUp(fixture);
                }
                measure(rows, fixture);
                measureMemory(fixture);
                product.stop();
            }
            for (int run = 0; run < repeat; run++) {
                startAgain(data);
            }
        } catch (IllegalStateException e) {
            report.failed(fsync ? "the rest with fsync" : "the rest without fsync", String.valueOf(e.getMessage()));
        } finally {
            Folders.remove(folder);
        }
    }

    private void startAgain(Path data) throws InterruptedException {
        if (!wanted.test(START) && !wanted.test(FIRST_MINUTE)) {
            return;
        }
        try (QuotaStack again = start(data)) {
            Fixture fixture = fixture(again);
            addStart(fixture, "start after a clean stop", START_SECONDS);
            if (wanted.test(FIRST_MINUTE)) {
                measure(firstMinute, fixture);
            }
            again.kill();
        }
        // Also when nobody asks how long it takes: the next start is to be after a clean stop.
        try (QuotaStack again = start(data)) {
            addStart(fixture(again), "start after kill -9", START_SECONDS + again.restoredRows() / ROWS_A_SECOND);
            again.stop();
        }
    }

    private Fixture fixture(QuotaStack product) {
        return new Fixture(product, fsync, loads, report);
    }

    private QuotaStack start(Path data) throws InterruptedException {
        report.progress("starting…");
        return QuotaStack.start(data, fsync, loads.others());
    }

    private void addStart(Fixture fixture, String what, double aimSeconds) {
        if (wanted.test(START)) {
            QuotaStack product = fixture.product();
            fixture.add(Figure.of(what, product.startUp().time().toMillis() / 1e3, SECONDS,
                    product.startUp().disturbance(),
                    "./quotastack up until /readyz says yes, %,d rows restored".formatted(product.restoredRows()))
                    .aim(atMost(aimSeconds)));
        }
    }

    /** A rate can stand still for a while long before a JVM has compiled all that it will. */
    private void warmUp(Fixture fixture) throws InterruptedException {
        report.progress("warming up for %d s…".formatted(loads.scale().firstMinute().toSeconds()));
        Load load = fixture.firstUsage(customers, WARM_UP_CONNECTIONS);
        report.progress("warmed up: " + load.text());
    }

    private void measure(List<Row> rows, Fixture fixture) throws InterruptedException {
        for (Row row : rows) {
            int runs = row.repeated() ? repeat : 1;
            for (int run = 0; run < runs; run++) {
                measure(row, fixture);
            }
        }
    }

    private void measure(Row row, Fixture fixture) throws InterruptedException {
        OtherProcesses.Count others = loads.others().count();
        long begun = System.nanoTime();
        try {
            row.measure(fixture);
        } catch (RuntimeException e) {
            report.failed(row.name(), e + "\n" + end(fixture.product().output()));
        }
        report.progress(String.format(Locale.ROOT, "row %s took %.0f s; %s", row.name(),
                (System.nanoTime() - begun) / 1e9, others.disturbance().text()));
    }

    private static String end(String output) {
        List<String> lines = output.lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_OF_A_FAILURE), lines.size()));
    }

    private void measureMemory(Fixture fixture) {
        if (wanted.test(MEMORY)) {
            Cpu.residentBytes(fixture.product().handle())
                    .ifPresent(bytes -> fixture.add(Figure.of("memory after all of this (RSS)", bytes / MEBIBYTE,
                            MEBIBYTES, Disturbance.NONE, "aim: with 100,000 customers").aim(atMost(1.5 * 1024))));
        }
    }
}
