package io.quotastack.core.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

import io.quotastack.core.account.Account;
import io.quotastack.core.account.AccountRows;
import io.quotastack.core.account.AccountState;
import io.quotastack.core.account.TierCounter;
import io.quotastack.core.command.Command;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.decide.booking.Bounds;
import io.quotastack.core.decide.booking.CustomerEvent;
import io.quotastack.core.decide.booking.Outcome;
import io.quotastack.core.ledger.Allocation;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.metering.TierPeriod;
import io.quotastack.core.plan.BillingMode;
import io.quotastack.core.plan.CreditGrantTerms;
import io.quotastack.core.plan.GrantExpiry;
import io.quotastack.core.plan.PlanVariant;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.scenario.BlockFlows;
import io.quotastack.core.scenario.RandomHistories;
import io.quotastack.core.scenario.RandomSubscriptions;
import io.quotastack.core.scenario.Scenario;
import io.quotastack.core.subscription.Period;
import io.quotastack.core.subscription.PeriodUsage;
import io.quotastack.core.subscription.Subscription;

/**
 * Goal: what CONTRACT 9 promises of every subscription holds in histories that nobody thought of. Method: random
 * variants, commands and jumps of time over years; each decision is audited like any other, and here held against what
 * the events say and against a twin that takes the same time in other steps.
 */
class RandomSubscriptionsTest {

    private static final int LIVES = 60;
    private static final int COMMANDS = 150;

    private final RandomHistories histories;

    RandomSubscriptionsTest(TestReporter reporter) {
        histories = new RandomHistories(reporter);
    }

    @Test
    void periodsFollowEachOtherWithoutGapOrOverlap() {
        histories.check(LIVES, random -> {
            Map<Long, Instant> ends = new HashMap<>();
            for (CustomerEvent event : life(random).history().events()) {
                if (event.data() instanceof CustomerEvent.SubscriptionMoved moved) {
                    Subscription subscription = moved.subscription().subscription();
                    subscription.period()
                            .ifPresent(period -> follow(ends, event.type(), subscription.ordinal(), period));
                }
            }
        });
    }

    /**
     * A change at the end of a period is announced just before the renewal that it comes with, in the new period
     * already.
     */
    private static void follow(Map<Long, Instant> ends, CustomerEvent.Type type, long ordinal, Period period) {
        assertThat(period.start()).isBefore(period.end());
        Instant before = ends.getOrDefault(ordinal, Instant.MIN);
        if (type == CustomerEvent.Type.SUBSCRIPTION_RENEWED) {
            assertThat(period.start()).as("the period after %s", before).isEqualTo(before);
        }
        if (type != CustomerEvent.Type.SUBSCRIPTION_CHANGED || !period.start().equals(before)) {
            ends.put(ordinal, period.end());
        }
    }

    @Test
    void creditsAreConservedAndRolloverStaysBelowItsCap() {
        histories.check(LIVES, random -> {
            Scenario scenario = life(random);
            BlockFlows.of(scenario.history().entries()).expect(scenario.state().folded());
            Map<List<Object>, Long> rolled = new HashMap<>();
            for (LedgerEntry entry : scenario.history().entries()) {
                if (entry.type() == EntryType.ROLLOVER) {
                    BlockTerms block = entry.context().newBlock().orElseThrow();
                    rolled.merge(List.of(entry.subscription().orElseThrow(), entry.occurredAt()),
                            block.originalAmount(), Math::addExact);
                }
            }
            long mostOfAll = scenario.environmentConfig().plans().variants().values().stream().mapToLong(
                    variant -> variant.terms().creditGrants().stream().mapToLong(RandomSubscriptionsTest::mostRolled)
                            .sum())
                    .max().orElse(0);
            assertThat(rolled.values()).allMatch(amount -> amount > 0 && amount <= mostOfAll);
        });
    }

    /** What the blocks of one grant can roll over at once: its cap, or all that a period of ten weeks grants. */
    private static long mostRolled(CreditGrantTerms terms) {
        return terms.rollover().cap().orElse(terms.credits() * 70);
    }

    /** One block for each grant without a cadence of its own, whenever a period begins. */
    @Test
    void aPeriodGrantsWhatItsTermsPromise() {
        histories.check(LIVES, RandomSubscriptionsTest::everyPeriodGrantsWhatItsTermsPromise);
    }

    @Test
    void aPeriodRenewedLateGrantsNothingThatHasExpiredBySeed() {
        histories.checkSeed(680292303854483672L, RandomSubscriptionsTest::everyPeriodGrantsWhatItsTermsPromise);
    }

    private static void everyPeriodGrantsWhatItsTermsPromise(Random random) {
        Scenario scenario = life(random);
        for (CustomerEvent event : scenario.history().events()) {
            if (event.type() == CustomerEvent.Type.SUBSCRIPTION_RENEWED
                    && event.data() instanceof CustomerEvent.SubscriptionMoved moved) {
                Subscription subscription = moved.subscription().subscription();
                PlanVariant variant = scenario.environmentConfig()
                        .variantVersion(subscription.variant().variantId(), subscription.variant().version())
                        .orElseThrow();
                if (subscription.current().end().isAfter(event.timestamp().plus(Duration.ofDays(30)))) {
                    long promised = variant.terms().creditGrants().stream()
                            .filter(grant -> grant.cadence().isEmpty()
                                    && lives(grant, subscription.current().start(), event.timestamp()))
                            .count();
                    assertThat(grantsAt(scenario, subscription, event.timestamp()))
                            .isGreaterThanOrEqualTo(promised);
                }
            }
        }
    }

    /** Whether a block that the beginning of a period promised is not over when the renewal comes. */
    private static boolean lives(CreditGrantTerms grant, Instant periodStart, Instant renewal) {
        return !(grant.expires() instanceof GrantExpiry.After(long seconds))
                || periodStart.plusSeconds(seconds).isAfter(renewal);
    }

    private static long grantsAt(Scenario scenario, Subscription subscription, Instant at) {
        return scenario.history().entries().stream()
                .filter(entry -> entry.type() == EntryType.GRANT && entry.occurredAt().equals(at)
                        && entry.subscription().equals(OptionalLong.of(subscription.ordinal())))
                .count();
    }

    /**
     * What was announced since the last summary, and what is counted since, is what the ledger charged less what it
     * gave back while a postpaid subscription was in a period: summed up here by the customer's state alone, decision
     * by decision.
     */
    @Test
    void usageSummariesAreTheLedgers() {
        histories.check(LIVES, random -> {
            var lives = new RandomSubscriptions(random);
            Scenario scenario = lives.given();
            Map<String, PeriodUsage> expected = new HashMap<>();
            for (int i = 0; i < COMMANDS; i++) {
                CommandEnvelope command = lives.next(scenario);
                scenario.at(lives.timeAfter(scenario.now())).decide(command);
                scenario.last().events().forEach(event -> expectSummary(event, expected));
                if (inPostpaidPeriod(scenario)) {
                    scenario.last().entries().forEach(entry -> count(entry, expected));
                }
                Map<String, PeriodUsage> running = new HashMap<>();
                scenario.state().scan(AccountRows.PERIOD_USAGE, (metric, used) -> {
                    add(running, metric, used);
                    return true;
                });
                assertThat(running).as("counted since the last summary").isEqualTo(expected);
            }
        });
    }

    /** What is due is booked before a command is decided, and what books usage moves no subscription. */
    private static void expectSummary(CustomerEvent event, Map<String, PeriodUsage> expected) {
        if (event.data() instanceof CustomerEvent.SubscriptionMoved moved && moved.usage().isPresent()) {
            assertThat(moved.usage().get()).as("the summary of " + event.type()).isEqualTo(expected);
            expected.clear();
        }
    }

    private static boolean inPostpaidPeriod(Scenario scenario) {
        return scenario.state().subscription().filter(live -> live.period().isPresent())
                .flatMap(live -> scenario.environmentConfig().variantVersion(live.variant().variantId(),
                        live.variant().version()))
                .filter(variant -> variant.terms().billingMode() == BillingMode.POSTPAID).isPresent();
    }

    private static void count(LedgerEntry entry, Map<String, PeriodUsage> sums) {
        int sign = entry.type() == EntryType.REFUND ? -1 : 1;
        if (entry.type() == EntryType.USAGE || entry.type() == EntryType.COMMIT
                || entry.type() == EntryType.REFUND) {
            entry.usage().ifPresent(usage -> usage.lines().forEach(line -> add(sums, line.metricKey(),
                    new PeriodUsage(sign * line.units(), sign * line.cost()))));
        }
    }

    private static void add(Map<String, PeriodUsage> sums, String metric, PeriodUsage used) {
        sums.merge(metric, used, (a, b) -> a.plus(b.units(), b.cost()));
    }

    /** Ticks early, late or never: the ledger and the events say the same, each at its own instant. */
    @Test
    void downtimeChangesNothingButWhenItIsRecorded() {
        histories.check(LIVES, random -> {
            var lives = new RandomSubscriptions(random);
            Scenario lazy = lives.given();
            Scenario eager = copyOf(lazy);
            for (int i = 0; i < COMMANDS; i++) {
                Instant next = lives.timeAfter(lazy.now());
                tickBetween(eager, next, random);
                CommandEnvelope command = lives.next(lazy);
                lazy.at(next).decide(command);
                eager.at(next).decide(command);
                assertThat(figures(eager)).isEqualTo(figures(lazy));
            }
            assertThat(said(eager)).isEqualTo(said(lazy));
            assertThat(told(eager)).isEqualTo(told(lazy));
        });
    }

    private static void tickBetween(Scenario eager, Instant next, Random random) {
        for (int ticks = random.nextInt(4); ticks > 0; ticks--) {
            long step = Math.max(1, Duration.between(eager.now(), next).toMillis() / 3);
            Instant at = eager.now().plusMillis(random.nextLong(step));
            eager.at(at.isAfter(next) ? next : at).tick();
        }
    }

    /** The same by a customer's own clock: in one move, or in many. */
    @Test
    void aClockMovedAtOnceIsAClockMovedInSteps() {
        histories.check(LIVES, random -> {
            var lives = new RandomSubscriptions(random);
            Scenario jump = lives.given();
            jump.moveClock(Scenario.START);
            Scenario steps = copyOf(jump);
            steps.moveClock(Scenario.START);
            Instant time = Scenario.START;
            for (int i = 0; i < COMMANDS; i++) {
                Instant next = lives.timeAfter(time);
                for (Instant at = time; random.nextBoolean() && at.isBefore(next);) {
                    at = at.plusMillis(1 + random.nextLong(Duration.between(at, next).toMillis()));
                    steps.moveClock(at);
                }
                time = next;
                jump.moveClock(next);
                steps.moveClock(next);
                CommandEnvelope command = lives.next(jump);
                jump.decide(command);
                steps.decide(command);
                assertThat(figures(steps)).isEqualTo(figures(jump));
            }
            assertThat(said(steps)).isEqualTo(said(jump));
            assertThat(told(steps)).isEqualTo(told(jump));
        });
    }

    /**
     * A decision does very little and ticks do the rest, events wait for their turn, callers come again: the ledger and the
     * events say what they say where nothing has a bound.
     */
    @Test
    void whatIsDoneInSlicesIsWhatIsDoneAtOnce() {
        histories.check(LIVES, random -> {
            var lives = new RandomSubscriptions(random);
            Scenario whole = lives.given().within(new Bounds(1_000_000, 1_000_000, 1_000_000, 1_000_000));
            Scenario sliced = copyOf(whole).within(new Bounds(1 + random.nextInt(3), 1 + random.nextInt(3),
                    1 + random.nextInt(3), 1_000));
            boolean ownClock = random.nextBoolean();
            for (int i = 0; i < COMMANDS; i++) {
                Instant next = lives.timeAfter(whole.now());
                CommandEnvelope command = maybeAccepted(whole, lives.next(whole), random);
                whole.at(next);
                sliced.at(next);
                if (ownClock) {
                    moveClock(whole, next);
                    moveClock(sliced, next);
                }
                whole.decide(command);
                decideInTheEnd(sliced, command);
                if (sliced.figures().backlog().isEmpty()) {
                    assertThat(figures(sliced)).isEqualTo(figures(whole));
                }
            }
            catchUp(sliced);
            assertThat(said(sliced)).isEqualTo(said(whole));
            assertThat(told(sliced)).isEqualTo(told(whole));
            assertThat(figures(sliced)).isEqualTo(figures(whole));
        });
    }

    private static CommandEnvelope maybeAccepted(Scenario scenario, CommandEnvelope envelope, Random random) {
        return envelope.command() instanceof Command.RecordUsage usage && random.nextInt(3) > 0
                ? scenario.keyless(new Command.RecordUsage(usage.event(), usage.timestamp(), true, Optional.empty()))
                : envelope;
    }

    private static void moveClock(Scenario scenario, Instant to) {
        decideInTheEnd(scenario, scenario.keyed("clock-" + to, new Command.MoveTestClock(to)));
    }

    /** Whoever is told to come again does, after some ticks. */
    private static void decideInTheEnd(Scenario scenario, CommandEnvelope command) {
        scenario.decide(command);
        if (scenario.last().outcome() instanceof Outcome.Refused(Problem problem)
                && (problem.type() == ProblemType.UNAVAILABLE || problem.type() == ProblemType.TEST_CLOCK_MOVING)) {
            catchUp(scenario);
            scenario.decide(command);
        }
    }

    private static void catchUp(Scenario scenario) {
        for (int ticks = 0; !scenario.figures().backlog().isEmpty(); ticks++) {
            assertThat(ticks).as("each tick does something").isLessThan(100_000);
            scenario.tick();
        }
    }

    private static Scenario life(Random random) {
        var lives = new RandomSubscriptions(random);
        Scenario scenario = lives.given();
        for (int i = 0; i < COMMANDS; i++) {
            CommandEnvelope command = lives.next(scenario);
            scenario.at(lives.timeAfter(scenario.now())).decide(command);
        }
        return scenario;
    }

    /** A scenario of its own in the same environment. */
    private static Scenario copyOf(Scenario scenario) {
        return Scenario.in(scenario.environmentConfig());
    }

    private static List<Object> figures(Scenario scenario) {
        Account account = scenario.figures();
        return List.of(account.balance(), account.reserved(), account.overage(), account.lifetimeEarned(),
                account.lifetimeConsumed(), scenario.state().subscription(), scenario.state().periodBlocks(),
                scenario.state().tierUnits(new TierCounter("tiered",
                        scenario.state().subscription().flatMap(Subscription::tierPeriod)
                                .orElse(TierPeriod.of(scenario.now())))));
    }

    private static List<List<Object>> said(Scenario scenario) {
        List<List<Object>> said = new ArrayList<>();
        for (LedgerEntry entry : scenario.history().entries()) {
            said.add(List.of(entry.sequence(), entry.type(), entry.delta(), entry.reservedDelta(),
                    entry.after().balance(), entry.allocations(), entry.repaid(), entry.usage(), entry.subscription(),
                    entry.occurredAt()));
        }
        return said;
    }

    private static List<List<Object>> told(Scenario scenario) {
        List<List<Object>> told = new ArrayList<>();
        for (CustomerEvent event : scenario.history().events()) {
            told.add(List.of(event.sequence(), event.type(), event.timestamp()));
        }
        return told;
    }

    /** Also of blocks of which nothing is left: a refund may bring them back. */
    @Test
    void theAccountKnowsTheEndOfEveryBlockThereEverWas() {
        histories.check(LIVES, random -> {
            Scenario scenario = life(random);
            toldEnds(scenario).forEach((ordinal, end) -> assertThat(
                    scenario.state().terms(ordinal).orElseThrow().expiresAt()).as("block " + ordinal).isEqualTo(end));
        });
    }

    /** Whatever the void knew of blocks when it was sent: what lives by the ends that were told stays, the rest is taken. */
    @Test
    void aRefundStaysInTheBlocksThatLiveAndInNoOther() {
        histories.check(LIVES, random -> {
            var lives = new RandomSubscriptions(random);
            Scenario scenario = lives.given();
            for (int i = 0; i < COMMANDS; i++) {
                CommandEnvelope command = lives.next(scenario);
                scenario.at(lives.timeAfter(scenario.now())).decide(command);
                List<LedgerEntry> booked = scenario.last().entries();
                int refund = booked.stream().map(LedgerEntry::type).toList().indexOf(EntryType.REFUND);
                if (refund >= 0) {
                    assertThat(booked.subList(refund + 1, booked.size()).stream()
                            .map(entry -> entry.allocations().getFirst())).containsExactlyElementsOf(
                                    ended(booked.get(refund), toldEnds(scenario), scenario.state()));
                }
            }
        });
    }

    private static List<Allocation> ended(LedgerEntry refund, Map<Long, Optional<Instant>> ends, AccountState state) {
        return refund.allocations().stream().filter(share -> share.block().isPresent())
                .filter(share -> state.voided(share.block().getAsLong())
                        || !Optional.ofNullable(ends.get(share.block().getAsLong())).orElseThrow()
                                .orElse(Instant.MAX).isAfter(refund.occurredAt()))
                .toList();
    }

    /** When each block ends, by the entry that made it and the events that moved its end since. */
    private static Map<Long, Optional<Instant>> toldEnds(Scenario scenario) {
        Map<Long, Optional<Instant>> ends = new TreeMap<>();
        scenario.history().entries().forEach(entry -> entry.context().newBlock()
                .ifPresent(block -> ends.put(block.ordinal(), block.expiresAt())));
        for (CustomerEvent event : scenario.history().events()) {
            if (event.data() instanceof CustomerEvent.SubscriptionMoved moved) {
                ends.putAll(moved.movedEnds());
            }
        }
        return ends;
    }

    /** A life in which everything is left to time. */
    @Test
    void aLiveSubscriptionAlwaysHasWhatComesNextUnlessItIsPaused() {
        histories.check(LIVES, random -> life(random).state().subscription()
                .ifPresent(subscription -> assertThat(subscription.due().isPresent())
                        .isEqualTo(subscription.pausedAt().isEmpty())));
    }

    @Test
    void nothingIsHeldBackByTicksThatComeTwice() {
        Scenario scenario = Scenario.given().tick().tick();
        scenario.decide(new Command.CreateCustomer(Optional.empty(), Map.of())).tick().expectNothingChanged();
    }
}
