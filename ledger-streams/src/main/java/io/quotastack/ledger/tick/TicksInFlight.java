package io.quotastack.ledger.tick;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

import io.quotastack.core.customer.CustomerKey;

/**
 * The customers of one partition who have a tick on its way, and so get no other. Sent to by one thread, told of what
 * became of ticks by others.
 */
final class TicksInFlight {

    /** A tick that booked nothing may have been lost, or come before its time by the broker's clock. */
    static final Duration SENT_AGAIN_AFTER = Duration.ofSeconds(1);
    /** One that cannot be decided is in the dead letters; to repeat it at once would only fill them. */
    static final Duration BROKEN_SENT_AGAIN_AFTER = Duration.ofMinutes(1);

    private final Map<CustomerKey, Sent> sent = new ConcurrentHashMap<>();
    private final Map<CustomerKey, Long> brokenUntil = new ConcurrentHashMap<>();

    /** @param offset in the log; absent as long as the log has not said that it has it */
    private record Sent(long againAfterNanos, OptionalLong offset) {

        boolean mayBeForgotten(long nanos, long decidedEnd) {
            boolean standsUndecided = offset.isPresent() && offset.getAsLong() >= decidedEnd;
            return !standsUndecided && nanos - againAfterNanos >= 0;
        }
    }

    void sent(CustomerKey customer, long nanos) {
        sent.put(customer, new Sent(nanos + SENT_AGAIN_AFTER.toNanos(), OptionalLong.empty()));
    }

    /** The log has it: a slow ledger must not get it again and again. */
    void durable(CustomerKey customer, long offset) {
        sent.computeIfPresent(customer, (key, tick) -> new Sent(tick.againAfterNanos(), OptionalLong.of(offset)));
    }

    /** It booked something: another may follow at once. */
    void booked(CustomerKey customer) {
        sent.remove(customer);
    }

    void broke(CustomerKey customer, long nanos) {
        sent.remove(customer);
        brokenUntil.put(customer, nanos + BROKEN_SENT_AGAIN_AFTER.toNanos());
    }

    /** @param decidedEnd all of the log before it is decided */
    void forgetOld(long nanos, long decidedEnd) {
        sent.values().removeIf(tick -> tick.mayBeForgotten(nanos, decidedEnd));
        brokenUntil.values().removeIf(end -> nanos - end >= 0);
    }

    boolean has(CustomerKey customer) {
        return sent.containsKey(customer) || brokenUntil.containsKey(customer);
    }

    /** How many ticks may stand undecided in the log. */
    int count() {
        return sent.size();
    }
}
