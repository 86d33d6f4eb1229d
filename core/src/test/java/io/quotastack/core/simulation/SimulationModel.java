package io.quotastack.core.simulation;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.ledger.PricedLine;
import io.quotastack.core.metering.ChosenPrice;
import io.quotastack.core.metering.DimensionValues;
import io.quotastack.core.metering.MeteringRule;
import io.quotastack.core.metering.Metric;
import io.quotastack.core.metering.Price;
import io.quotastack.core.metering.Price.Scope;
import io.quotastack.core.metering.Pricing;
import io.quotastack.core.metering.RuleTarget;
import io.quotastack.core.metering.RuleTarget.Subscribed;
import io.quotastack.core.metering.TierPeriod;
import io.quotastack.core.metering.When;
import io.quotastack.core.scenario.Scenario;
import io.quotastack.core.simulation.ProposedRules.Proposed;

/**
 * What rules would have charged for a customer's usage, each cost from all entries before it, as slow as it is plain: rules
 * are looked for in lists, and units are counted by what events said.
 */
final class SimulationModel {

    private final List<LedgerEntry> entries;
    private final Map<String, Metric> metrics;
    private final Map<Long, Optional<Subscribed>> subscribed;
    private final SimulatedTime time;
    private final List<Proposed> rules;
    /** By the sequence of the charge. */
    private final Map<Long, List<OptionalLong>> costs = new HashMap<>();

    /** @param subscribed what the customer was subscribed to when entries were decided, by their sequences */
    SimulationModel(Scenario scenario, Map<Long, Optional<Subscribed>> subscribed, SimulatedTime time,
            List<Proposed> rules) {
        this.entries = scenario.history().entries();
        this.metrics = scenario.environmentConfig().metrics();
        this.subscribed = subscribed;
        this.time = time;
        this.rules = rules;
        charges(entries).forEach(charge -> costs.put(charge.sequence(), costsNow(charge)));
    }

    static List<LedgerEntry> charges(List<LedgerEntry> entries) {
        return entries.stream()
                .filter(entry -> entry.type() == EntryType.USAGE || entry.type() == EntryType.COMMIT)
                .filter(entry -> entry.usage().isPresent()).toList();
    }

    /** What the ledger charged for usage of that time, less what was given back. */
    SortedMap<UsageGroup, SimulatedUsage> charged() {
        return sum(charge -> lines(charge).stream().map(line -> OptionalLong.of(line.cost())).toList());
    }

    /** The same with what the rules would have charged. */
    SortedMap<UsageGroup, SimulatedUsage> usage() {
        return sum(this::cost);
    }

    private SortedMap<UsageGroup, SimulatedUsage> sum(Function<LedgerEntry, List<OptionalLong>> costNow) {
        var sums = new TreeMap<UsageGroup, SimulatedUsage>();
        for (LedgerEntry charge : charges(entries)) {
            if (time.has(timestamp(charge)) && !givenBack(charge, entries)) {
                merge(sums, charge, costNow.apply(charge));
            }
        }
        return sums;
    }

    /** An event counts once for each metric and each values that it has lines of. */
    private void merge(SortedMap<UsageGroup, SimulatedUsage> into, LedgerEntry charge, List<OptionalLong> now) {
        List<PricedLine> lines = lines(charge);
        for (UsageGroup group : lines.stream().map(line -> group(charge, line)).distinct().toList()) {
            long units = 0;
            long then = 0;
            long cost = 0;
            boolean unpriced = false;
            for (int i = 0; i < lines.size(); i++) {
                if (group(charge, lines.get(i)).equals(group)) {
                    units += lines.get(i).units();
                    then += lines.get(i).cost();
                    cost += now.get(i).orElse(0);
                    unpriced |= now.get(i).isEmpty();
                }
            }
            into.merge(group, new SimulatedUsage(BigInteger.valueOf(units), 1, unpriced ? 1 : 0,
                    BigInteger.valueOf(then), BigInteger.valueOf(cost)), SimulatedUsage::plus);
        }
    }

    private UsageGroup group(LedgerEntry charge, PricedLine line) {
        Map<String, String> values = new HashMap<>();
        for (String name : metric(line.metricKey()).dimensions().names()) {
            values.put(name, values(charge, line).getOrDefault(name, ""));
        }
        return UsageGroup.of(line.metricKey(), values);
    }

    private Metric metric(String key) {
        return Optional.ofNullable(metrics.get(key)).orElseThrow();
    }

    /** What a line says, and what it does not, its event or the hold. */
    private Map<String, String> values(LedgerEntry charge, PricedLine line) {
        Map<String, String> values = new HashMap<>(hold(charge).orElse(charge).metadata());
        values.putAll(line.metadata());
        return values;
    }

    private Optional<LedgerEntry> hold(LedgerEntry charge) {
        return charge.type() == EntryType.COMMIT
                ? Optional.of(entries.get((int) charge.reservation().orElseThrow() - 1))
                : Optional.empty();
    }

    private static List<PricedLine> lines(LedgerEntry charge) {
        return charge.usage().orElseThrow().lines();
    }

    private static Instant timestamp(LedgerEntry charge) {
        return charge.context().usageTimestamp().orElseThrow();
    }

    private static boolean givenBack(LedgerEntry charge, List<LedgerEntry> by) {
        return by.stream().anyMatch(entry -> entry.type() == EntryType.REFUND && Folded.isOf(charge, entry));
    }

    private List<OptionalLong> cost(LedgerEntry charge) {
        return costs.getOrDefault(charge.sequence(), List.of());
    }

    private List<OptionalLong> costsNow(LedgerEntry charge) {
        List<PricedLine> lines = lines(charge);
        if (inPlainCredits(charge)) {
            return lines.stream().map(line -> OptionalLong.of(line.cost())).toList();
        }
        List<OptionalLong> now = new ArrayList<>();
        Set<Object> paid = new HashSet<>();
        for (PricedLine line : lines) {
            now.add(rules.stream().anyMatch(rule -> rule.metricKey().equals(line.metricKey()))
                    ? costNow(charge, now.size(), paid)
                    : OptionalLong.of(line.cost()));
        }
        return now;
    }

    private OptionalLong costNow(LedgerEntry charge, int index, Set<Object> paid) {
        PricedLine line = lines(charge).get(index);
        LedgerEntry pricing = hold(charge).filter(made -> lines(made).stream()
                .anyMatch(held -> held.metricKey().equals(line.metricKey()))).orElse(charge);
        Optional<Found> found = priceAt(line.metricKey(),
                pricing.context().usageTimestamp().orElse(pricing.occurredAt()),
                subscribed.getOrDefault(pricing.sequence(), Optional.empty()), values(charge, line));
        if (found.isEmpty()) {
            return OptionalLong.empty();
        }
        ChosenPrice chosen = found.get().price();
        if (chosen.price() instanceof Price.Flat && !paid.add(found.get())) {
            return OptionalLong.of(0);
        }
        long inEvent = lines(charge).subList(0, index).stream()
                .filter(before -> before.metricKey().equals(line.metricKey())
                        && matches(chosen.when(), values(charge, before)))
                .mapToLong(PricedLine::units).sum();
        return Pricing.cost(chosen.price(), countedBefore(charge, line, chosen) + inEvent, line.units());
    }

    /** A price, and of which rule. */
    private record Found(Object rule, ChosenPrice price) {}

    private Optional<Found> priceAt(String metric, Instant at, Optional<Subscribed> on, Map<String, String> values) {
        var targets = new ArrayList<Optional<RuleTarget>>();
        on.ifPresent(to -> targets.addAll(List.of(Optional.of(to.variant()), Optional.of(to.plan()))));
        targets.add(Optional.empty());
        for (Optional<RuleTarget> target : targets) {
            Optional<Proposed> rule = at(at, rules, metric, target, false)
                    .or(() -> at(at, inForce(metric(metric)), metric, target, target.isEmpty()));
            if (rule.isPresent()) {
                return MeteringRule.chosen(rule.get().price(), rule.get().prices(), DimensionValues.of(values))
                        .map(chosen -> new Found(rule.get(), chosen));
            }
        }
        return Optional.empty();
    }

    private static Optional<Proposed> at(Instant time, List<Proposed> all, String metric, Optional<RuleTarget> target,
            boolean firstPricesOlder) {
        List<Proposed> succession = all.stream()
                .filter(rule -> rule.metricKey().equals(metric) && rule.target().equals(target))
                .sorted(Comparator.comparing(SimulationModel::begin)).toList();
        return succession.reversed().stream().filter(rule -> !begin(rule).isAfter(time)).findFirst()
                .or(() -> firstPricesOlder ? succession.stream().findFirst() : Optional.empty());
    }

    private static Instant begin(Proposed rule) {
        return rule.effectiveAt().orElse(Instant.MIN);
    }

    /** The rules that a metric has, as if they were proposed. */
    static List<Proposed> inForce(Metric metric) {
        return metric.rules().all().stream().map(rule -> new Proposed(metric.key(), rule.price(), rule.prices(),
                rule.target(), Optional.of(rule.effectiveAt()))).toList();
    }

    private boolean inPlainCredits(LedgerEntry charge) {
        List<PricedLine> lines = lines(charge);
        if (charge.type() != EntryType.COMMIT || lines.stream().anyMatch(line -> line.units() > 0)) {
            return false;
        }
        Set<Object> paid = new HashSet<>();
        return lines.stream().anyMatch(line -> line.cost() != costOfNone(charge, line, paid));
    }

    private long costOfNone(LedgerEntry charge, PricedLine line, Set<Object> paid) {
        MeteringRule rule = metric(line.metricKey()).rules().find(line.ruleId()).orElseThrow();
        Optional<ChosenPrice> chosen = rule.priceFor(DimensionValues.of(values(charge, line)));
        return chosen.isPresent() && chosen.get().price() instanceof Price.Flat(long cost)
                && paid.add(new Found(rule, chosen.get())) ? cost : 0;
    }

    private long countedBefore(LedgerEntry charge, PricedLine of, ChosenPrice chosen) {
        if (chosen.price().scope() == Scope.EVENT) {
            return 0;
        }
        TierPeriod month = TierPeriod.of(timestamp(charge));
        TierPeriod period = chosen.price().scope() == Scope.PERIOD
                ? charge.context().subscriptionPeriod().orElse(month)
                : month;
        List<LedgerEntry> before = entries.subList(0, (int) charge.sequence() - 1);
        return charges(before).stream()
                .filter(other -> period.equals(TierPeriod.of(timestamp(other)))
                        || other.context().subscriptionPeriod().equals(Optional.of(period)))
                .filter(other -> !givenBack(other, before))
                .mapToLong(other -> lines(other).stream()
                        .filter(line -> line.metricKey().equals(of.metricKey())
                                && matches(chosen.when(), values(other, line)))
                        .mapToLong(PricedLine::units).sum())
                .sum();
    }

    private static boolean matches(Optional<When> when, Map<String, String> values) {
        return when.stream().flatMap(named -> named.pairs().entrySet().stream())
                .allMatch(pair -> pair.getValue().equals(values.getOrDefault(pair.getKey(), "")));
    }

    /** The first instant at whose end the balance, with all differences by then, is below 0. */
    Optional<Instant> runOut() {
        for (int i = 0; i < entries.size(); i++) {
            Instant instant = entries.get(i).occurredAt();
            boolean endsInstant = i == entries.size() - 1 || entries.get(i + 1).occurredAt().isAfter(instant);
            if (endsInstant && time.has(instant)) {
                BigInteger more = moreAfter(entries.subList(0, i + 1));
                if (BigInteger.valueOf(entries.get(i).after().balance()).compareTo(more) < 0) {
                    return Optional.of(instant);
                }
            }
        }
        return Optional.empty();
    }

    private BigInteger moreAfter(List<LedgerEntry> some) {
        return charges(some).stream().filter(charge -> time.has(timestamp(charge)) && !givenBack(charge, some))
                .map(charge -> BigInteger
                        .valueOf(cost(charge).stream().mapToLong(cost -> cost.orElse(0)).sum() + charge.delta()))
                .reduce(BigInteger.ZERO, BigInteger::add);
    }
}
