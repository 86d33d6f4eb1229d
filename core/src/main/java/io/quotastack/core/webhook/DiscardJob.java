package io.quotastack.core.webhook;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.quotastack.core.customer.TenantEnvironment;

/**
 * A discard under way in one partition: of the deliveries made in {@code [from, to)}, those that were not delivered.
 *
 * @param types absent: all
 * @param customerId absent: all
 * @param statuses of those that are discarded; none of them is {@link DeliveryStatus#isDone done}
 * @param by the id of the API key that asked for it
 * @param requestedAt when it asked
 * @param after all up to this one were looked at; absent: none was
 */
public record DiscardJob(
        String id,
        TenantEnvironment tenantEnvironment,
        Instant from,
        Instant to,
        Optional<List<String>> types,
        Optional<UUID> customerId,
        List<DeliveryStatus> statuses,
        String by,
        Instant requestedAt,
        Optional<DeliveryPlace> after) {

    public DiscardJob {
        types = types.map(List::copyOf);
        statuses = List.copyOf(statuses);
    }

    /** Whether a customer's deliveries may be among them. */
    boolean concerns(UUID customer) {
        return customerId.map(customer::equals).orElse(true);
    }

    boolean includes(Delivery delivery) {
        return statuses.contains(delivery.status())
                && types.map(named -> named.contains(delivery.event().type())).orElse(true);
    }

    Discarded mark() {
        return new Discarded(requestedAt, by, Optional.of(id));
    }

    DiscardJob lookedUpTo(DeliveryPlace place) {
        return new DiscardJob(id, tenantEnvironment, from, to, types, customerId, statuses, by, requestedAt,
                Optional.of(place));
    }
}
