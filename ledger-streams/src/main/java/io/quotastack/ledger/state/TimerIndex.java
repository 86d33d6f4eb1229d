package io.quotastack.ledger.state;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BinaryOperator;
import java.util.function.Predicate;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.platform.store.KeyRange;
import io.quotastack.platform.store.RowCodec;

/**
 * The accounts of one shard by what they expect next: one row for each that expects anything, so that a million of them
 * cost one look at the first. The task that decides writes, any thread reads.
 */
final class TimerIndex {

    private static final KeyRange ROWS = StateKeys.timers();
    private static final BinaryOperator<Bytes> EARLIER = BinaryOperator.minBy(Bytes::compareTo);

    private final KeyValueStore<Bytes, byte[]> store;
    /** No row stands before this key. Rows once deleted slow down whoever walks over their place, until a compaction. */
    private final AtomicReference<Bytes> start = new AtomicReference<>(ROWS.from());

    TimerIndex(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    /** @param before when the account expected a tick until now */
    void move(CustomerKey customer, Optional<Instant> before, Optional<Instant> after) {
        if (before.equals(after)) {
            return;
        }
        // The new one first: whoever looks in between must not find none.
        after.ifPresent(at -> {
            Bytes row = StateKeys.timer(new Timer(at, customer));
            store.put(row, RowCodec.present());
            start.accumulateAndGet(row, EARLIER);
        });
        before.ifPresent(at -> store.delete(StateKeys.timer(new Timer(at, customer))));
    }

    /**
     * Shows the timers up to that instant, earliest first, until the visitor answers false. One thread at a time: while one
     * looks, no other knows where they begin.
     *
     * @return when the first one after that instant is due, if it came to that
     */
    synchronized Optional<Instant> visitDue(Instant by, Predicate<Timer> visitor) {
        Bytes from = start.getAndSet(ROWS.to());
        // A row that comes while we look has moved the start by itself.
        Bytes first = from;
        try (KeyValueIterator<Bytes, byte[]> rows = store.range(from, ROWS.to())) {
            first = rows.hasNext() ? rows.peekNextKey() : ROWS.to();
            while (rows.hasNext()) {
                Timer timer = StateKeys.timer(rows.next().key);
                if (timer.at().isAfter(by)) {
                    return Optional.of(timer.at());
                }
                if (!visitor.test(timer)) {
                    return Optional.empty();
                }
            }
            return Optional.empty();
        } finally {
            start.accumulateAndGet(first, EARLIER);
        }
    }
}
