package io.quotastack.core.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

class RetryScheduleTest {

    private static final List<Duration> DELAYS = List.of(Duration.ofSeconds(5), Duration.ofSeconds(30),
            Duration.ofMinutes(2), Duration.ofMinutes(10), Duration.ofMinutes(30), Duration.ofHours(2),
            Duration.ofHours(6));

    @Test
    void retriesSevenTimesEachWithinATenthOfItsDelay() {
        for (int failures = 1; failures <= 7; failures++) {
            Duration delay = DELAYS.get(failures - 1);
            for (long salt = 0; salt < 1_000; salt++) {
                assertThat(RetrySchedule.delay(failures, salt).orElseThrow())
                        .isBetween(delay.multipliedBy(9).dividedBy(10), delay.multipliedBy(11).dividedBy(10));
            }
        }
    }

    @Test
    void givesUpAfterTheEighthFailure() {
        assertThat(RetrySchedule.delay(8, 1)).isEmpty();
    }

    @Test
    void spreadsWhatFailedTogether() {
        assertThat(LongStream.range(0, 1_000).mapToObj(salt -> RetrySchedule.delay(1, salt).orElseThrow()).distinct())
                .hasSizeGreaterThan(150);
        assertThat(RetrySchedule.delay(1, 7)).isEqualTo(RetrySchedule.delay(1, 7));
    }
}
