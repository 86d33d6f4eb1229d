package io.quotastack.bench;

import static io.quotastack.bench.report.Target.Unit.MEBIBYTES;
import static io.quotastack.bench.report.Target.Unit.SECONDS;
import static io.quotastack.bench.report.Target.atMost;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

import io.quotastack.bench.fixture.Customers;
import io.quotastack.bench.fixture.Fixture;
import io.quotastack.bench.fixture.Scale;
import io.quotastack.bench.process.Cpu;
import io.quotastack.bench.process.Folders;
import io.quotastack.bench.process.QuotaStack;
import io.quotastack.bench.report.Figure;
import io.quotastack.bench.report.Report;
import io.quotastack.bench.row.Row;

/** One installation from its first start to its removal, with fsync or without: all rows are measured on it in turn. */
final class Mode {

    static final String START = "start";
    static final String MEMORY = "memory";

    private static final double MEBIBYTE = 1 << 20;

    private final boolean fsync;
    private final Scale scale;
    private final Customers customers;
    private final Predicate<String> wanted;
    private final Report report;

    /** {@code wanted} tells which names of rows to measure. */
    Mode(boolean fsync, Scale scale, Customers customers, Predicate<String> wanted, Report report) {
        this.fsync = fsync;
        this.scale = scale;
        this.customers = customers;
        this.wanted = wanted;
        this.report = report;
    }

    void measure(List<Row> rows) throws InterruptedException {
        report.section(fsync ? "As shipped: fsync before every answer" : "With --no-fsync");
        Path folder = Folders.temporary("quotastack-bench");
        try {
            Path data = folder.resolve("data");
            try (QuotaStack product = start(data, "the first start", 6)) {
                measure(rows, product);
                measureMemory(product);
                product.stop();
            }
            if (wanted.test(START)) {
                try (QuotaStack again = start(data, "start after a clean stop", 10)) {
                    again.kill();
                }
                try (QuotaStack again = start(data, "start after kill -9", 10)) {
                    again.stop();
                }
            }
        } catch (IllegalStateException e) {
            report.failed(fsync ? "the rest with fsync" : "the rest without fsync", String.valueOf(e.getMessage()));
        } finally {
            Folders.remove(folder);
        }
    }

    private QuotaStack start(Path data, String what, double aimSeconds) throws InterruptedException {
        report.progress(what + "…");
        QuotaStack product = QuotaStack.start(data, fsync);
        if (wanted.test(START)) {
            report.add(Figure.of(what, product.startTime().toMillis() / 1e3, SECONDS, atMost(aimSeconds),
                    "./quotastack up until /readyz says yes"));
        }
        return product;
    }

    private void measure(List<Row> rows, QuotaStack product) throws InterruptedException {
        if (rows.isEmpty()) {
            return;
        }
        var fixture = new Fixture(product, fsync, scale, report);
        fixture.setPrices();
        fixture.grant(customers, 3);
        for (Row row : rows) {
            var cpu = new Cpu(product.handle());
            long begun = System.nanoTime();
            try {
                row.measure(fixture);
            } catch (RuntimeException e) {
                report.failed(row.name(), e + "\n" + product.output().lines().skip(
                        Math.max(0, product.output().lines().count() - 20))
                        .reduce("", (all, line) -> all + line + "\n"));
            }
            double seconds = Duration.ofNanos(System.nanoTime() - begun).toMillis() / 1e3;
            cpu.others().ifPresent(share -> report.progress(String.format(Locale.ROOT,
                    "row %s took %.0f s; other processes took %.0f %% of the machine", row.name(), seconds,
                    share * 100)));
        }
    }

    private void measureMemory(QuotaStack product) {
        if (wanted.test(MEMORY)) {
            Cpu.residentBytes(product.handle())
                    .ifPresent(bytes -> report.add(Figure.of("memory after all of this (RSS)",
                            bytes / MEBIBYTE, MEBIBYTES, atMost(1.5 * 1024), "aim: with 100,000 customers")));
        }
    }
}
