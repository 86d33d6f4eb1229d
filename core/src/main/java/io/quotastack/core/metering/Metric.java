package io.quotastack.core.metering;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

import io.quotastack.core.metering.RuleTarget.Subscribed;

/**
 * What is counted, with the history of its prices.
 *
 * @param archivedAt from then on, inclusive, it prices nothing; events from before then are still priced, however late
 *     they arrive
 * @param events how its CloudEvents are read; none: they are ours, of its key
 */
public record Metric(
        String key,
        String name,
        Optional<String> description,
        Instant createdAt,
        Optional<Instant> archivedAt,
        Optional<EventMapping> events,
        Dimensions dimensions,
        Rules rules) {

    public Metric {
        events = events.filter(mapping -> !mapping.equals(EventMapping.NONE));
    }

    /** One whose CloudEvents are ours, of its key, without dimensions. */
    public Metric(String key, String name, Optional<String> description, Instant createdAt,
            Optional<Instant> archivedAt, List<MeteringRule> rules) {
        this(key, name, description, createdAt, archivedAt, Optional.empty(), Dimensions.NONE, Rules.of(rules));
    }

    /** How its CloudEvents are read. */
    public EventMapping mapping() {
        return events.orElse(EventMapping.NONE);
    }

    /** The {@code type} of its CloudEvents. */
    public String eventType() {
        return mapping().type().orElse(key);
    }

    /** The same with another description of it and of its events. */
    public Metric described(String newName, Optional<String> newDescription, EventMapping newMapping,
            Dimensions newDimensions) {
        return new Metric(key, newName, newDescription, createdAt, archivedAt, Optional.of(newMapping),
                newDimensions, rules);
    }

    /** The same, archived from then on. */
    public Metric archived(Instant now) {
        return new Metric(key, name, description, createdAt, Optional.of(now), events, dimensions, rules);
    }

    /** The same metric with these rules instead of its own. */
    public Metric withRules(Rules other) {
        return new Metric(key, name, description, createdAt, archivedAt, events, dimensions, other);
    }

    /**
     * The rule that prices an event of that timestamp (CONTRACT 4): the latest one in effect by then; for events older
     * than all of them the first. None when that one is archived by then, until the next later rule.
     */
    public Optional<MeteringRule> ruleInForceAt(Instant timestamp) {
        return ruleInForceAt(timestamp, Optional.empty());
    }

    /** The same for a customer with a subscription: rules of its variant go before those of its plan, and these before all. */
    public Optional<MeteringRule> ruleInForceAt(Instant timestamp, Optional<Subscribed> subscribed) {
        return archivedAt.isPresent() && !archivedAt.get().isAfter(timestamp)
                ? Optional.empty()
                : rules.inForceAt(timestamp, subscribed);
    }

    /** Whether units are counted by the values of dimensions of these names, which are ascending. */
    public boolean countsBy(List<String> names) {
        return names.equals(dimensions.sorted()) || rules.countedNames().contains(names);
    }

    /**
     * The values whose counters an event adds to, beside that of all units: of all dimensions that there are, and of those that
     * there were when a rule was made that counts by them. At most as many as there may be dimensions, since a dimension that a
     * rule names stays ({@link Rules#name}).
     */
    public List<When> counted(DimensionValues values) {
        if (dimensions.isEmpty()) {
            return List.of();
        }
        List<When> counted = new ArrayList<>(1);
        List<String> all = dimensions.sorted();
        counted.add(When.of(all, values));
        for (List<String> names : rules.countedNames()) {
            if (!names.equals(all)) {
                counted.add(When.of(names, values));
            }
        }
        return Collections.unmodifiableList(counted);
    }
}
