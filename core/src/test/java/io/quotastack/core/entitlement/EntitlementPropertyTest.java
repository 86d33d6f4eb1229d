package io.quotastack.core.entitlement;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

import io.quotastack.core.account.AccountState;
import io.quotastack.core.command.Command;
import io.quotastack.core.command.Command.RecordUsage;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.customer.SpendCap;
import io.quotastack.core.customer.UsageCap;
import io.quotastack.core.decide.CommandDecider;
import io.quotastack.core.decide.booking.Outcome;
import io.quotastack.core.entitlement.Entitlement.Reason;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.metering.Price;
import io.quotastack.core.metering.Price.TierMode;
import io.quotastack.core.metering.Price.Scope;
import io.quotastack.core.metering.Tier;
import io.quotastack.core.plan.Interval;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.scenario.Credits;
import io.quotastack.core.scenario.Offer;
import io.quotastack.core.scenario.RandomCommands;
import io.quotastack.core.scenario.RandomHistories;
import io.quotastack.core.scenario.RandomSubscriptions;
import io.quotastack.core.scenario.Scenario;
import io.quotastack.core.scenario.WatchedState;
import io.quotastack.core.usage.UsageEvent;
import io.quotastack.core.usage.UsageLine;
import io.quotastack.core.usage.UsageLines;

/**
 * A check says yes exactly when a charge at that instant would be booked and a hold accepted, and no for the reason that
 * both are refused with; anywhere in random histories, due or not, small amounts and such that no more fit in 64 bits.
 */
class EntitlementPropertyTest {

    private static final List<String> METRICS_OF_LIVES = List.of("tiered", Scenario.METRIC, "archived", "dear");

    @Test
    void whatIsAllowedIsChargedAndHeldAndWhatIsNotIsRefusedForTheReasonNamed(TestReporter reporter) {
        new RandomHistories(reporter).check(100, random -> {
            var commands = new RandomCommands(random);
            Scenario scenario = commands.given();
            for (int i = 0; i < 150; i++) {
                scenario.at(commands.timeAfter(scenario.now())).decide(commands.next(scenario));
                compare(scenario, commands.timeAfter(scenario.now()), commands.metric(), commands.units(), random);
                compareTogether(scenario, commands.timeAfter(scenario.now()), lines(commands::metric, commands::units,
                        random));
            }
        });
    }

    @Test
    void soItIsInEveryStatusOfASubscription(TestReporter reporter) {
        new RandomHistories(reporter).check(60, random -> {
            var lives = new RandomSubscriptions(random);
            Scenario scenario = lives.given().archivedMetric("archived", Scenario.START.plus(Duration.ofDays(20)))
                    .metric("dear", new Price.PerUnit(Long.MAX_VALUE / 3));
            for (int i = 0; i < 60; i++) {
                scenario.at(lives.timeAfter(scenario.now())).decide(lives.next(scenario));
                compare(scenario, lives.timeAfter(scenario.now()),
                        METRICS_OF_LIVES.get(random.nextInt(METRICS_OF_LIVES.size())), random.nextInt(20), random);
                compareTogether(scenario, lives.timeAfter(scenario.now()),
                        lines(() -> METRICS_OF_LIVES.get(random.nextInt(METRICS_OF_LIVES.size())),
                                () -> random.nextInt(20), random));
            }
        });
    }

    @Test
    void soItIsWhereAmountsAndCountersLeave64Bits(TestReporter reporter) {
        new RandomHistories(reporter).check(400, random -> {
            var extremes = new Extremes(random);
            Scenario scenario = extremes.given();
            for (int i = 0; i < 12; i++) {
                scenario.at(scenario.now().plus(Duration.ofHours(random.nextInt(20))))
                        .decide(extremes.next(scenario));
                compare(scenario, scenario.now(), extremes.metric(), extremes.units(), random);
                compareTogether(scenario, scenario.now(), lines(extremes::metric, extremes::units, random));
            }
        });
    }

    private static List<UsageLine> lines(Supplier<String> metric, LongSupplier units, Random random) {
        return Stream.generate(() -> Scenario.line(metric.get(), units.getAsLong())).limit(1 + random.nextInt(4))
                .toList();
    }

    /** Several checks together say what an event of all of them would come to. */
    private static void compareTogether(Scenario scenario, Instant now, List<UsageLine> lines) {
        for (long counted : new long[] {-1, Long.MAX_VALUE - 20}) {
            AccountState state = counted < 0
                    ? scenario.account()
                    : new WatchedState(scenario.account()).counted(counted);
            EntitlementCheck.of(state, scenario.environmentConfig(), now)
                    .map(check -> check.together(lines, List.of()))
                    .ifPresent(answer -> compare(answer, charge(scenario, state, now, UsageLines.itemized(lines))));
        }
    }

    private static void compare(EntitlementTogether answer, Outcome charge) {
        switch (charge) {
            case Outcome.UsageCharged(LedgerEntry entry) -> assertThat(answer)
                    .isEqualTo(new EntitlementTogether(true, Optional.empty(), Optional.empty(),
                            Optional.of(-entry.delta())));
            case Outcome.Refused(Problem problem) when problem.type() == ProblemType.NOT_FOUND -> assertThat(answer)
                    .isEqualTo(EntitlementTogether.UNKNOWN);
            case Outcome.Refused(Problem problem) -> {
                assertThat(answer.allowed()).as("%s was refused: %s", answer, problem).isFalse();
                assertThat(answer.reason()).contains(reason(problem.type()));
            }
            default -> throw new AssertionError("not the answer to an event: " + charge);
        }
    }

    private static void compare(Scenario scenario, Instant now, String metric, long units, Random random) {
        compare(scenario, scenario.account(), now, metric, units, random);
        long almostFull = Long.MAX_VALUE - random.nextLong(random.nextBoolean() ? 30 : 2 * UsageEvent.MAX_UNITS);
        compare(scenario, new WatchedState(scenario.account()).counted(almostFull), now, metric, units,
                random);
    }

    private static void compare(Scenario scenario, AccountState state, Instant now, String metric, long units,
            Random random) {
        EntitlementCheck.of(state, scenario.environmentConfig(), now).flatMap(check -> check.check(metric, units))
                .ifPresent(answer -> {
                    compare(answer, charge(scenario, state, now, metric, units));
                    compareReservation(answer, reservation(scenario, state, now, metric, units));
                    compareAffordable(answer, scenario, state, now, random);
                });
    }

    private static void compare(Entitlement answer, Outcome charge) {
        switch (charge) {
            case Outcome.UsageCharged(LedgerEntry entry) -> {
                assertThat(answer.allowed()).as("%s was charged", answer).isTrue();
                assertThat(answer.estimatedCost()).contains(-entry.delta());
                assertThat(answer.balanceAfter()).contains(entry.after().effective());
            }
            case Outcome.Refused(Problem problem) -> assertThat(answer.reason())
                    .as("%s was refused: %s", answer, problem).contains(reason(problem.type()));
            default -> throw new AssertionError("not the answer to an event: " + charge);
        }
    }

    private static void compareReservation(Entitlement answer, Outcome reservation) {
        switch (reservation) {
            case Outcome.Reserved reserved -> {
                assertThat(answer.allowed()).as("%s was held", answer).isTrue();
                assertThat(answer.estimatedCost()).contains(reserved.reservation().credits());
            }
            case Outcome.Refused(Problem problem) -> assertThat(answer.reason())
                    .as("%s was not held: %s", answer, problem).contains(reason(problem.type()));
            default -> throw new AssertionError("not the answer to a hold: " + reservation);
        }
    }

    private static void compareAffordable(Entitlement answer, Scenario scenario, AccountState state, Instant now,
            Random random) {
        if (answer.reason().filter(why -> why.compareTo(Reason.SPEND_CAP_REACHED) < 0).isPresent()) {
            return; // however few the units are
        }
        long most = answer.affordableUnits().orElse(UsageEvent.MAX_UNITS);
        if (most > 0) {
            assertThat(charge(scenario, state, now, answer.metricKey(), most)).as("%s affords as much", answer)
                    .isInstanceOf(Outcome.UsageCharged.class);
        }
        if (most < UsageEvent.MAX_UNITS) {
            for (long more : new long[] {most + 1, most + 1 + random.nextInt(50), UsageEvent.MAX_UNITS}) {
                assertThat(charge(scenario, state, now, answer.metricKey(), Math.min(more, UsageEvent.MAX_UNITS)))
                        .as("%s affords no more", answer).isInstanceOf(Outcome.Refused.class);
            }
        }
    }

    /** What a charge would come to; nothing of it is kept. */
    private static Outcome charge(Scenario scenario, AccountState state, Instant now, String metric, long units) {
        return charge(scenario, state, now, UsageLines.of(metric, units));
    }

    private static Outcome charge(Scenario scenario, AccountState state, Instant now, UsageLines usage) {
        var event = new UsageEvent("never seen before", usage, Optional.empty(), Map.of(), Optional.empty());
        return outcome(scenario, state, now, scenario.keyed(event.eventId(),
                new RecordUsage(event, Optional.empty(), false, Optional.empty())));
    }

    private static Outcome reservation(Scenario scenario, AccountState state, Instant now, String metric, long units) {
        return outcome(scenario, state, now, scenario.keyed("never seen before",
                new Command.Reserve(new Command.ReserveFor.Units(metric, units), Duration.ofMinutes(1), Map.of())));
    }

    private static Outcome outcome(Scenario scenario, AccountState state, Instant now, CommandEnvelope envelope) {
        return CommandDecider.decide(state, envelope, now, scenario.config()).outcome();
    }

    /** Said by name: the check must not be asked what it is to be compared with. */
    private static Reason reason(ProblemType type) {
        return switch (type) {
            case SUBSCRIPTION_INACTIVE -> Reason.SUBSCRIPTION_INACTIVE;
            case FEATURE_NOT_IN_PLAN -> Reason.FEATURE_NOT_IN_PLAN;
            case METRIC_NOT_PRICED -> Reason.METRIC_NOT_PRICED;
            case SPEND_CAP_REACHED -> Reason.SPEND_CAP_REACHED;
            case INSUFFICIENT_CREDITS, AMOUNT_OVERFLOW -> Reason.INSUFFICIENT_CREDITS;
            default -> throw new AssertionError("no check says so: " + type);
        };
    }

    /** Amounts around the ends of 64 bits and around 0, with every policy, cap and limit near both. */
    private static final class Extremes {

        private static final List<String> METRICS = List.of("one", "dear", "flat", "graduated", "volume", "outside");

        private static final List<OveragePolicy> POLICIES = List.of(OveragePolicy.values());
        private static final List<UsageCap.Measure> MEASURES = List.of(UsageCap.Measure.values());
        private static final List<UsageCap.Per> WINDOWS = List.of(UsageCap.Per.values());

        private final Random random;
        private int made;

        Extremes(Random random) {
            this.random = random;
        }

        Scenario given() {
            Scenario scenario = Scenario.given().metric("one", new Price.PerUnit(1))
                    .metric("dear", new Price.PerUnit(amount())).metric("flat", new Price.Flat(amount()))
                    .metric("graduated", tiers(TierMode.GRADUATED, Scope.MONTH))
                    .metric("volume", tiers(TierMode.VOLUME, Scope.PERIOD))
                    .metric("outside", new Price.PerUnit(1))
                    .plan("p", Offer.every(Interval.DAY).usage(random.nextBoolean(), random.nextBoolean())
                            .metrics("one", "dear", "flat", "graduated", "volume").terms(), Map.of())
                    .grants(Credits.credits(1 + random.nextInt(9)));
            return random.nextBoolean() ? scenario.subscribe("p") : scenario;
        }

        private Price tiers(TierMode mode, Scope scope) {
            return new Price.Tiered(mode, scope, List.of(new Tier(OptionalLong.of(5), amount(), 0),
                    new Tier(OptionalLong.of(UsageEvent.MAX_UNITS), 1, amount()),
                    new Tier(OptionalLong.empty(), random.nextInt(3), 0)));
        }

        CommandEnvelope next(Scenario scenario) {
            String key = "x" + ++made;
            Command command = switch (random.nextInt(9)) {
                case 8 -> Command.UpdateCustomer.watching(Optional.empty(),
                        Optional.of(Optional.of(List.of(cap(), cap()))));
                case 0 -> Credits.credits(Math.max(1, amount())).command();
                case 1 -> new Command.AdjustCredits(-Math.max(1, amount()), "a reason");
                case 2, 3 -> new Command.UpdateCustomer(Optional.empty(), Optional.empty(),
                        Optional.of(Optional.of(POLICIES.get(random.nextInt(3)))),
                        Optional.of(random.nextBoolean() ? Optional.of(amount()) : Optional.empty()),
                        Optional.empty(), Optional.of(random.nextInt(3) == 0
                                ? Optional.of(new SpendCap(amount(),
                                        random.nextBoolean() ? SpendCap.Per.DAY : SpendCap.Per.MONTH))
                                : Optional.empty()),
                        Optional.empty());
                case 4 -> new Command.Reserve(new Command.ReserveFor.Credits(amount()), Duration.ofHours(30), Map.of());
                case 5 -> voiding(scenario);
                default -> new RecordUsage(Scenario.event(key, metric(), units()), Optional.empty(), false,
                        Optional.empty());
            };
            return scenario.keyed(key, command);
        }

        private UsageCap cap() {
            return new UsageCap(metric(), MEASURES.get(random.nextInt(MEASURES.size())), amount(),
                    WINDOWS.get(random.nextInt(WINDOWS.size())));
        }

        private Command voiding(Scenario scenario) {
            String eventId = "x" + (1 + random.nextInt(made));
            return new Command.VoidUsage(eventId, "a reason", scenario.history().charge(eventId));
        }

        String metric() {
            return METRICS.get(random.nextInt(METRICS.size()));
        }

        long units() {
            return random.nextInt(3) == 0 ? UsageEvent.MAX_UNITS - random.nextInt(3) : random.nextInt(12);
        }

        private long amount() {
            long little = random.nextInt(40);
            return switch (random.nextInt(4)) {
                case 0 -> Long.MAX_VALUE - little;
                case 1 -> Long.MAX_VALUE / 2 + 20 - little;
                case 2 -> Long.MAX_VALUE / UsageEvent.MAX_UNITS + 20 - little;
                default -> little;
            };
        }
    }
}
