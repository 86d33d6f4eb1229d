package io.quotastack.core.metering;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is counted, with the history of its prices.
 *
 * @param archivedAt from then on, inclusive, it prices nothing; events from before then are still priced, however late
 *     they arrive
 * @param rules by {@code effectiveAt} ascending, archived ones included
 */
public record Metric(
        String key,
        String name,
        Optional<String> description,
        Instant createdAt,
        Optional<Instant> archivedAt,
        List<MeteringRule> rules) {

    public Metric {
        rules = List.copyOf(rules);
        for (int i = 1; i < rules.size(); i++) {
            if (rules.get(i).effectiveAt().isBefore(rules.get(i - 1).effectiveAt())) {
                throw new IllegalArgumentException("rules of " + key + " not by effectiveAt");
            }
        }
    }

    /**
     * The rule that prices an event of that timestamp (CONTRACT 4): the latest one in effect by then; for events older
     * than all of them the first. None when that one is archived by then, until the next later rule.
     */
    public Optional<MeteringRule> ruleInForceAt(Instant timestamp) {
        if (archivedAt.isPresent() && !archivedAt.get().isAfter(timestamp)) {
            return Optional.empty();
        }
        return ruleDueAt(timestamp).filter(rule -> !rule.archivedBy(timestamp));
    }

    /** The rule of that id, archived or not. */
    public Optional<MeteringRule> rule(String id) {
        return rules.stream().filter(rule -> rule.id().equals(id)).findAny();
    }

    /** The rule whose turn it is, archived or not. */
    private Optional<MeteringRule> ruleDueAt(Instant timestamp) {
        Optional<MeteringRule> due = Optional.empty();
        for (MeteringRule rule : rules) {
            if (rule.vanished()) {
                continue;
            }
            if (due.isPresent() && rule.effectiveAt().isAfter(timestamp)) {
                break;
            }
            due = Optional.of(rule);
        }
        return due;
    }
}
