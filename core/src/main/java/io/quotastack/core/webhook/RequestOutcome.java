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

    record Retried(DeliveryKey key, Delivery delivery) implements Decided {}

    record TestQueued(DeliveryKey key, Delivery delivery) implements Decided {}

    /**
     * A replay begins.
     *
     * @param replay to start in each partition
     */
    record ReplayAccepted(ReplayJob replay) implements Decided {}
}
