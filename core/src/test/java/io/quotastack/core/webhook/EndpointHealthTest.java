package io.quotastack.core.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

class EndpointHealthTest {

    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    private static EndpointHealth failing(int times, Instant first, Instant last) {
        EndpointHealth health = EndpointHealth.UNKNOWN;
        for (int i = 0; i < times; i++) {
            health = health.failed(i == times - 1 ? last : first);
        }
        return health;
    }

    @Test
    void isDeadAfterTwentyFailuresInARowOverThirtySeconds() {
        assertThat(failing(20, START, START.plusSeconds(30)).dead()).isTrue();
        assertThat(failing(19, START, START.plusSeconds(3_000)).dead()).isFalse();
        assertThat(failing(1_000, START, START.plusMillis(29_999)).dead()).isFalse();
    }

    @Test
    void aSuccessBeginsTheCountAnew() {
        EndpointHealth health = failing(19, START, START.plusSeconds(60)).succeeded(START.plusSeconds(61));

        assertThat(health.failed(START.plusSeconds(62)).dead()).isFalse();
        assertThat(health.revivedAt()).isEmpty();
    }

    @Test
    void onlyTheSuccessThatEndsDeathIsARevival() {
        Instant later = START.plusSeconds(100);
        EndpointHealth revived = failing(20, START, START.plusSeconds(30)).succeeded(later);

        assertThat(revived.dead()).isFalse();
        assertThat(revived.revivedAt()).contains(later);
        assertThat(revived.succeeded(later.plusSeconds(1))).isSameAs(revived);
    }

    @Test
    void hasBeenFailingOnlySinceTheLastDayInWhichNothingWasTried() {
        EndpointHealth tried = failing(20, START, START.plusSeconds(30)).failed(START.plus(Duration.ofHours(20)))
                .failed(START.plus(Duration.ofHours(40)));
        assertThat(tried.failingSince()).contains(START);

        Instant later = START.plus(Duration.ofHours(64));
        EndpointHealth rested = tried.failed(later);
        assertThat(rested.failingSince()).contains(later);
        assertThat(rested.dead()).as("it is dead all the same").isTrue();
        assertThat(failing(20, START, later).dead()).as("and becomes so").isTrue();
    }
}
