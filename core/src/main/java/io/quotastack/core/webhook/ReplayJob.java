package io.quotastack.core.webhook;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.TenantEnvironment;

/**
 * A replay under way in one partition: delivers again what happened in {@code [from, to)}.
 *
 * @param types absent: all
 * @param customerId absent: all
 * @param nextOffset of customer-events: all before it is queued
 */
public record ReplayJob(
        String id,
        TenantEnvironment tenantEnvironment,
        Instant from,
        Instant to,
        Optional<List<String>> types,
        Optional<UUID> customerId,
        long nextOffset) {

    public ReplayJob {
        types = types.map(List::copyOf);
    }

    /** Whether it may deliver events of a customer again, by the text of the customer's key. */
    public boolean concerns(String customer) {
        return customerId.map(id -> new CustomerKey(tenantEnvironment, id).toString().equals(customer))
                .orElse(customer.startsWith(tenantEnvironment + "/"));
    }

    /** Whether an event of a customer whom it concerns is delivered again. */
    public boolean includes(String type, Instant timestamp) {
        return !timestamp.isBefore(from) && timestamp.isBefore(to)
                && types.map(named -> named.contains(type)).orElse(true);
    }

    ReplayJob queuedUpTo(long offset) {
        return new ReplayJob(id, tenantEnvironment, from, to, types, customerId, offset + 1);
    }
}
