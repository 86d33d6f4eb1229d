package io.quotastack.core.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

import io.quotastack.core.command.Command;
import io.quotastack.core.command.Command.RecordUsage;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.ledger.LedgerEntry.UsageRef;
import io.quotastack.core.metering.Dimensions;
import io.quotastack.core.metering.MeteringRule;
import io.quotastack.core.metering.Metric;
import io.quotastack.core.metering.RuleTarget;
import io.quotastack.core.metering.Rules;
import io.quotastack.core.reservation.Reservation;
import io.quotastack.core.scenario.RandomSubscriptions;
import io.quotastack.core.scenario.Scenario;
import io.quotastack.core.usage.UsageEvent;
import io.quotastack.core.usage.UsageLine;
import io.quotastack.core.usage.UsageLines;

/**
 * Years of a customer who subscribes, changes plans and uses metrics with rules of all kinds: prices of all scopes, lists by
 * dimension, successions for all, for plans and for variants.
 */
final class RandomPricedLives {

    private static final Map<String, List<String>> DIMENSIONS = Map.of("tokens", List.of("model", "direction"),
            "images", List.of("model"), "calls", List.of());
    private static final List<String> METRICS = List.of("calls", "images", "tokens");
    private static final List<String> ALL_DIMENSIONS = List.of("model", "direction");

    private final Random random;
    private final RandomPrices prices;
    private final RandomSubscriptions lives;
    private int made;

    RandomPricedLives(Random random) {
        this.random = random;
        this.prices = new RandomPrices(random);
        this.lives = new RandomSubscriptions(random);
    }

    Scenario given() {
        Scenario scenario = lives.given();
        METRICS.forEach(metric -> scenario.metric(metric(metric)));
        return random.nextInt(4) == 0 ? scenario : scenario.policy(OveragePolicy.ALLOW, Optional.empty());
    }

    private Metric metric(String key) {
        List<MeteringRule> rules = new ArrayList<>();
        for (Optional<RuleTarget> target : targets()) {
            Set<Instant> taken = new HashSet<>();
            for (int i = random.nextInt(3); i > 0; i--) {
                Instant effectiveAt = instant();
                if (taken.add(effectiveAt)) {
                    RandomPrices.Prices some = prices.forMetric(dimensions(key));
                    rules.add(new MeteringRule("rule-" + key + "-" + rules.size(), key, rules.size() + 1, some.own(),
                            some.list(), target, effectiveAt, effectiveAt, Optional.empty()));
                }
            }
        }
        return new Metric(key, key, Optional.empty(), Scenario.START, Optional.empty(), Optional.empty(),
                Dimensions.of(dimensions(key)), Rules.of(rules));
    }

    private static List<String> dimensions(String metric) {
        return DIMENSIONS.getOrDefault(metric, List.of());
    }

    /** All customers, and some plans and variants. */
    static List<Optional<RuleTarget>> targets() {
        return List.of(Optional.empty(), Optional.of(new RuleTarget.OfPlan("p0")),
                Optional.of(new RuleTarget.OfPlan("p1")), Optional.of(new RuleTarget.OfVariant("p1")),
                Optional.of(new RuleTarget.OfVariant("p2")));
    }

    private Instant instant() {
        return Scenario.START.plus(Duration.ofHours(random.nextInt(3) == 0 ? 0 : random.nextInt(10_000)));
    }

    Instant timeAfter(Instant time) {
        return random.nextInt(4) == 0 ? time : lives.timeAfter(time);
    }

    CommandEnvelope next(Scenario scenario) {
        made++;
        if (random.nextInt(3) == 0) {
            return lives.next(scenario);
        }
        Command command = switch (random.nextInt(10)) {
            case 0 -> new Command.Reserve(random.nextBoolean()
                    ? new Command.ReserveFor.Lines(lines())
                    : new Command.ReserveFor.Units(metric(), random.nextInt(15)),
                    Duration.ofDays(1 + random.nextInt(30)), metadata());
            case 1 -> new Command.Reserve(new Command.ReserveFor.Units(metric(), random.nextInt(15)),
                    Duration.ofDays(1 + random.nextInt(30)), metadata());
            case 2, 3 -> new Command.CommitReservation(hold(scenario), actual());
            case 4 -> voidUsage(scenario);
            case 5 -> refund(scenario);
            default -> usage(scenario);
        };
        return scenario.keyed("e" + made, command);
    }

    private Command usage(Scenario scenario) {
        Optional<Instant> time = random.nextInt(3) == 0
                ? Optional.of(scenario.now().minus(Duration.ofHours(random.nextInt(35 * 24))))
                : Optional.empty();
        UsageLines usage = random.nextBoolean() ? lines() : UsageLines.of(metric(), random.nextInt(20));
        var event = new UsageEvent("e" + made, usage, time, metadata(), Optional.empty());
        return new RecordUsage(event, time, false, Optional.empty());
    }

    private UsageLines lines() {
        List<UsageLine> lines = new ArrayList<>();
        for (int i = random.nextInt(5); i >= 0; i--) {
            lines.add(new UsageLine(metric(), random.nextInt(12), random.nextBoolean() ? metadata() : Map.of()));
        }
        return UsageLines.itemized(lines);
    }

    private Command.Actual actual() {
        return switch (random.nextInt(3)) {
            case 0 -> new Command.Actual.Credits(random.nextInt(60));
            case 1 -> new Command.Actual.Lines(lines());
            default -> new Command.Actual.Units(random.nextInt(20));
        };
    }

    /** Some open one. */
    private long hold(Scenario scenario) {
        List<Long> open = scenario.state().folded().reservations().values().stream().map(Reservation::ordinal).sorted()
                .toList();
        return open.isEmpty() ? 0 : open.get(random.nextInt(open.size()));
    }

    private Command voidUsage(Scenario scenario) {
        List<String> charged = ofType(scenario, EntryType.USAGE).stream()
                .map(entry -> entry.usage().flatMap(UsageRef::eventId).orElseThrow()).toList();
        String eventId = charged.isEmpty() ? "none" : charged.get(random.nextInt(charged.size()));
        return new Command.VoidUsage(eventId, "a reason", scenario.history().charge(eventId));
    }

    private Command refund(Scenario scenario) {
        List<Long> commits = ofType(scenario, EntryType.COMMIT).stream()
                .map(entry -> entry.reservation().orElseThrow()).toList();
        long reservation = commits.isEmpty() ? 0 : commits.get(random.nextInt(commits.size()));
        return new Command.RefundReservation(reservation, "a reason", scenario.history().commit(reservation));
    }

    private static List<LedgerEntry> ofType(Scenario scenario, EntryType type) {
        return scenario.history().entries().stream().filter(entry -> entry.type() == type).toList();
    }

    private Map<String, String> metadata() {
        Map<String, String> metadata = new HashMap<>(prices.metadata(ALL_DIMENSIONS));
        metadata.put("trace", "t" + made);
        return metadata;
    }

    private String metric() {
        return random.nextInt(10) == 0 ? "tiered" : METRICS.get(random.nextInt(METRICS.size()));
    }
}
