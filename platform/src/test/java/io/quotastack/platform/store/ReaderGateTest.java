package io.quotastack.platform.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;

import org.junit.jupiter.api.Test;

class ReaderGateTest {

    private final ReaderGate gate = new ReaderGate();
    private final AtomicInteger closed = new AtomicInteger();

    @Test
    void closesWhenTheLastReaderIsOut() {
        Lock outer = gate.enter();
        Lock inner = gate.enter();
        CompletableFuture<Void> closing = CompletableFuture.runAsync(() -> gate.close(closed::incrementAndGet));
        inner.unlock();
        assertThat(closed).hasValue(0);

        outer.unlock();

        assertThat(closing).succeedsWithin(Duration.ofMinutes(1));
        assertThat(closed).hasValue(1);
    }

    @Test
    void letsNobodyInAnyMore() {
        gate.close(closed::incrementAndGet);

        assertThatThrownBy(gate::enter).isInstanceOf(ShardMovedException.class);
    }

    @Test
    void closesOnce() {
        gate.close(closed::incrementAndGet);
        gate.close(closed::incrementAndGet);

        assertThat(closed).hasValue(1);
    }
}
