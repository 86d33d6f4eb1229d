package io.quotastack.core.metering;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is counted, with the history of its prices.
 *
 * @param rules by {@code effectiveAt} ascending, archived ones included
 */
public record Metric(String key, String name, Optional<String> description, Instant createdAt,
        Optional<Instant> archivedAt, List<MeteringRule> rules) {

    public Metric {
        rules = List.copyOf(rules);
    }
}
