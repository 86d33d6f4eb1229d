package io.quotastack.core.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;

import org.junit.jupiter.api.Test;

class EndpointLoadTest {

    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    private static int mostAtATime(EndpointHealth health) {
        EndpointLoad load = EndpointLoad.NONE;
        while (load.hasPlace(health, START)) {
            load = load.acquired();
        }
        return load.batches();
    }

    private static EndpointHealth failed(int times) {
        EndpointHealth health = EndpointHealth.UNKNOWN;
        for (int i = 0; i < times; i++) {
            health = health.failed(START.plusSeconds(2L * i));
        }
        return health;
    }

    @Test
    void anEndpointThatFailsGetsFewerAtATimeAndADeadOneASingleOne() {
        assertThat(mostAtATime(EndpointHealth.UNKNOWN)).isEqualTo(64);
        assertThat(mostAtATime(failed(4))).isEqualTo(64);
        assertThat(mostAtATime(failed(5))).isEqualTo(8);
        assertThat(mostAtATime(failed(20))).isEqualTo(1);
    }

    @Test
    void aDeadOneIsNotProbedAgainWithinASecond() {
        EndpointLoad load = EndpointLoad.NONE.acquired().released(START);

        assertThat(load.hasPlace(failed(20), START.plusMillis(999))).isFalse();
        assertThat(load.hasPlace(failed(20), START.plusMillis(1_000))).isTrue();
        assertThat(load.hasPlace(failed(1), START)).isTrue();
    }
}
