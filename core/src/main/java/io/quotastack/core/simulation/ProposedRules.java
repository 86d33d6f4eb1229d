package io.quotastack.core.simulation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.quotastack.core.ledger.PricedLine;
import io.quotastack.core.metering.MeteringRule;
import io.quotastack.core.metering.Metric;
import io.quotastack.core.metering.Price;
import io.quotastack.core.metering.Price.Scope;
import io.quotastack.core.metering.PriceEntry;
import io.quotastack.core.metering.PriceList;
import io.quotastack.core.metering.RuleTarget;
import io.quotastack.core.metering.RuleTarget.Subscribed;
import io.quotastack.core.metering.Rules;
import io.quotastack.core.problem.UnavailableException;

/**
 * Rules beside those that there are (CONTRACT 4), as if they had been made: each is in force from its {@code effectiveAt} on,
 * in place of the real ones of the same metric and for the same customers, until the next later proposed one of these. What
 * none of them is in force for keeps its price.
 */
public final class ProposedRules {

    private final Map<String, Rules> proposed;
    private final Map<String, Metric> metrics;
    private final Map<String, Set<String>> countedValues = new HashMap<>();
    private final boolean countPeriods;
    private final boolean ofPlans;

    private ProposedRules(Map<String, Rules> proposed, Map<String, Metric> metrics) {
        this.proposed = proposed;
        this.metrics = metrics;
        this.countPeriods = proposed.values().stream().flatMap(rules -> rules.all().stream())
                .flatMap(rule -> Stream.concat(rule.price().stream(), entries(rule).map(PriceEntry::price)))
                .anyMatch(price -> price.scope() == Scope.PERIOD);
        this.ofPlans = proposed.values().stream().anyMatch(Rules::ofPlans);
        proposed.forEach((key, rules) -> countedValues.put(key, valuesCountedBy(rules)));
    }

    /**
     * A rule that nobody made.
     *
     * @param price of events that no entry of the list is for; there is this, or the list has entries
     * @param target whom it is for; absent: all customers
     * @param effectiveAt in force from then on; absent: from ever on
     */
    public record Proposed(
            String metricKey,
            Optional<Price> price,
            PriceList prices,
            Optional<RuleTarget> target,
            Optional<Instant> effectiveAt) {

        /** One price for all events of all customers. */
        public Proposed(String metricKey, Price price, Optional<Instant> effectiveAt) {
            this(metricKey, Optional.of(price), PriceList.NONE, Optional.empty(), effectiveAt);
        }
    }

    /**
     * Rules of metrics that there are.
     *
     * @param metrics all of the environment, by key, with their rules
     */
    public static ProposedRules of(List<Proposed> rules, Map<String, Metric> metrics) {
        Map<String, List<MeteringRule>> byMetric = new HashMap<>();
        for (int i = 0; i < rules.size(); i++) {
            Proposed rule = rules.get(i);
            if (!metrics.containsKey(rule.metricKey())) {
                throw new IllegalArgumentException("no metric " + rule.metricKey());
            }
            Instant effectiveAt = rule.effectiveAt().orElse(Instant.MIN);
            byMetric.computeIfAbsent(rule.metricKey(), key -> new ArrayList<>())
                    .add(new MeteringRule("proposed-" + i, rule.metricKey(), i + 1, rule.price(), rule.prices(),
                            rule.target(), effectiveAt, effectiveAt, Optional.empty()));
        }
        Map<String, Rules> proposed = new HashMap<>();
        byMetric.forEach((key, succession) -> proposed.put(key, Rules.of(succession)));
        return new ProposedRules(proposed, metrics);
    }

    /** Whether usage of the metric may cost something else by them. */
    boolean reprice(String metricKey) {
        return proposed.containsKey(metricKey);
    }

    /** A metric that was charged, as it is now. */
    Metric metric(String metricKey) {
        return Optional.ofNullable(metrics.get(metricKey)).orElseThrow(
                () -> new UnavailableException("the configuration here is older than usage of " + metricKey));
    }

    /** The rule that priced a line. */
    MeteringRule ruleThen(PricedLine line) {
        return metric(line.metricKey()).rules().find(line.ruleId()).orElseThrow(
                () -> new UnavailableException("the configuration here is older than a charge by " + line.ruleId()));
    }

    /**
     * What prices a line of a metric that is repriced, of an event of that time: the rule that priced it before, unless a
     * proposed one is in force instead of that, or goes before it.
     */
    MeteringRule ruleNow(PricedLine line, Instant time, Optional<Subscribed> subscribed) {
        MeteringRule then = ruleThen(line);
        for (Optional<RuleTarget> target : inTheirTurn(subscribed)) {
            Optional<MeteringRule> rule = proposed(line.metricKey(), target, time);
            if (rule.isPresent()) {
                return rule.get();
            }
            if (target.equals(then.target())) {
                return then;
            }
        }
        return then;
    }

    private Optional<MeteringRule> proposed(String metricKey, Optional<RuleTarget> target, Instant time) {
        return proposed.getOrDefault(metricKey, Rules.NONE).inForceFor(target, time)
                .filter(rule -> !rule.effectiveAt().isAfter(time));
    }

    /** Whose rules are asked, one after the other. */
    private static List<Optional<RuleTarget>> inTheirTurn(Optional<Subscribed> subscribed) {
        return subscribed.isPresent()
                ? List.of(Optional.of(subscribed.get().variant()), Optional.of(subscribed.get().plan()),
                        Optional.empty())
                : List.of(Optional.empty());
    }

    /** Whether what a customer is subscribed to counts. */
    public boolean ofPlans() {
        return ofPlans;
    }

    /** Whether a price counts the period of a subscription, which may have begun at any time before. */
    boolean countPeriods() {
        return countPeriods;
    }

    /** Whether a price counts the units of these values of a metric's dimensions. */
    boolean countValues(String metricKey, String values) {
        return countedValues.getOrDefault(metricKey, Set.of()).contains(values);
    }

    private static Stream<PriceEntry> entries(MeteringRule rule) {
        return rule.prices().entries().stream();
    }

    private static Set<String> valuesCountedBy(Rules rules) {
        return rules.all().stream().flatMap(ProposedRules::entries)
                .filter(entry -> entry.price().scope() != Scope.EVENT).map(entry -> entry.when().counterKey())
                .collect(Collectors.toSet());
    }
}
