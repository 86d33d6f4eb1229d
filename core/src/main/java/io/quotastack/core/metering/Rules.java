package io.quotastack.core.metering;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All rules that a metric ever had, and which one is in force when (CONTRACT 4). Never changes. */
public final class Rules {

    private static final Comparator<MeteringRule> ORDER = Comparator.comparing(MeteringRule::effectiveAt)
            .thenComparingInt(MeteringRule::version);

    public static final Rules NONE = new Rules(List.of());

    private final List<MeteringRule> all;
    private final Map<String, MeteringRule> byId = new HashMap<>();
    /** Those that take turns. */
    private final List<MeteringRule> succession;

    private Rules(Collection<MeteringRule> rules) {
        all = rules.stream().sorted(ORDER).toList();
        all.forEach(rule -> byId.put(rule.id(), rule));
        succession = all.stream().filter(rule -> !rule.vanished()).toList();
    }

    public static Rules of(Collection<MeteringRule> rules) {
        return rules.isEmpty() ? NONE : new Rules(rules);
    }

    /** By {@code effectiveAt} ascending, archived ones included. */
    public List<MeteringRule> all() {
        return all;
    }

    public int size() {
        return all.size();
    }

    /** The rule of that id, archived or not. */
    public Optional<MeteringRule> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** These and those, which take the place of rules of the same ids. */
    public Rules with(Collection<MeteringRule> changed) {
        if (changed.isEmpty()) {
            return this;
        }
        Map<String, MeteringRule> rules = new HashMap<>(byId);
        changed.forEach(rule -> rules.put(rule.id(), rule));
        return new Rules(rules.values());
    }

    /** The rules that take turns, by {@code effectiveAt} ascending: without those that vanished. */
    public List<MeteringRule> succession() {
        return succession;
    }

    /** The rule in force at a time; before all of them, the first. None where it is archived by then. */
    Optional<MeteringRule> inForceAt(Instant time) {
        Optional<MeteringRule> due = Optional.empty();
        for (int i = succession.size() - 1; i >= 0; i--) {
            due = Optional.of(succession.get(i));
            if (!succession.get(i).effectiveAt().isAfter(time)) {
                break;
            }
        }
        return due.filter(rule -> !rule.archivedBy(time));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Rules rules && all.equals(rules.all);
    }

    @Override
    public int hashCode() {
        return all.hashCode();
    }

    @Override
    public String toString() {
        return all.toString();
    }
}
