package io.quotastack.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;

/** Who waits for whom at a customer's rows. */
@Timeout(30)
class ShardTest {

    private static final CustomerKey CUSTOMER = CustomerKey
            .ofExternalId(new TenantEnvironment(new UUID(0, 1), Environment.LIVE), "alice");
    private static final Set<Thread.State> AT_REST = EnumSet.of(Thread.State.WAITING, Thread.State.TERMINATED);

    private final Shard shard = new Shard(Stores.inMemoryKeyValueStore("rows").get());
    private final List<String> order = new CopyOnWriteArrayList<>();

    @BeforeEach
    void caughtUp() {
        shard.caughtUp();
    }

    /** Else readers who overlap hold up the one writer, and with it all customers of the partition, as long as they like. */
    @Test
    void readersWhoComeAfterAWriterWaitForIt() throws Exception {
        var readersMayGo = new CountDownLatch(1);
        Thread first = started(() -> shard.read(CUSTOMER, account -> {
            await(readersMayGo);
            return order.add("first reader");
        }));
        Thread writer = started(() -> shard.write(CUSTOMER, rows -> order.add("writer")));
        Thread second = started(() -> shard.read(CUSTOMER, account -> order.add("second reader")));

        readersMayGo.countDown();
        for (Thread thread : List.of(first, writer, second)) {
            thread.join(Duration.ofSeconds(10));
        }

        assertThat(order).containsExactly("first reader", "writer", "second reader");
    }

    /** Returns when it waits or is done. */
    private static Thread started(Runnable what) throws InterruptedException {
        Thread thread = Thread.ofPlatform().daemon().start(what);
        while (!AT_REST.contains(thread.getState())) {
            Thread.onSpinWait();
        }
        return thread;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
