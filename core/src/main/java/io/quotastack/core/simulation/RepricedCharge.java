package io.quotastack.core.simulation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.ledger.LedgerEntry.UsageRef;
import io.quotastack.core.ledger.PricedLine;
import io.quotastack.core.metering.ChosenPrice;
import io.quotastack.core.metering.DimensionValues;
import io.quotastack.core.metering.MeteringRule;
import io.quotastack.core.metering.Price;
import io.quotastack.core.metering.Pricing;
import io.quotastack.core.metering.RuleTarget.Subscribed;
import io.quotastack.core.simulation.CustomerSimulation.LedgerLookups;

/** One charge by the rules of a simulation, line by line, as the account would have priced it (CONTRACT 4). */
final class RepricedCharge {

    private final LedgerEntry entry;
    private final List<PricedLine> lines;
    private final ProposedRules proposed;
    private final SimulatedCounters counters;
    private final LedgerLookups lookups;
    /** The entry that made the hold which the charge commits. */
    private final Optional<LedgerEntry> hold;
    private final Map<String, String> metadata;

    RepricedCharge(LedgerEntry entry, UsageRef used, ProposedRules proposed, SimulatedCounters counters,
            LedgerLookups lookups) {
        this.entry = entry;
        this.lines = used.lines();
        this.proposed = proposed;
        this.counters = counters;
        this.lookups = lookups;
        this.hold = entry.type() == EntryType.COMMIT
                ? Optional.of(lookups.hold(entry.reservation().orElseThrow()))
                : Optional.empty();
        this.metadata = hold.orElse(entry).metadata();
    }

    /** A price of a rule that one event pays once. */
    private record Paid(String ruleId, ChosenPrice price) {}

    /** What each line would have cost; nothing where its rule has no price for it, or one that leaves {@code int64}. */
    List<OptionalLong> costs() {
        if (isPricedByCaller()) {
            return lines.stream().map(line -> OptionalLong.of(line.cost())).toList();
        }
        List<OptionalLong> costs = new ArrayList<>(lines.size());
        Set<Paid> paid = new HashSet<>();
        for (PricedLine line : lines) {
            costs.add(proposed.reprice(line.metricKey())
                    ? costNow(costs.size(), paid)
                    : OptionalLong.of(line.cost()));
        }
        return costs;
    }

    /** A commit in plain credits on a hold of metrics: nobody priced it, then or now. It counts no units. */
    private boolean isPricedByCaller() {
        if (hold.isEmpty() || lines.stream().anyMatch(line -> line.units() > 0)) {
            return false;
        }
        Set<Paid> paid = new HashSet<>();
        return lines.stream().anyMatch(line -> line.cost() != costOfNone(line, paid));
    }

    /** What no units cost by the rule that priced the line. */
    private long costOfNone(PricedLine line, Set<Paid> paid) {
        MeteringRule rule = proposed.ruleThen(line);
        Optional<ChosenPrice> chosen = rule.priceFor(values(line));
        return chosen.isPresent() && chosen.get().price() instanceof Price.Flat(long cost)
                && paid.add(new Paid(rule.id(), chosen.get())) ? cost : 0;
    }

    private OptionalLong costNow(int index, Set<Paid> paid) {
        PricedLine line = lines.get(index);
        // A hold fixes the rules of the metrics that it is of.
        LedgerEntry pricing = hold.filter(made -> isOf(made, line.metricKey())).orElse(entry);
        MeteringRule rule = proposed.ruleNow(line, timestamp(pricing), subscribed(pricing));
        if (rule.id().equals(line.ruleId())) {
            return OptionalLong.of(line.cost());
        }
        return rule.priceFor(values(line)).map(chosen -> cost(index, rule, chosen, paid))
                .orElseGet(OptionalLong::empty);
    }

    private OptionalLong cost(int index, MeteringRule rule, ChosenPrice chosen, Set<Paid> paid) {
        if (chosen.price() instanceof Price.Flat && !paid.add(new Paid(rule.id(), chosen))) {
            return OptionalLong.of(0);
        }
        PricedLine line = lines.get(index);
        long before = counters.before(line.metricKey(), chosen, entry);
        long inEvent = unitsBefore(index, chosen);
        return before > Long.MAX_VALUE - inEvent
                ? OptionalLong.empty()
                : Pricing.cost(chosen.price(), before + inEvent, line.units());
    }

    /** The units of lines before one that its price counts. */
    private long unitsBefore(int index, ChosenPrice chosen) {
        long units = 0;
        for (PricedLine before : lines.subList(0, index)) {
            if (before.metricKey().equals(lines.get(index).metricKey()) && chosen.counts(values(before))) {
                units += before.units();
            }
        }
        return units;
    }

    private static boolean isOf(LedgerEntry hold, String metricKey) {
        return hold.usage().stream().flatMap(held -> held.lines().stream())
                .anyMatch(held -> held.metricKey().equals(metricKey));
    }

    private static Instant timestamp(LedgerEntry priced) {
        return priced.context().usageTimestamp().orElse(priced.occurredAt());
    }

    private Optional<Subscribed> subscribed(LedgerEntry priced) {
        return proposed.ofPlans() ? lookups.subscribedAt(priced) : Optional.empty();
    }

    /** What the line says of its dimensions, else the event, or the hold that is committed. */
    private DimensionValues values(PricedLine line) {
        return new DimensionValues(line.metadata(), metadata);
    }

    /** What the line is summed up with: usage with the same values of the dimensions that its metric has. */
    UsageGroup group(PricedLine line) {
        List<String> names = proposed.metric(line.metricKey()).dimensions().names();
        if (names.isEmpty()) {
            return UsageGroup.of(line.metricKey(), Map.of());
        }
        DimensionValues values = values(line);
        SortedMap<String, String> pairs = new TreeMap<>();
        names.forEach(name -> pairs.put(name, values.get(name)));
        return UsageGroup.of(line.metricKey(), pairs);
    }
}
