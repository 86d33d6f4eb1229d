package io.quotastack.platform.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.Random;

import org.junit.jupiter.api.Test;

/** A clock whose steps are not followed, on clocks that the test sets. */
class SteadyClockTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private Instant wall = START;
    private long nanos = Long.MAX_VALUE - 1_000; // it may overflow
    private long sinceBoot = 5_000;
    private boolean knowsSinceBoot = true;

    private final SteadyClock clock = steady();

    private SteadyClock steady() {
        return new SteadyClock(() -> wall, () -> nanos,
                () -> knowsSinceBoot ? OptionalLong.of(sinceBoot) : OptionalLong.empty());
    }

    private void pass(Duration time) {
        wall = wall.plus(time);
        nanos += time.toNanos();
        sinceBoot += time.toMillis();
    }

    @Test
    void isTheWallClock() {
        pass(Duration.ofMinutes(5));
        assertThat(clock.instant()).isEqualTo(START.plus(Duration.ofMinutes(5)));

        pass(Duration.ofDays(400));
        assertThat(clock.instant()).isEqualTo(wall);
        assertThat(clock.failure()).isEmpty();
    }

    @Test
    void goesOnFromBeforeAStepAheadAndSaysSo() {
        pass(Duration.ofMinutes(5));
        Instant before = wall;
        wall = wall.plus(Duration.ofDays(365));

        assertThat(clock.instant()).isEqualTo(before);
        assertThat(clock.failure()).hasValueSatisfying(step -> assertThat(step)
                .hasMessageContaining("was set 365 days 0 h 0 min ahead"));
        pass(Duration.ofSeconds(3));
        assertThat(clock.instant()).isEqualTo(before.plusSeconds(3));
    }

    @Test
    void goesOnFromBeforeAStepBackAndSaysSo() {
        wall = wall.minus(Duration.ofDays(365)).minus(Duration.ofMinutes(61));

        assertThat(clock.instant()).isEqualTo(START);
        assertThat(clock.failure()).hasValueSatisfying(step -> assertThat(step)
                .hasMessageContaining("was set 365 days 1 h 1 min back"));
    }

    @Test
    void doesNotForgetAStepThatWasTakenBack() {
        wall = wall.plus(Duration.ofDays(365));
        clock.millis();
        wall = START;
        pass(Duration.ofSeconds(3));

        assertThat(clock.instant()).isEqualTo(START.plusSeconds(3));
        assertThat(clock.failure()).isPresent();
    }

    @Test
    void followsSmallStepsEitherWay() {
        for (Duration step : new Duration[] {Duration.ofMinutes(59), Duration.ofMinutes(-59), Duration.ofSeconds(-1)}) {
            wall = wall.plus(step);
            assertThat(clock.instant()).isEqualTo(wall);
            pass(Duration.ofSeconds(2));
            assertThat(clock.instant()).isEqualTo(wall);
        }
        assertThat(clock.failure()).isEmpty();
    }

    @Test
    void aMachineThatSleptHasNotStepped() {
        wall = wall.plus(Duration.ofHours(9));
        sinceBoot += Duration.ofHours(9).toMillis();

        assertThat(clock.instant()).isEqualTo(wall);
        assertThat(clock.failure()).isEmpty();
    }

    @Test
    void whereNothingTellsOfSleepItCountsAsAStep() {
        knowsSinceBoot = false;
        wall = wall.plus(Duration.ofHours(9));

        assertThat(clock.instant()).isEqualTo(START);
        assertThat(clock.failure()).isPresent();
    }

    @Test
    void neverIsFarFromTheTimeThatPassedWhateverTheWallClockDoes() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        Instant right = START;
        for (int i = 0; i < 10_000; i++) {
            Duration time = Duration.ofMillis(random.nextInt(5_000));
            pass(time);
            right = right.plus(time);
            if (random.nextInt(10) == 0) {
                wall = right.plusSeconds(random.nextInt(2 * 864_000) - 864_000L); // 10 days either way
            }
            assertThat(Duration.between(right, clock.instant()).abs()).as("seed " + seed)
                    .isLessThan(SteadyClock.FOLLOWED.multipliedBy(3));
        }
    }
}
