package io.quotastack.core.decide;

import static io.quotastack.core.plan.Interval.DAY;
import static io.quotastack.core.plan.Interval.MONTH;
import static io.quotastack.core.plan.Interval.WEEK;
import static io.quotastack.core.scenario.Offer.every;
import static io.quotastack.core.scenario.Scenario.START;
import static io.quotastack.core.scenario.Scenario.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

import io.quotastack.core.command.Command;
import io.quotastack.core.credit.BlockSource;
import io.quotastack.core.decide.booking.Outcome;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.plan.GrantExpiry;
import io.quotastack.core.plan.Rollover;
import io.quotastack.core.scenario.Offer;
import io.quotastack.core.scenario.RandomHistories;
import io.quotastack.core.scenario.Scenario;

/** CONTRACT 9: a change at once with {@code credits} makes the period's whole fair. February has 28 days. */
class ChangeFairnessTest {

    private static final long WHOLE = 1_000_000;
    private static final Instant FEB_END = Instant.parse("2026-02-28T12:00:00Z");

    private final RandomHistories histories;

    ChangeFairnessTest(TestReporter reporter) {
        histories = new RandomHistories(reporter);
    }

    @Test
    void tenHopsYieldNoMoreThanOnePeriod() {
        Scenario scenario = two(every(MONTH).granting(WHOLE), every(MONTH).granting(WHOLE));
        long used = 0;
        for (int hop = 0; hop < 10; hop++) {
            long left = scenario.figures().balance();
            used += left;
            scenario.use("u" + hop, left).at(scenario.now().plus(Duration.ofDays(1)))
                    .change(hop % 2 == 0 ? "b" : "a", true, true).expectOutcome(Outcome.SubscriptionWritten.class);
        }
        assertThat(used).isEqualTo(WHOLE);
        scenario.expectBalance(0).at(FEB_END).renew().expectBalance(WHOLE);
    }

    @Test
    void eachVariantsGrantsCountByTheTimeOnIt() {
        two(every(MONTH).granting(100), every(MONTH).granting(1_000)).use("e", 30).at(day(7)).change("b", true, true)
                .expectBooked("void -70 [1:70]", "grant +745 [2:745]").at(day(14)).change("a", true, true)
                .expectBooked("void -745 [2:745]", "grant +295 [3:295]");
    }

    @Test
    void whatWasUsedBeyondTheFairShareLeavesNothing() {
        two(every(MONTH).granting(1_000), every(MONTH).granting(100)).use("e", 1_000).at(day(7)).change("b", true, true)
                .expectBooked().expectBalance(0);
    }

    @Test
    void whatIsHeldCountsAsUsedUntilItIsReleased() {
        Scenario scenario = two(every(MONTH).granting(1_000), every(MONTH).granting(1_000))
                .reserve(300, 60 * 24 * 6).change("b", true, true).expectBooked("void -700 [1:700]",
                        "grant +700 [2:700]");
        scenario.releaseAll().expectBalance(700).change("a", true, true).expectBalance(1_000);
    }

    @Test
    void aRefundToABlockThatAChangeVoidedCountsAsNotUsed() {
        two(every(MONTH).granting(1_000), every(MONTH).granting(1_000)).use("e", 400).change("b", true, true)
                .expectBalance(600).voidUsage("e").expectBalance(600).change("a", true, true).expectBalance(1_000);
    }

    @Test
    void pointsToComeGrantNoMoreThanIsFair() {
        two(every(4, WEEK).granting(1_000), every(4, WEEK).granting(250, 1, WEEK, new GrantExpiry.CadenceEnd()))
                .use("e", 800).at(day(1)).change("b", true, true).expectBooked("void -200 [1:200]").at(day(15)).tick()
                .expectBooked().at(day(21)).tick().expectBooked("grant +200 [2:200]");
    }

    @Test
    void blocksThatNeverEndAreNotGrantedAgain() {
        two(every(MONTH).granting(1_000, 1, MONTH, new GrantExpiry.Never()),
                every(MONTH).granting(1_000, 1, MONTH, new GrantExpiry.Never())).change("b", true, true)
                .expectBooked().change("a", true, true).expectBooked().expectBalance(1_000);
    }

    @Test
    void creditsThatTheNewTermsHaveNoGrantForLiveUntilThePeriodEnds() {
        two(every(MONTH).granting(1_000), every(MONTH)).at(day(7)).change("b", true, true)
                .expectBooked("void -1000 [1:1000]", "grant +250 [2:250]").at(FEB_END).renew()
                .expectBooked("expire -250 [2:250]");
    }

    @Test
    void anotherIntervalIsNoWayToMoreThanIsFair() {
        Scenario scenario = two(every(MONTH).granting(1_000), every(WEEK).granting(250)).use("e", 1_000);
        for (int hop = 0; hop < 6; hop++) {
            scenario.at(scenario.now().plusSeconds(1)).change(hop % 2 == 0 ? "b" : "a", true, true)
                    .expectBooked().expectBalance(0);
        }
    }

    @Test
    void aPauseIsNobodysShareOfThePeriod() {
        two(every(MONTH).granting(280), every(MONTH).granting(2_800)).at(day(7))
                .decide(new Command.PauseSubscription(1)).at(day(107)).decide(new Command.ResumeSubscription(1))
                .at(day(114)).change("b", true, true).expectBooked("void -280 [1:280]", "grant +1540 [2:1540]");
    }

    @Test
    void aChangeAfterAPauseWithCadencesIsDecided() {
        two(every(4, WEEK).granting(250, 1, WEEK, new GrantExpiry.CadenceEnd()),
                every(4, WEEK).granting(25, 1, DAY, new GrantExpiry.CadenceEnd())).at(day(3))
                .decide(new Command.PauseSubscription(1)).at(day(5)).decide(new Command.ResumeSubscription(1))
                .change("b", true, true).expectOutcome(Outcome.SubscriptionWritten.class);
    }

    @Test
    void rolloverOfAnEarlierPeriodStaysWithTheCustomer() {
        Offer rolling = every(MONTH).granting(100, new Rollover(50, Optional.empty()), false);
        two(rolling, every(MONTH).granting(100)).at(FEB_END.minusSeconds(60)).renew().at(FEB_END).tick()
                .expectBooked("rollover 0 [1:50 2:50]", "grant +100 [3:100]", "expire -50 [1:50]")
                .change("b", true, true).expectBooked("void -100 [3:100]", "grant +100 [4:100]").expectBalance(150);
    }

    /**
     * Every offer grants the same in four weeks, so that is what any hopping comes to: to the millicredit, or less where
     * something came back to a block that a change had voided.
     */
    @Test
    void noHoppingYieldsMoreThanAPeriodGrants() {
        histories.check(150, random -> {
            long whole = 28_000;
            List<Offer> offers = List.of(every(4, WEEK).granting(whole, new Rollover(50, Optional.empty()),
                    false), every(4, WEEK).granting(whole / 4, 1, WEEK, new GrantExpiry.CadenceEnd()),
                    every(4, WEEK).granting(whole / 28, 1, DAY, new GrantExpiry.PeriodEnd()),
                    every(4, WEEK).granting(whole, 4, WEEK, new GrantExpiry.Never()),
                    every(4, WEEK).granting(whole / 2).granting(whole / 8, 1, WEEK, new GrantExpiry.CadenceEnd()));
            Scenario scenario = given();
            for (int i = 0; i < offers.size(); i++) {
                scenario.plan("p" + i, offers.get(i).postpaid().terms(), Map.of());
            }
            scenario.subscribe("p" + random.nextInt(offers.size()));
            int kinds = random.nextBoolean() ? 5 : 8;
            for (int period = 0; period < 3; period++) {
                Instant end = START.plus(Duration.ofDays(28L * (period + 1)));
                long first = scenario.history().entries().isEmpty() ? 1 : firstOf(scenario, end);
                while (true) {
                    Instant next = scenario.now().plusMillis(1 + random.nextLong(Duration.ofDays(4).toMillis()));
                    if (!next.isBefore(end)) {
                        break;
                    }
                    step(scenario.at(next), random.nextInt(kinds), random, offers.size());
                    assertThat(yielded(scenario, first)).isLessThanOrEqualTo(whole);
                }
                scenario.at(end.minusMillis(1)).tick();
                assertThat(yielded(scenario, first))
                        .matches(yielded -> yielded == whole || (kinds == 8 && yielded < whole));
                scenario.at(end).tick();
            }
        });
    }

    /** The ordinal of the period's first grant: the periods before it ended exactly then. */
    private static long firstOf(Scenario scenario, Instant end) {
        Instant start = end.minus(Duration.ofDays(28));
        return scenario.history().entries().stream()
                .filter(entry -> entry.type() == EntryType.GRANT && !entry.occurredAt().isBefore(start))
                .mapToLong(entry -> entry.context().newBlock().orElseThrow().ordinal()).min().orElse(Long.MAX_VALUE);
    }

    /** @param kind below 5: nothing comes back */
    private static void step(Scenario scenario, int kind, Random random, int offers) {
        String name = "s" + scenario.now().toEpochMilli();
        switch (kind) {
            case 0, 1, 2 -> scenario.change("p" + random.nextInt(offers), true, true);
            case 3 -> scenario.use(name, scenario.figures().effective());
            case 4 -> scenario.use(name, random.nextInt(9_000));
            case 5 -> scenario.reserve(random.nextInt(9_000), 1 + random.nextInt(7 * 24 * 60));
            case 6 -> scenario.releaseAll();
            default -> scenario.history().entries().stream()
                    .filter(entry -> entry.type() == EntryType.USAGE).reduce((a, b) -> b)
                    .flatMap(entry -> entry.usage().orElseThrow().eventId()).ifPresent(scenario::voidUsage);
        }
    }

    /** What the period's grants gave, less what was taken back of them: used, expired or there to be used. */
    private static long yielded(Scenario scenario, long firstBlock) {
        Set<Long> granted = new HashSet<>();
        long sum = 0;
        for (LedgerEntry entry : scenario.history().entries()) {
            long block = entry.allocations().isEmpty() ? 0 : entry.allocations().getFirst().block().orElse(0);
            if (entry.type() == EntryType.GRANT && block >= firstBlock
                    && entry.context().newBlock().orElseThrow().source() == BlockSource.PLAN) {
                granted.add(block);
                sum += entry.delta();
            } else if (entry.type() == EntryType.VOID && granted.contains(block)) {
                sum += entry.delta();
            }
        }
        return sum;
    }

    private static Scenario two(Offer first, Offer second) {
        return given().plan("a", first.terms(), Map.of()).plan("b", second.terms(), Map.of()).subscribe("a");
    }

    private static Instant day(int days) {
        return START.plus(Duration.ofDays(days));
    }
}
