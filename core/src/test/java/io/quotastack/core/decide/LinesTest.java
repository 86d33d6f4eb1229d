package io.quotastack.core.decide;

import static io.quotastack.core.scenario.Credits.credits;
import static io.quotastack.core.scenario.Offer.every;
import static io.quotastack.core.scenario.Scenario.START;
import static io.quotastack.core.scenario.Scenario.event;
import static io.quotastack.core.scenario.Scenario.given;
import static io.quotastack.core.scenario.Scenario.line;
import static io.quotastack.core.scenario.Scenario.lines;
import static io.quotastack.core.scenario.Scenario.minute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;

import org.junit.jupiter.api.Test;

import io.quotastack.core.command.Command;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.customer.SpendCap;
import io.quotastack.core.decide.booking.CustomerEvent;
import io.quotastack.core.decide.booking.Outcome;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.ledger.PricedLine;
import io.quotastack.core.metering.Price;
import io.quotastack.core.metering.Price.Scope;
import io.quotastack.core.metering.Price.TierMode;
import io.quotastack.core.metering.Tier;
import io.quotastack.core.metering.TierPeriod;
import io.quotastack.core.plan.Interval;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.scenario.Scenario;
import io.quotastack.core.subscription.PeriodUsage;
import io.quotastack.core.usage.UsageEvent;
import io.quotastack.core.usage.UsageLine;
import io.quotastack.core.usage.UsageLines;

/** Events, holds and commits of lines (CONTRACT 5, 7): priced and charged whole or not at all, as one entry. */
class LinesTest {

    private static final TierPeriod JANUARY = TierPeriod.of(START);

    private static Scenario models() {
        return given().metric("input", new Price.PerUnit(2)).metric("output", new Price.PerUnit(5))
                .metric("call", new Price.Flat(7));
    }

    @Test
    void oneEntryChargesAllLinesAndSaysWhatEachCost() {
        Scenario scenario = models().grants(credits(1_000))
                .use(event("e", line("input", 10), line("output", 4), line("call", 1)))
                .expectBooked("usage -47 [1:47]");

        LedgerEntry entry = scenario.history().entries().getLast();
        assertThat(entry.usage().orElseThrow().priced().itemized()).isTrue();
        assertThat(entry.usage().orElseThrow().eventId()).contains("e");
        assertThat(entry.usage().orElseThrow().lines()).containsExactly(
                new PricedLine("input", "rule_input", 10, 20, Map.of()),
                new PricedLine("output", "rule_output", 4, 20, Map.of()),
                new PricedLine("call", "rule_call", 1, 7, Map.of()));
        scenario.expectEvents("credit.consumed").expectUnits("input", JANUARY, 10).expectUnits("output", JANUARY, 4)
                .expectUnits("call", JANUARY, 1);
    }

    @Test
    void anEventOfOneLineIsAnsweredAsLines() {
        Scenario scenario = models().grants(credits(100)).use(event("e", line("input", 3)));

        assertThat(scenario.history().entries().getLast().usage().orElseThrow().ofOneMetric()).isEmpty();
        scenario.expectBooked("usage -6 [1:6]");
    }

    @Test
    void eachLineKeepsItsOwnMetadata() {
        Scenario scenario = models().grants(credits(100)).use(new UsageEvent("e",
                UsageLines.itemized(List.of(new UsageLine("input", 1, Map.of("cached", "yes")), line("input", 1))),
                Optional.empty(), Map.of("model", "m"), Optional.empty()));

        LedgerEntry entry = scenario.history().entries().getLast();
        assertThat(entry.metadata()).isEqualTo(Map.of("model", "m"));
        assertThat(entry.usage().orElseThrow().lines()).extracting(PricedLine::metadata)
                .containsExactly(Map.of("cached", "yes"), Map.of());
    }

    @Test
    void whatDoesNotFitAsAWholeChargesNothing() {
        models().grants(credits(39)).use(event("e", line("input", 10), line("output", 4)))
                .expectRefused(ProblemType.INSUFFICIENT_CREDITS, "required", 40L).expectBalance(39)
                .expectUnits("input", JANUARY, 0)
                .grants(credits(1)).use(event("e2", line("input", 10), line("output", 4)))
                .expectBooked("usage -40 [1:39 2:1]");
    }

    @Test
    void aCapIsAskedForTheSum() {
        models().grants(credits(1_000)).spendCap(39, SpendCap.Per.DAY)
                .use(event("e", line("input", 10), line("output", 4))).expectRefused(ProblemType.SPEND_CAP_REACHED)
                .spendCap(40, SpendCap.Per.DAY).use(event("e2", line("input", 10), line("output", 4)))
                .expectBooked("usage -40 [1:40]");
    }

    /** Each part of a tenth of a unit's price would be rounded up, the sum is rounded once. */
    @Test
    void linesOfOneMetricCountOnWithinTheEvent() {
        models().metric("fine", new Price.PerUnit(1, 10, Scope.EVENT)).grants(credits(1_000))
                .use(event("e", line("fine", 3), line("fine", 3), line("fine", 3))).expectBooked("usage -1 [1:1]")
                .use(event("e2", line("fine", 3), line("input", 1), line("fine", 8))).expectBooked("usage -4 [1:4]");
    }

    @Test
    void linesOfOneMetricGoOnThroughTheTiersOfAMonth() {
        Price tiers = new Price.Tiered(TierMode.GRADUATED, Scope.MONTH,
                List.of(new Tier(OptionalLong.of(10), 5, 0), new Tier(OptionalLong.empty(), 1, 0)));
        Scenario scenario = given().metric("steps", tiers).metric("other", new Price.PerUnit(1))
                .grants(credits(1_000)).use("before", "steps", 6).use(event("e", line("steps", 3), line("other", 2),
                        line("steps", 4)))
                .expectBooked("usage -25 [1:25]").expectUnits("steps", JANUARY, 13);

        LedgerEntry entry = scenario.history().entries().getLast();
        assertThat(entry.usage().orElseThrow().lines()).extracting(PricedLine::cost).containsExactly(15L, 2L, 8L);
        assertThat(entry.context().lineUnitsBefore()).containsExactly(6L, 0L, 9L);
    }

    @Test
    void aFlatPriceIsOneOfTheEventWhateverLinesItHas() {
        models().grants(credits(100)).use(event("e", line("call", 1), line("input", 1), line("call", 3)))
                .expectBooked("usage -9 [1:9]").expectUnits("call", JANUARY, 4);
    }

    @Test
    void aVoidTakesTheUnitsOfEachLineOffAndGivesAllBack() {
        Scenario scenario = models().grants(credits(30)).policy(OveragePolicy.ALLOW, Optional.empty())
                .use(event("e", line("input", 10), line("output", 4))).expectBooked("usage -40 [1:30 over:10]")
                .voidUsage("e").expectBooked("refund +40 [1:30 over:10]").expectBalance(30)
                .expectUnits("input", JANUARY, 0).expectUnits("output", JANUARY, 0);

        assertThat(scenario.history().entries().getLast().usage().orElseThrow().lines()).containsExactly(
                new PricedLine("input", "rule_input", 10, 20, Map.of()),
                new PricedLine("output", "rule_output", 4, 20, Map.of()));
    }

    @Test
    void ofSeveralReasonsTheFirstIsNamedAndOfItsLinesTheFirst() {
        Scenario scenario = models().unpricedMetric("unpriced")
                .plan("p", every(Interval.MONTH).metrics("input", "unpriced").terms(), Map.of()).subscribe("p");

        scenario.use(event("a", line("output", 1), line("unpriced", 1), line("none", 1)))
                .expectRefused(ProblemType.NOT_FOUND, "line", 2);
        scenario.use(event("b", line("unpriced", 1), line("input", 1), line("output", 1)))
                .expectRefused(ProblemType.FEATURE_NOT_IN_PLAN, "line", 2);
        scenario.use(event("c", line("input", 1), line("unpriced", 1)))
                .expectRefused(ProblemType.METRIC_NOT_PRICED, "line", 1);
        scenario.use(event("d", line("input", 1))).expectRefused(ProblemType.INSUFFICIENT_CREDITS);
        assertThat(scenario.refusal().members()).doesNotContainKey("line");
        scenario.use("e", "output", 1).expectRefused(ProblemType.FEATURE_NOT_IN_PLAN);
        assertThat(scenario.refusal().members()).as("an event of one metric has no lines").doesNotContainKey("line");
    }

    @Test
    void anInactiveSubscriptionRefusesAllLines() {
        models().plan("p", every(Interval.MONTH).usage(false, false).terms(), Map.of()).subscribe("p")
                .decide(new Command.PauseSubscription(1)).use(event("e", line("input", 1), line("output", 1)))
                .expectRefused(ProblemType.SUBSCRIPTION_INACTIVE);
    }

    @Test
    void aSumBeyondInt64IsRefused() {
        given().metric("dear", new Price.PerUnit(Long.MAX_VALUE)).policy(OveragePolicy.ALLOW, Optional.empty())
                .use(event("e", line("dear", 1), line("dear", 1))).expectRefused(ProblemType.AMOUNT_OVERFLOW)
                .metric("other", new Price.PerUnit(1)).use(event("e2", line("dear", 1), line("other", 1)))
                .expectRefused(ProblemType.AMOUNT_OVERFLOW);
    }

    @Test
    void theLinesOfAMetricTogetherHaveAtMostTheUnitsOfAnEvent() {
        given().metric("free", new Price.PerUnit(0)).grants(credits(1))
                .use(event("e", line("free", UsageEvent.MAX_UNITS), line("free", 1)))
                .expectRefused(ProblemType.AMOUNT_OVERFLOW, "line", 1)
                .use(event("e2", line("free", UsageEvent.MAX_UNITS - 1), line("free", 1)))
                .expectBooked("usage 0 []").expectUnits("free", JANUARY, UsageEvent.MAX_UNITS);
    }

    @Test
    void otherLinesUnderTheSameIdAreOtherContent() {
        Scenario scenario = models().grants(credits(1_000)).use(event("e", line("input", 1), line("output", 1)));

        scenario.use(event("e", line("input", 1), line("output", 1)))
                .expectOutcome(new Outcome.UsageChargedBefore(2));
        for (UsageEvent other : List.of(event("e", line("output", 1), line("input", 1)), event("e", line("input", 1)),
                event("e", line("input", 1), line("output", 2)), event("e", "input", 1),
                event("e", new UsageLine("input", 1, Map.of("a", "b")), line("output", 1)))) {
            scenario.use(other).expectRefused(ProblemType.IDEMPOTENCY_KEY_REUSED);
        }
    }

    @Test
    void aPostpaidPeriodTellsTheUsageOfEachMetric() {
        Scenario scenario = models().plan("p", every(Interval.MONTH).postpaid().terms(), Map.of()).subscribe("p")
                .grants(credits(1_000)).use(event("e", line("input", 10), line("output", 4), line("input", 1)))
                .use(event("gone", line("input", 3), line("call", 1))).voidUsage("gone")
                .at(Instant.parse("2026-02-28T12:00:00Z")).tick();

        assertThat(summary(scenario)).isEqualTo(Map.of("input", new PeriodUsage(11, 22), "output",
                new PeriodUsage(4, 20), "call", new PeriodUsage(0, 0)));
    }

    private static SortedMap<String, PeriodUsage> summary(Scenario scenario) {
        return scenario.history().events().stream().map(CustomerEvent::data)
                .filter(CustomerEvent.SubscriptionMoved.class::isInstance)
                .map(CustomerEvent.SubscriptionMoved.class::cast).flatMap(moved -> moved.usage().stream()).toList()
                .getLast();
    }

    @Test
    void aHoldKeepsTheCostOfAllLinesAndACommitChargesWhatTheyCameTo() {
        Scenario scenario = models().grants(credits(1_000)).reserveLines(5, line("input", 100), line("output", 10))
                .expectBooked("reserve 0 held +250 [1:250]").expectUnits("input", JANUARY, 0)
                .commitLines(2, line("input", 90), line("output", 4))
                .expectBooked("commit -200 held -250 [1:200]").expectUnits("input", JANUARY, 90)
                .expectUnits("output", JANUARY, 4);

        assertThat(scenario.history().entries().getLast().usage().orElseThrow().lines())
                .extracting(PricedLine::cost).containsExactly(180L, 20L);
    }

    @Test
    void whatWasHeldGoesByTheHeldRuleAndWhatWasNotByTheOneInForce() {
        models().grants(credits(1_000)).reserveLines(60, line("input", 10)).at(minute(1))
                .reprice("input", new Price.PerUnit(100)).reprice("output", new Price.PerUnit(6))
                .use(event("e", line("input", 1))).expectBooked("usage -100 [1:100]")
                .commitLines(2, line("input", 3), line("output", 2), line("input", 1))
                .expectBooked("commit -20 held -20 [1:20]");
    }

    @Test
    void aCommitOfLinesOfNoUnitsChargesNothing() {
        models().grants(credits(100)).reserveLines(5, line("input", 10)).commitLines(2, line("input", 0))
                .expectBooked("commit 0 held -20 []").expectBalance(100);
    }

    @Test
    void aMetricThatWasNotHeldIsAskedOfTheSubscription() {
        Scenario held = models().plan("p", every(Interval.MONTH).metrics("input").usage(false, false).terms(), Map.of())
                .subscribe("p").grants(credits(1_000)).reserveLines(5, line("input", 10));
        long reservation = held.history().entries().getLast().sequence();
        held.commitLines(reservation, line("input", 1), line("output", 1))
                .expectRefused(ProblemType.FEATURE_NOT_IN_PLAN, "line", 1)
                .decide(new Command.PauseSubscription(1))
                .commitLines(reservation, line("input", 1), line("output", 1))
                .expectRefused(ProblemType.SUBSCRIPTION_INACTIVE)
                .commitLines(reservation, line("input", 1)).expectBooked("commit -2 held -20 [1:2]");
    }

    @Test
    void aCommitBeyondTheHoldMustFit() {
        models().grants(credits(30)).reserveLines(5, line("input", 10)).commitLines(2, line("input", 16))
                .expectRefused(ProblemType.INSUFFICIENT_CREDITS).expectReserved(20)
                .commitLines(2, line("input", 15)).expectBooked("commit -30 held -20 [1:30]");
    }

    @Test
    void aCommitInCreditsIsSharedByTheLinesAsTheyWereEstimated() {
        Scenario scenario = models().grants(credits(1_000)).reserveLines(5, line("input", 10), line("output", 4),
                line("call", 1)).commit(2, 40).expectBooked("commit -40 held -47 [1:40]")
                .expectUnits("input", JANUARY, 0);

        assertThat(scenario.history().entries().getLast().usage().orElseThrow().lines()).containsExactly(
                new PricedLine("input", "rule_input", 0, 18, Map.of()),
                new PricedLine("output", "rule_output", 0, 17, Map.of()),
                new PricedLine("call", "rule_call", 0, 5, Map.of()));
    }

    @Test
    void whatCostNothingToHoldAndIsCommittedInCreditsIsTheFirstLines() {
        Scenario scenario = models().grants(credits(100)).reserveLines(5, line("input", 0), line("output", 0))
                .commit(2, 9).expectBooked("commit -9 [1:9]");

        assertThat(scenario.history().entries().getLast().usage().orElseThrow().lines())
                .extracting(PricedLine::cost).containsExactly(9L, 0L);
    }

    @Test
    void linesAreCommittedOnHoldsOfLinesOnly() {
        models().grants(credits(1_000)).reserveLines(5, line("input", 10)).commitUnits(2, 1)
                .expectRefused(ProblemType.INVALID_REQUEST)
                .reserveUnits("input", 10, 5).commitLines(3, line("input", 1))
                .expectRefused(ProblemType.INVALID_REQUEST)
                .reserve(10, 5).commitLines(4, line("input", 1)).expectRefused(ProblemType.INVALID_REQUEST)
                .expectReserved(50);
    }

    @Test
    void aRefundGivesBackWhatTheLinesOfACommitWereCharged() {
        models().grants(credits(100)).reserveLines(5, line("input", 10), line("output", 1))
                .commitLines(2, line("input", 4), line("output", 2)).refund(2).expectBooked("refund +18 [1:18]")
                .expectUnits("input", JANUARY, 0).expectUnits("output", JANUARY, 0).expectBalance(100);
    }

    @Test
    void anAcceptedEventOfLinesWaitsForItsTurnAndIsRefusedWithItsLines() {
        Scenario scenario = models().grants(credits(5)).accept(event("e", line("input", 1), line("none", 2)))
                .expectEvents("usage.refused");
        assertThat(scenario.last().usageReport().orElseThrow().event().usage()).isEqualTo(lines(line("input", 1),
                line("none", 2)));

        scenario.metric("none", new Price.PerUnit(1)).at(minute(3)).retry("e").expectBooked("usage -4 [1:4]");
    }

    @Test
    void hasAtLeastOneLineAndAtMostFifty() {
        assertThatThrownBy(() -> UsageLines.itemized(List.of())).isInstanceOf(IllegalArgumentException.class);
        List<UsageLine> fifty = Collections.nCopies(UsageLines.MOST_LINES, line("input", 1));
        assertThatThrownBy(() -> UsageLines.itemized(Collections.nCopies(51, line("input", 1))))
                .isInstanceOf(IllegalArgumentException.class);

        models().grants(credits(1_000)).use(new UsageEvent("e", UsageLines.itemized(fifty), Optional.empty(), Map.of(),
                Optional.empty())).expectBooked("usage -100 [1:100]")
                .at(START.plus(Duration.ofDays(1))).voidUsage("e").expectBalance(1_000);
    }
}
