package io.quotastack.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

final class ReportTest {

    private final Report report = new Report(
            new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));

    @Test
    void aRatioOfOneOrMoreMeansThatTheAimIsMet() {
        assertThat(Target.atLeast(100).ratio(150)).isEqualTo(1.5);
        assertThat(Target.atMost(6).ratio(12)).isEqualTo(0.5);
    }

    @Test
    void putsFiguresBesideTheirAims() {
        report.section("As shipped");
        report.add(Figure.of("rate", 12_345.6, Target.Unit.PER_SECOND, Target.atLeast(15_000), "of a|b"));
        report.add(Figure.of("p50", 1.5, Target.Unit.MILLIS, "no aim"));
        report.failed("batch", "first line\nstack");

        assertThat(report.markdown()).contains("""
                ## As shipped

                | what | measured | aim | ratio | detail |
                |---|---:|---:|---:|---|
                | rate | 12,346/s | ≥ 15,000/s | 0.82 | of a\\|b |
                | p50 | 1.50 ms |  |  | no aim |
                | batch | failed |  |  | first line |
                """);
    }

    @Test
    void eachSectionHasItsTable() {
        report.section("one");
        report.add(Figure.of("a", 1, Target.Unit.TIMES, ""));
        report.remark("a remark");
        report.section("two");
        report.add(Figure.of("b", 2, Target.Unit.TIMES, ""));

        assertThat(report.markdown().lines().filter(line -> line.startsWith("| what"))).hasSize(2);
    }
}
