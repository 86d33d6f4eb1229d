package io.quotastack.core.metering;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.quotastack.core.metering.RuleTarget.Subscribed;

/** All rules that a metric ever had, and which one is in force when (CONTRACT 4). Never changes. */
public final class Rules {

    private static final Comparator<MeteringRule> ORDER = Comparator.comparing(MeteringRule::effectiveAt)
            .thenComparingInt(MeteringRule::version);

    public static final Rules NONE = new Rules(List.of());

    private final List<MeteringRule> all;
    private final Map<String, MeteringRule> byId = new HashMap<>();
    /** Those that take turns, by whom they are for. */
    private final Map<Optional<RuleTarget>, List<MeteringRule>> successions = new HashMap<>();
    private final boolean ofPlans;
    private final Set<List<String>> countedNames = new LinkedHashSet<>();

    private Rules(Collection<MeteringRule> rules) {
        all = rules.stream().sorted(ORDER).toList();
        all.forEach(rule -> byId.put(rule.id(), rule));
        all.stream().filter(rule -> !rule.vanished()).forEach(rule -> {
            successions.computeIfAbsent(rule.target(), target -> new ArrayList<>()).add(rule);
            if (!rule.shadow()) {
                countedNames.addAll(rule.prices().countedNames());
            }
        });
        ofPlans = all.stream().anyMatch(rule -> rule.target().isPresent() && !rule.shadow() && !rule.vanished());
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

    /** The rules for one target that take turns, by {@code effectiveAt} ascending: without those that vanished. */
    public List<MeteringRule> succession(Optional<RuleTarget> target) {
        return Collections.unmodifiableList(successions.getOrDefault(target, List.of()));
    }

    /** Whether there are rules of plans or variants that take turns. */
    public boolean ofPlans() {
        return ofPlans;
    }

    /** The sets of dimensions, each ascending, whose values rules count units of; archived ones price late events. */
    Set<List<String>> countedNames() {
        return countedNames;
    }

    /** Whether a rule names the dimension; one that is archived prices late events, unless it is a shadow. */
    public boolean name(String dimension) {
        return all.stream().filter(rule -> !rule.vanished() && !(rule.shadow() && rule.archivedAt().isPresent()))
                .flatMap(rule -> rule.prices().entries().stream())
                .anyMatch(entry -> entry.when().names().contains(dimension));
    }

    /**
     * The rule in force at a time: the variant's, else the plan's, else that for all. Before all rules for all, the first of
     * them; none where that is archived by then.
     */
    Optional<MeteringRule> inForceAt(Instant time, Optional<Subscribed> subscribed) {
        Optional<MeteringRule> special = ofPlans && subscribed.isPresent()
                ? inForceAt(time, subscribed.get())
                : Optional.empty();
        return special.isPresent() ? special : inForceFor(Optional.empty(), time);
    }

    private Optional<MeteringRule> inForceAt(Instant time, Subscribed subscribed) {
        return inForceFor(Optional.of(subscribed.variant()), time)
                .or(() -> inForceFor(Optional.of(subscribed.plan()), time));
    }

    /** The rule in force at a time of those for one target alone; of those for all, the first before all of them. */
    public Optional<MeteringRule> inForceFor(Optional<RuleTarget> target, Instant time) {
        List<MeteringRule> succession = successions.getOrDefault(target, List.of());
        for (int i = succession.size() - 1; i >= 0; i--) {
            MeteringRule rule = succession.get(i);
            if (!rule.effectiveAt().isAfter(time) || (i == 0 && target.isEmpty())) {
                return rule.archivedBy(time) ? Optional.empty() : Optional.of(rule);
            }
        }
        return Optional.empty();
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
