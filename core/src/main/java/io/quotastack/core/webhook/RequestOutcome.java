package io.quotastack.core.webhook;

/** What becomes of a {@link DeliveryRequest}. */
public sealed interface RequestOutcome {

    /** It came before: the kept answer is the answer. */
    record Repeated() implements RequestOutcome {}

    /** The idempotency key came before, with another request. */
    record KeyReused() implements RequestOutcome {}

    /** One that is decided now; its answer is kept for the next time. */
    sealed interface Decided extends RequestOutcome {}

    record DeliveryNotFound() implements Decided {}

    /** The environment has no endpoint. */
    record EndpointOff() implements Decided {}

    /** Too much waited for the environment's endpoint. */
    record EndpointDisabled(DisabledEndpoint mark) implements Decided {}

    /** The environment has as many replays under way as it may have. */
    record TooManyReplays(int most) implements Decided {}

    /** As many of the customer's resolved deliveries wait to be tried again as may. */
    record TooManyRetries(int most) implements Decided {}

    /** The environment has as many discards of ranges under way as it may have. */
    record TooManyDiscards(int most) implements Decided {}

    /** It was delivered: there is nothing to discard. */
    record WasDelivered() implements Decided {}

    /**
     * It is discarded.
     *
     * @param now whether it was not before
     */
    record DeliveryDiscarded(DeliveryKey key, Delivery delivery, boolean now) implements Decided {}

    /**
     * A discard of a range begins.
     *
     * @param discard to start in each partition
     */
    record DiscardAccepted(DiscardJob discard) implements Decided {}

    record Retried(DeliveryKey key, Delivery delivery) implements Decided {}

    record TestQueued(DeliveryKey key, Delivery delivery) implements Decided {}

    /**
     * A replay begins.
     *
     * @param replay to start in each partition
     */
    record ReplayAccepted(ReplayJob replay) implements Decided {}
}
