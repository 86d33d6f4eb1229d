package io.quotastack.core.metering;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is counted, with the history of its prices.
 *
 * @param archivedAt from then on, inclusive, it prices nothing; events from before then are still priced, however late
 *     they arrive
 */
public record Metric(
        String key,
        String name,
        Optional<String> description,
        Instant createdAt,
        Optional<Instant> archivedAt,
        Rules rules) {

    public Metric(String key, String name, Optional<String> description, Instant createdAt,
            Optional<Instant> archivedAt, List<MeteringRule> rules) {
        this(key, name, description, createdAt, archivedAt, Rules.of(rules));
    }

    /** The same metric with these rules instead of its own. */
    public Metric withRules(Rules other) {
        return new Metric(key, name, description, createdAt, archivedAt, other);
    }

    /**
     * The rule that prices an event of that timestamp (CONTRACT 4): the latest one in effect by then; for events older
     * than all of them the first. None when that one is archived by then, until the next later rule.
     */
    public Optional<MeteringRule> ruleInForceAt(Instant timestamp) {
        return archivedAt.isPresent() && !archivedAt.get().isAfter(timestamp)
                ? Optional.empty()
                : rules.inForceAt(timestamp);
    }
}
