package io.quotastack.nodes.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ServingProcessTest {

    @Test
    void aPartThatDoesNotStopIsWaitedForSoLongAndNamed() {
        var parts = new RunningParts();
        var released = new CountDownLatch(1);
        parts.add("broker", released::await);

        assertThat(ServingProcess.isClosed(parts, Duration.ofMillis(100))).isFalse();
        assertThat(parts.stoppingNow()).hasValue("broker");

        released.countDown();
    }

    @Test
    void allThatStopInTimeAreClosed() {
        var parts = new RunningParts();
        var stopped = new CountDownLatch(1);
        parts.add("broker", stopped::countDown);

        assertThat(ServingProcess.isClosed(parts, Duration.ofSeconds(20))).isTrue();
        assertThat(stopped.getCount()).isZero();
    }
}
