package io.quotastack.bench.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

final class SteadinessTest {

    @Test
    void aRateIsSteadyWhenFiveWindowsHaveAboutAsManyAnswersAsTheFiveBefore() {
        assertThat(steady(900, 1_100, 1_000, 1_000, 950, 1_050, 880, 1_120, 900, 1_100)).isTrue();
    }

    @Test
    void aRateThatClimbsIsNot() {
        assertThat(steady(1_000, 1_012, 1_024, 1_036, 1_048, 1_060, 1_072, 1_084, 1_096, 1_108)).isFalse();
    }

    @Test
    void aRateThatFallsIsNot() {
        assertThat(steady(1_000, 1_000, 1_000, 1_000, 1_000, 900, 900, 900, 900, 900)).isFalse();
    }

    @Test
    void aFewWindowsAreTooFew() {
        assertThat(steady(1_000, 1_000, 1_000, 1_000, 1_000, 1_000, 1_000, 1_000, 1_000)).isFalse();
    }

    @Test
    void onlyTheLastWindowsCount() {
        assertThat(steady(1, 10, 100, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9)).isTrue();
    }

    @Test
    void noAnswersAreNoRate() {
        assertThat(steady(0, 0, 0, 0, 0, 0, 0, 0, 0, 0)).isFalse();
    }

    private static boolean steady(long... answers) {
        var steadiness = new Steadiness(5);
        LongStream.of(answers).forEach(steadiness::add);
        return steadiness.steady();
    }
}
