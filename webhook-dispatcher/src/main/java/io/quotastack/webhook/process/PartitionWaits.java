package io.quotastack.webhook.process;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;

import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.webhook.DeliveryBatch;
import io.quotastack.core.webhook.EndpointState;

/**
 * What one partition waits for, published by its task and read from outside, so that an idle task sleeps until there is
 * something to do. That a look comes too early or twice changes nothing.
 */
public final class PartitionWaits {

    /**
     * What an environment waits for.
     *
     * @param nextLookAt when a head may be due
     * @param revivalApplied see {@link EndpointState}
     * @param disabled what waits is to be dropped
     */
    private record Wait(Optional<Instant> nextLookAt, Optional<Instant> revivalApplied, boolean disabled) {

        boolean isOver(TenantEnvironment tenantEnvironment, Endpoint endpoint,
                Predicate<TenantEnvironment> turnedOn, Instant now) {
            return disabled || new EndpointState(endpoint.health(), revivalApplied, Optional.empty()).revivalToApply()
                    .isPresent()
                    || (nextLookAt.filter(at -> !at.isAfter(now)).isPresent() && endpoint.hasPlace(now)
                            && turnedOn.test(tenantEnvironment));
        }
    }

    private final WaitSignal begun;
    private final Map<TenantEnvironment, Wait> waits = new ConcurrentHashMap<>();
    private final Queue<DeliveryBatch> unreported = new ConcurrentLinkedQueue<>();
    /** A range is being discarded. */
    private volatile boolean discarding;
    /** A wake-up is on its way to the task until then, unless it came or was lost. */
    private volatile OptionalLong onItsWayUntilNanos = OptionalLong.empty();

    /** @param begun given whenever there is more to wait for */
    PartitionWaits(WaitSignal begun) {
        this.begun = begun;
    }

    /** An environment has deliveries that wait. */
    void waits(TenantEnvironment tenantEnvironment, Optional<Instant> nextLookAt, Optional<Instant> revivalApplied,
            boolean disabled) {
        waits.put(tenantEnvironment, new Wait(nextLookAt, revivalApplied, disabled));
        begun.give();
    }

    /** Nothing of an environment waits. */
    void rests(TenantEnvironment tenantEnvironment) {
        waits.remove(tenantEnvironment);
    }

    /** Whether there is nothing that the task could have to do, now or later. */
    boolean isAtRest() {
        return waits.isEmpty() && unreported.isEmpty() && !discarding;
    }

    /** The environments that have deliveries that wait. */
    Set<TenantEnvironment> waiting() {
        return Set.copyOf(waits.keySet());
    }

    /** A batch ended of which no record will tell. Who has the partition next sends it again by itself. */
    public void unreported(DeliveryBatch batch) {
        unreported.add(batch);
        begun.give();
    }

    /** Whether the task has ranges to discard. */
    void discarding(boolean any) {
        discarding = any;
        begun.give();
    }

    /** The next one of them. */
    Optional<DeliveryBatch> takeUnreported() {
        return Optional.ofNullable(unreported.poll());
    }

    /** A wake-up is sent: no other one follows before it came, or so much time passed that it must have been lost. */
    void wakeUpSent(long untilNanos) {
        onItsWayUntilNanos = OptionalLong.of(untilNanos);
    }

    void wakeUpArrived() {
        onItsWayUntilNanos = OptionalLong.empty();
    }

    boolean isWakeUpOnItsWay(long nanos) {
        OptionalLong until = onItsWayUntilNanos;
        return until.isPresent() && until.getAsLong() - nanos > 0;
    }

    /** Whether the task has something to do now. */
    boolean areOver(Endpoints endpoints, Predicate<TenantEnvironment> turnedOn, Instant now) {
        return discarding || !unreported.isEmpty() || waits.entrySet().stream().anyMatch(
                entry -> entry.getValue().isOver(entry.getKey(), endpoints.of(entry.getKey()), turnedOn, now));
    }
}
