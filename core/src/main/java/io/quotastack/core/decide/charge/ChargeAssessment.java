package io.quotastack.core.decide.charge;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;

import io.quotastack.core.account.Account;
import io.quotastack.core.account.AccountState;
import io.quotastack.core.config.Config;
import io.quotastack.core.customer.Customer;
import io.quotastack.core.decide.booking.Amounts;
import io.quotastack.core.decide.booking.DecisionContext;
import io.quotastack.core.ledger.CountedValues;
import io.quotastack.core.ledger.PricedLine;
import io.quotastack.core.ledger.PricedUsage;
import io.quotastack.core.metering.ChosenPrice;
import io.quotastack.core.metering.DimensionValues;
import io.quotastack.core.metering.MeteringRule;
import io.quotastack.core.metering.Metric;
import io.quotastack.core.metering.Price;
import io.quotastack.core.metering.Pricing;
import io.quotastack.core.metering.RuleTarget.Subscribed;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.reservation.Reservation;
import io.quotastack.core.subscription.Subscription;
import io.quotastack.core.usage.UsageLine;
import io.quotastack.core.usage.UsageLines;

/**
 * Whether one customer could be charged at one instant, and why not: the one rule that charges, holds, commits and checks
 * ask (CONTRACT 6). Of several reasons the first in this order is named: the subscription is inactive, its plan has not
 * the metric, the metric has no price, the spend cap, a cap of the metric, the credits, and last what 64 bits cannot hold, and
 * what more values of dimensions than a customer may have make.
 *
 * <p>To be asked before anything of the charge is booked. Each row is read once, and only when it counts.
 */
public final class ChargeAssessment {

    private final Config.EnvironmentConfig environmentConfig;
    private final Optional<UsageGate> gate;
    private final Affordability affordability;
    private final MetricCaps caps;
    private final UnitCounters counters;
    private final Optional<Subscribed> subscribed;

    private ChargeAssessment(Config.EnvironmentConfig environmentConfig, Optional<UsageGate> gate,
            Affordability affordability,
            MetricCaps caps,
            UnitCounters counters) {
        this.environmentConfig = environmentConfig;
        this.gate = gate;
        this.affordability = affordability;
        this.caps = caps;
        this.counters = counters;
        this.subscribed = gate.filter(UsageGate::begun).map(UsageGate::subscription)
                .map(live -> Subscribed.to(live.planId(), live.variant().variantId()));
    }

    /** Of a customer with all that is due by {@code now} done. */
    public static ChargeAssessment of(AccountState projected, Account account, Customer customer,
            Config.EnvironmentConfig environmentConfig,
            Instant now) {
        Optional<Subscription> subscription = account.subscribed() ? projected.subscription() : Optional.empty();
        Optional<UsageGate> gate = subscription.map(live -> UsageGate.of(live, environmentConfig));
        return new ChargeAssessment(environmentConfig, gate,
                new Affordability(account, customer, gate, environmentConfig.settings(), now),
                MetricCaps.of(projected, account, customer, gate, now),
                new UnitCounters(projected, account, subscription));
    }

    public static ChargeAssessment of(DecisionContext context) {
        return of(context.draft(), context.figures(), context.customer(), context.environmentConfig(), context.now());
    }

    /** What an assessment comes to. */
    public sealed interface Verdict {

        /** The cost in millicredits; absent without a price, or when it leaves {@code int64}. */
        OptionalLong cost();
    }

    /** It can be charged. */
    public record Fits(List<Line> lines, boolean itemized, List<CountedValues> countedValues, long millicredits)
            implements Verdict {
        @Override
        public OptionalLong cost() {
            return OptionalLong.of(millicredits);
        }
    }

    /** It must be refused. */
    public record Refused(Problem problem, OptionalLong cost) implements Verdict {

        /** The cap on usage that is why, as its members in JSON; none for a cap on spending. */
        public Optional<Object> cap() {
            return Optional.ofNullable(problem.members().get(MetricCaps.CAP));
        }
    }

    /**
     * A line and its price.
     *
     * @param price of the rule that it goes by
     * @param countsFrom the units that the price counts on from
     * @param cost millicredits
     */
    public record Line(UsageLine units, MeteringRule rule, ChosenPrice price, long countsFrom, long cost) {}

    /**
     * A line that may be charged.
     *
     * @param rule that is in force for it, if any is
     * @param price of the rule for its values, if it has one
     * @param held a hold fixed the rule, so that the subscription is not asked again
     */
    private record Candidate(
            UsageLine units,
            DimensionValues values,
            Optional<MeteringRule> rule,
            Optional<ChosenPrice> price,
            boolean held) {}

    /**
     * Usage by the rules in force at the timestamp.
     *
     * @param metadata of the event: what lines do not say of their dimensions
     */
    public Verdict usage(UsageLines usage, Map<String, String> metadata, Instant timestamp) {
        return assess(usage, metadata, metricKey -> Optional.empty(), timestamp, Optional.empty());
    }

    /**
     * Usage that credits are held for: only what goes beyond the hold is asked whether it fits. What lines do not say of their
     * dimensions, the metadata of the hold say.
     *
     * @param heldRule the rule that the hold fixed for a metric; those of other metrics are the ones in force now
     */
    public Verdict usageOfReservation(UsageLines usage, Function<String, Optional<MeteringRule>> heldRule,
            Reservation reservation) {
        return assess(usage, reservation.metadata(), heldRule, affordability.now(), Optional.of(reservation));
    }

    /** Why plain credits can not be held, or nothing. */
    public Optional<Problem> refusalOfCredits(long credits) {
        return gate.flatMap(live -> live.refusal(Optional.empty()))
                .or(() -> refusal(OptionalLong.of(credits), 0, Optional::empty));
    }

    /** Why what a cost goes beyond a hold can not be charged, or nothing; it counts as no units of what was held. */
    public Optional<Problem> refusalBeyondReservation(long credits, Reservation reservation) {
        return refusal(OptionalLong.of(credits), reservation.credits(),
                () -> credits <= reservation.credits()
                        ? Optional.empty()
                        : reservation.estimate().flatMap(held -> caps.reached(() -> Quote.shared(credits, held).usage()
                                .lines()
                                .stream()
                                .map(line -> new MetricCaps.Part(line.metricKey(), 0, OptionalLong.of(line.cost())))
                                .toList(), Optional.of(held))).map(MetricCaps.Reached::problem));
    }

    /**
     * Why what goes beyond a hold does not fit, by the spend cap, caps on metrics and the balance.
     *
     * @param cost millicredits; absent: more than 64 bits can say
     */
    private Optional<Problem> refusal(OptionalLong cost, long held, Supplier<Optional<Problem>> byCaps) {
        OptionalLong beyond = held > 0 && cost.isPresent()
                ? OptionalLong.of(Math.max(0, cost.getAsLong() - held))
                : cost;
        return affordability.refusalBySpendCap(beyond).or(byCaps)
                .or(() -> beyond.isPresent()
                        ? affordability.refusalByBalance(beyond.getAsLong())
                        : Optional.of(Affordability.refusalBeyondInt64()));
    }

    /** By the sum of each metric's lines. */
    private Optional<Problem> refusalByCaps(UsageLines usage, Optional<List<Line>> priced,
            Optional<Reservation> reservation) {
        return caps.reached(() -> parts(usage, priced), reservation.flatMap(Reservation::estimate))
                .map(reached -> firstOf(usage, line -> usage.all().get(line).metricKey().equals(reached.metricKey())
                        ? Optional.of(reached.problem())
                        : Optional.empty()).orElseThrow());
    }

    /** @param priced absent: what they cost in all is more than 64 bits can say, and so beyond any cap */
    private static List<MetricCaps.Part> parts(UsageLines usage, Optional<List<Line>> priced) {
        List<MetricCaps.Part> parts = new ArrayList<>(usage.all().size());
        for (UsageLine line : usage.all()) {
            int index = parts.size();
            parts.add(new MetricCaps.Part(line.metricKey(), line.units(),
                    priced.map(lines -> OptionalLong.of(lines.get(index).cost())).orElseGet(OptionalLong::empty)));
        }
        return parts;
    }

    /** All lines, or none: of several reasons the first in the order, of several lines that have it the first. */
    private Verdict assess(UsageLines usage, Map<String, String> metadata,
            Function<String, Optional<MeteringRule>> heldRule, Instant timestamp, Optional<Reservation> held) {
        List<Candidate> candidates = new ArrayList<>(usage.all().size());
        var valueCounters = new ValueCounters();
        for (UsageLine line : usage.all()) {
            Optional<MeteringRule> fixed = heldRule.apply(line.metricKey());
            Optional<Metric> metric = environmentConfig.metric(line.metricKey());
            if (fixed.isEmpty() && metric.isEmpty()) {
                return new Refused(ofLine(usage, candidates.size(),
                        Problem.notFound("billable_metric", "there is no metric " + line.metricKey())),
                        OptionalLong.empty());
            }
            var values = new DimensionValues(line.metadata(), metadata);
            Optional<MeteringRule> rule = fixed.or(() -> metric.orElseThrow().ruleInForceAt(timestamp, subscribed));
            candidates.add(new Candidate(line, values, rule, rule.flatMap(priced -> priced.priceFor(values)),
                    fixed.isPresent()));
            metric.ifPresent(of -> valueCounters.add(of, values, line.units()));
        }
        Optional<Problem> gated = refusalByGate(usage, candidates);
        Optional<Problem> unpriced = refusalWithoutPrice(usage, candidates);
        if (unpriced.isPresent()) {
            return new Refused(gated.orElseGet(unpriced::get), OptionalLong.empty());
        }
        Optional<List<Line>> lines = priced(candidates, timestamp);
        OptionalLong cost = lines.map(ChargeAssessment::sum).orElseGet(OptionalLong::empty);
        Optional<Problem> refusal = gated
                .or(() -> refusal(cost, held.map(Reservation::credits).orElse(0L),
                        () -> refusalByCaps(usage, lines, held)))
                .or(() -> refusalByCounters(usage, timestamp))
                .or(() -> candidates.stream().allMatch(Candidate::held)
                        ? Optional.empty()
                        : valueCounters.refusal(counters, timestamp));
        return refusal.<Verdict>map(problem -> new Refused(problem, cost))
                .orElseGet(() -> new Fits(lines.orElseThrow(), usage.itemized(), valueCounters.counted(),
                        cost.orElseThrow()));
    }

    private Optional<Problem> refusalByGate(UsageLines usage, List<Candidate> candidates) {
        if (gate.isEmpty() || candidates.stream().allMatch(Candidate::held)) {
            return Optional.empty();
        }
        Optional<Problem> inactive = gate.get().refusal(Optional.empty());
        return inactive.isPresent()
                ? inactive
                : firstOf(usage, line -> candidates.get(line).held()
                        ? Optional.empty()
                        : gate.get().refusal(Optional.of(usage.all().get(line).metricKey())));
    }

    private static Optional<Problem> refusalWithoutPrice(UsageLines usage, List<Candidate> candidates) {
        return firstOf(usage, line -> candidates.get(line).price().isPresent()
                ? Optional.empty()
                : Optional.of(Problem.of(ProblemType.METRIC_NOT_PRICED, candidates.get(line).rule()
                        .map(rule -> "the metering rule " + rule.id() + " of " + rule.metricKey()
                                + " has no price for the event's dimensions")
                        .orElseGet(() -> "no metering rule of " + usage.all().get(line).metricKey()
                                + " is in force at the event's time"))));
    }

    private Optional<Problem> refusalByCounters(UsageLines usage, Instant timestamp) {
        return firstOf(usage, line -> {
            UsageLine units = usage.all().get(line);
            return usage.unitsBefore(line) + units.units() > counters.room(units.metricKey(), timestamp)
                    ? Optional.of(Problem.of(ProblemType.AMOUNT_OVERFLOW,
                            "the counted units would leave the 64-bit range"))
                    : Optional.empty();
        });
    }

    private static Optional<Problem> firstOf(UsageLines usage, IntFunction<Optional<Problem>> refusalOf) {
        for (int line = 0; line < usage.all().size(); line++) {
            Optional<Problem> refusal = refusalOf.apply(line);
            if (refusal.isPresent()) {
                return Optional.of(ofLine(usage, line, refusal.get()));
            }
        }
        return Optional.empty();
    }

    /** A refusal that one of several lines is the cause of names it. */
    private static Problem ofLine(UsageLines usage, int line, Problem problem) {
        return usage.itemized() ? problem.with("line", line) : problem;
    }

    /** One after the other, each after the counts of those before it; nothing when a cost leaves {@code int64}. */
    private Optional<List<Line>> priced(List<Candidate> candidates, Instant timestamp) {
        List<Line> lines = new ArrayList<>(candidates.size());
        for (Candidate candidate : candidates) {
            MeteringRule rule = candidate.rule().orElseThrow();
            ChosenPrice chosen = candidate.price().orElseThrow();
            long countsFrom = countsFrom(candidates, lines.size(), chosen, timestamp);
            OptionalLong cost = isPaid(rule, chosen, lines)
                    ? OptionalLong.of(0)
                    : Pricing.cost(chosen.price(), countsFrom, candidate.units().units());
            if (cost.isEmpty()) {
                return Optional.empty();
            }
            lines.add(new Line(candidate.units(), rule, chosen, countsFrom, cost.getAsLong()));
        }
        return Optional.of(lines);
    }

    /** A flat price is one of the event, whatever lines it has. */
    private static boolean isPaid(MeteringRule rule, ChosenPrice chosen, List<Line> before) {
        return chosen.price() instanceof Price.Flat && before.stream()
                .anyMatch(line -> line.rule().id().equals(rule.id()) && line.price().equals(chosen));
    }

    /** Saturates: such a total is beyond any price. */
    private long countsFrom(List<Candidate> candidates, int line, ChosenPrice chosen, Instant timestamp) {
        long inEvent = unitsBefore(candidates, line, chosen);
        long before = counters.pricedAfter(candidates.get(line).units().metricKey(), chosen, timestamp);
        return Amounts.sumOverflows(before, inEvent) ? Long.MAX_VALUE : before + inEvent;
    }

    /** The units of lines before one that its price counts: of the metric, and of the values that it is for. */
    private static long unitsBefore(List<Candidate> candidates, int line, ChosenPrice chosen) {
        String metricKey = candidates.get(line).units().metricKey();
        long units = 0;
        for (int i = 0; i < line; i++) {
            Candidate before = candidates.get(i);
            if (before.units().metricKey().equals(metricKey) && chosen.counts(before.values())) {
                units += before.units().units();
            }
        }
        return units;
    }

    private static OptionalLong sum(List<Line> lines) {
        long sum = 0;
        for (Line line : lines) {
            if (Amounts.sumOverflows(sum, line.cost())) {
                return OptionalLong.empty();
            }
            sum += line.cost();
        }
        return OptionalLong.of(sum);
    }

    /** What is to be booked of a charge that fits. */
    public Quote quote(Fits fits, Instant timestamp) {
        var usage = new PricedUsage(fits.lines().stream().map(line -> new PricedLine(line.units().metricKey(),
                line.rule().id(), line.units().units(), line.cost(), line.units().metadata())).toList(),
                fits.itemized());
        if (fits.itemized()) {
            return new Quote(usage, 0, fits.lines().stream().map(Line::countsFrom).toList(), fits.countedValues(),
                    fits.millicredits());
        }
        Line only = fits.lines().getFirst();
        return new Quote(usage, counters.before(only.units().metricKey(), only.price(), timestamp), List.of(),
                fits.countedValues(), fits.millicredits());
    }

    /** No units of what was held, at a cost that the caller said. */
    public Quote quoteOf(long cost, PricedUsage held, Map<String, String> metadata,
            Function<String, Optional<MeteringRule>> heldRule, Instant timestamp) {
        if (held.itemized()) {
            return Quote.shared(cost, held);
        }
        PricedLine only = held.lines().getFirst();
        MeteringRule rule = heldRule.apply(only.metricKey()).orElseThrow();
        long before = rule.priceFor(DimensionValues.of(metadata))
                .map(chosen -> counters.before(only.metricKey(), chosen, timestamp)).orElse(0L);
        return new Quote(PricedUsage.of(only.metricKey(), only.ruleId(), 0, cost), before, List.of(), List.of(), cost);
    }

    /**
     * The most units of a metric that one event could charge now, by price, credits, cap and counters; absent when the
     * most that an event may have could be; 0 without a price.
     */
    public OptionalLong affordableUnits(String metricKey, DimensionValues values) {
        Optional<ChosenPrice> chosen = ruleInForce(metricKey).flatMap(rule -> rule.priceFor(values));
        if (chosen.isEmpty() || refusesValues(metricKey, values)) {
            return OptionalLong.of(0);
        }
        return Pricing.affordableUnits(chosen.get().price(),
                counters.pricedAfter(metricKey, chosen.get(), affordability.now()),
                Math.min(affordability.mostAffordable(), caps.mostCredits(metricKey)),
                Math.min(counters.room(metricKey, affordability.now()), caps.mostUnits(metricKey)));
    }

    private boolean refusesValues(String metricKey, DimensionValues values) {
        var valueCounters = new ValueCounters();
        environmentConfig.metric(metricKey).ifPresent(metric -> valueCounters.add(metric, values, 1));
        return valueCounters.refusal(counters, affordability.now()).isPresent();
    }

    /** The rule of a metric in force now, for what the customer is on. */
    public Optional<MeteringRule> ruleInForce(String metricKey) {
        return environmentConfig.metric(metricKey)
                .flatMap(metric -> metric.ruleInForceAt(affordability.now(), subscribed));
    }

    /** The customer's charged units of a metric, as the price counts them now. */
    public long unitsCounted(String metricKey, ChosenPrice chosen) {
        return counters.before(metricKey, chosen, affordability.now());
    }

    /** What the customer's subscription lets it use. */
    public Optional<UsageGate> gate() {
        return gate;
    }

    public Affordability affordability() {
        return affordability;
    }
}
