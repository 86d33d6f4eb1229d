package io.quotastack.core.webhook;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

import io.quotastack.core.command.Idempotency;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.ResourceId;
import io.quotastack.core.customer.TenantEnvironment;

/**
 * What a tenant orders of its webhooks.
 *
 * @param orderId also the id of the request that brought it
 * @param configVersion the newest configuration its author had seen
 */
public record WebhookOrder(String orderId, TenantEnvironment world, Idempotency idempotency, long configVersion,
        Wish wish) {

    /** The type of an event that stands for nothing: what {@link SendTest} sends. */
    public static final String TEST_TYPE = "webhook.test";

    /** The wish itself. */
    public sealed interface Wish {}

    /** Tries a delivery now; one that was given up or delivered is taken up again. */
    public record RetryDelivery(ResourceId delivery) implements Wish {}

    /** Sends an event that stands for nothing. */
    public record SendTest() implements Wish {}

    /**
     * Delivers again what happened in {@code [from, to)}.
     *
     * @param to absent: until now
     * @param types absent: those that the settings let through
     * @param customer absent: all
     */
    public record Replay(Instant from, Optional<Instant> to, Optional<Set<String>> types,
            Optional<CustomerKey> customer) implements Wish {
        public Replay {
            types = types.map(Set::copyOf);
        }
    }
}
