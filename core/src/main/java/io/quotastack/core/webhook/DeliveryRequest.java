package io.quotastack.core.webhook;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

import io.quotastack.core.command.Idempotency;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.ResourceId;
import io.quotastack.core.customer.TenantEnvironment;

/**
 * What a tenant asks of its deliveries.
 *
 * @param requestId the id of the HTTP request that brought it
 * @param configVersion the newest configuration its author had seen
 */
public record DeliveryRequest(
        String requestId,
        TenantEnvironment tenantEnvironment,
        Idempotency idempotency,
        long configVersion,
        Action action) {

    /** What is to be done. */
    public sealed interface Action {
        /** Whether it needs an endpoint. */
        default boolean sends() {
            return true;
        }
    }

    /** Tries a delivery now; one that is dead or delivered begins anew. */
    public record RetryDelivery(ResourceId delivery) implements Action {}

    /** Sends an event that stands for nothing. */
    public record SendTest() implements Action {}

    /**
     * Delivers again what happened in {@code [from, to)}.
     *
     * @param to absent: until now
     * @param types absent: those that the settings let through
     * @param customer absent: all
     */
    public record Replay(
            Instant from,
            Optional<Instant> to,
            Optional<Set<String>> types,
            Optional<CustomerKey> customer) implements Action {
        public Replay {
            types = types.map(Set::copyOf);
        }
    }

    /**
     * Sends a delivery no more.
     *
     * @param by the id of the API key that asks for it
     */
    public record DiscardDelivery(ResourceId delivery, String by) implements Action {
        @Override
        public boolean sends() {
            return false;
        }
    }

    /**
     * Sends no more what was made in {@code [from, to)} and was not delivered.
     *
     * @param to absent: until now
     * @param types absent: all
     * @param customer absent: all
     * @param statuses which of them
     * @param by the id of the API key that asks for it
     */
    public record DiscardRange(
            Instant from,
            Optional<Instant> to,
            Optional<Set<String>> types,
            Optional<CustomerKey> customer,
            Set<DeliveryStatus> statuses,
            String by) implements Action {
        public DiscardRange {
            types = types.map(Set::copyOf);
            statuses = Set.copyOf(statuses);
        }

        @Override
        public boolean sends() {
            return false;
        }
    }

    /** Whose queue, or whose place, decides it. */
    public CustomerKey owner() {
        return switch (action) {
            case RetryDelivery(var delivery) -> new CustomerKey(tenantEnvironment, delivery.customerId());
            case DiscardDelivery(var delivery, var by) -> new CustomerKey(tenantEnvironment, delivery.customerId());
            case SendTest test -> WebhookEvent.nobody(tenantEnvironment);
            case Replay replay -> WebhookEvent.nobody(tenantEnvironment);
            case DiscardRange range -> WebhookEvent.nobody(tenantEnvironment);
        };
    }
}
