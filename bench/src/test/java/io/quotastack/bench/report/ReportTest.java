package io.quotastack.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalDouble;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quotastack.bench.machine.Disturbance;
import io.quotastack.bench.report.Target.Unit;

final class ReportTest {

    private final Report report = new Report(
            new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));

    @BeforeEach
    void begin() {
        report.section("As shipped");
    }

    @Test
    void oneOrMoreMeansThatTheAimIsReached() {
        assertThat(Target.atLeast(100).reached(150)).isEqualTo(1.5);
        assertThat(Target.atMost(6).reached(12)).isEqualTo(0.5);
        assertThat(Target.atMost(0).reached(0)).isGreaterThan(1);
        assertThat(Target.atMost(0).reached(3)).isZero();
    }

    @Test
    void putsFiguresBesideTheirAims() {
        report.add(figure("p50", 1.5, Unit.MILLIS, 0).aim(Target.atMost(1)));
        report.add(Figure.of("a|b", 12_345.6, Unit.PER_SECOND, Disturbance.NONE, "no aim"));
        report.failed("batch", "first line\nstack");

        assertThat(report.markdown()).contains("""
                ## As shipped

                | what | measured | beside | ratio | aim | reached | detail |
                |---|---:|---:|---:|---:|---:|---|
                | p50 | 1.50 ms |  |  | ≤ 1.00 ms | 0.67 |  |
                | a\\|b | 12,346/s |  |  |  |  | no aim |
                | batch | failed |  |  |  |  | first line |
                """);
    }

    @Test
    void putsFiguresBesideWhatTheyAreComparedWith() {
        report.add(figure("rate", 4_200, Unit.PER_SECOND, 0).beside("PostgreSQL", 5_600)
                .aimOfRatio(Target.atLeast(1).then(1.5)));

        assertThat(report.markdown())
                .contains("| rate | 4,200/s | PostgreSQL: 5,600/s | 0.75× | ≥ 1.00×, then 1.50× | 0.75 |  |");
    }

    @Test
    void saysWhenThereIsNothingToCompareWith() {
        report.add(figure("rate", 4_200, Unit.PER_SECOND, 0).beside("PostgreSQL", OptionalDouble.empty())
                .aimOfRatio(Target.atLeast(1)));

        assertThat(report.markdown()).contains("| rate | 4,200/s | PostgreSQL: not measured |  | ≥ 1.00× |  |  |");
    }

    @Test
    void doesNotQuoteWhatOthersDisturbed() {
        report.add(figure("rate", 4_200, Unit.PER_SECOND, 0.37).beside("PostgreSQL", 5_600).aim(Target.atLeast(3)));

        assertThat(report.markdown())
                .contains("| rate | not quoted |  |  | ≥ 3/s |  | other processes took 37 % of the machine |")
                .doesNotContain("4,200");
        assertThat(report.quoted("rate")).isEmpty();
    }

    @Test
    void tellsTheMedianOfTheRunsThatNothingDisturbed() {
        report.add(figure("rate", 5, Unit.PER_SECOND, 0).beside("other", 10));
        report.add(figure("rate", 9, Unit.PER_SECOND, 0).beside("other", 3));
        report.add(figure("rate", 1, Unit.PER_SECOND, 0.5).beside("other", 1));
        report.add(figure("rate", 7, Unit.PER_SECOND, 0).beside("other", 14));

        assertThat(report.markdown())
                .contains("| rate | 7/s | other: 14/s | 0.50× |  |  |  (median of 3, 5/s to 9/s, 1 more disturbed) |");
        assertThat(report.quoted("rate")).hasValue(7);
    }

    @Test
    void saysThatAllRunsWereDisturbed() {
        report.add(figure("rate", 5, Unit.PER_SECOND, 0.4));
        report.add(figure("rate", 6, Unit.PER_SECOND, 0.3));

        assertThat(report.markdown()).contains(
                "| rate | not quoted |  |  |  |  | other processes took 40 % of the machine, and too much in all 2 runs |");
    }

    @Test
    void eachSectionHasItsTableAndItsRuns() {
        report.add(figure("a", 1, Unit.TIMES, 0));
        report.remark("a remark");
        report.section("two");
        report.add(figure("a", 2, Unit.TIMES, 0));

        assertThat(report.markdown().lines().filter(line -> line.startsWith("| what"))).hasSize(2);
        assertThat(report.quoted("a")).hasValue(2);
    }

    private static Figure figure(String what, double measured, Unit unit, double others) {
        return Figure.of(what, measured, unit, Disturbance.of(others), "");
    }
}
