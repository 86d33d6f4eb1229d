package io.quotastack.core.webhook;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.quotastack.core.customer.TenantEnvironment;

/**
 * A discard under way in one partition: of the deliveries made in its time, those that were not delivered.
 *
 * @param statuses of those that are discarded; none of them is {@link DeliveryStatus#isDone done}
 * @param by the id of the API key that asked for it
 * @param requestedAt when it asked
 * @param after all up to this one were looked at; absent: none was
 */
public record DiscardJob(
        JobScope scope,
        List<DeliveryStatus> statuses,
        String by,
        Instant requestedAt,
        Optional<DeliveryPlace> after) {

    public DiscardJob {
        statuses = List.copyOf(statuses);
    }

    public String id() {
        return scope.id();
    }

    public TenantEnvironment tenantEnvironment() {
        return scope.tenantEnvironment();
    }

    /** Whether a customer's deliveries may be among them. */
    boolean concerns(UUID customer) {
        return scope.customerId().map(customer::equals).orElse(true);
    }

    boolean includes(Delivery delivery) {
        return statuses.contains(delivery.status()) && scope.includes(delivery.event().type());
    }

    Discarded mark() {
        return new Discarded(requestedAt, by, Optional.of(id()));
    }

    DiscardJob lookedUpTo(DeliveryPlace place) {
        return new DiscardJob(scope, statuses, by, requestedAt, Optional.of(place));
    }
}
