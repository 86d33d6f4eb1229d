package io.quotastack.ledger.tick;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.quotastack.core.customer.CustomerKey;

/**
 * The customers of one partition who have a tick on its way, and until when they get no other. Sent to by one thread, told
 * of decisions by another.
 */
final class TicksInFlight {

    /** A tick that booked nothing may have been lost, or come before its time by the broker's clock. */
    static final Duration SENT_AGAIN_AFTER = Duration.ofSeconds(1);
    /** One that cannot be decided is in the dead letters; to repeat it at once would only fill them. */
    static final Duration BROKEN_SENT_AGAIN_AFTER = Duration.ofMinutes(1);

    private final Map<CustomerKey, Long> until = new ConcurrentHashMap<>();
    private final Map<CustomerKey, Long> brokenUntil = new ConcurrentHashMap<>();

    void sent(CustomerKey customer, long nanos) {
        until.put(customer, nanos + SENT_AGAIN_AFTER.toNanos());
    }

    /** It booked something: another may follow at once. */
    void booked(CustomerKey customer) {
        until.remove(customer);
    }

    void broke(CustomerKey customer, long nanos) {
        until.remove(customer);
        brokenUntil.put(customer, nanos + BROKEN_SENT_AGAIN_AFTER.toNanos());
    }

    void forgetOld(long nanos) {
        until.values().removeIf(end -> nanos - end >= 0);
        brokenUntil.values().removeIf(end -> nanos - end >= 0);
    }

    boolean has(CustomerKey customer) {
        return until.containsKey(customer) || brokenUntil.containsKey(customer);
    }

    /** How many ticks may stand undecided in the log. */
    int count() {
        return until.size();
    }
}
