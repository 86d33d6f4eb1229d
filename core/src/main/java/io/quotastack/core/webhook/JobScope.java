package io.quotastack.core.webhook;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.quotastack.core.customer.TenantEnvironment;

/**
 * What of an environment a replay or a discard of a range is about: the same in every partition.
 *
 * @param id of the replay or discard
 * @param from of a replay the time of the events, of a discard the time at which the deliveries were made
 * @param to exclusive
 * @param types absent: all
 * @param customerId absent: all
 */
public record JobScope(
        String id,
        TenantEnvironment tenantEnvironment,
        Instant from,
        Instant to,
        Optional<List<String>> types,
        Optional<UUID> customerId) {

    public JobScope {
        types = types.map(List::copyOf);
    }

    boolean includes(Instant time) {
        return !time.isBefore(from) && time.isBefore(to);
    }

    boolean includes(String type) {
        return types.map(named -> named.contains(type)).orElse(true);
    }
}
