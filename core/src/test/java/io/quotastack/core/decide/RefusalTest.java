package io.quotastack.core.decide;

import static io.quotastack.core.customer.SpendCap.Per.DAY;
import static io.quotastack.core.scenario.Credits.credits;
import static io.quotastack.core.scenario.Scenario.METRIC;
import static io.quotastack.core.scenario.Scenario.given;
import static io.quotastack.core.scenario.Scenario.minute;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.quotastack.core.command.Command;
import io.quotastack.core.command.Command.RecordUsage;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.decide.booking.Outcome;
import io.quotastack.core.decide.wallet.NewBlock;
import io.quotastack.core.metering.Price;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.scenario.Scenario;

/** Every refusal, and which one wins when two apply. */
class RefusalTest {

    @Test
    void anUnknownMetricIsNotFound() {
        given().grants(credits(10)).use("e", "nothing", 1)
                .expectRefused(ProblemType.NOT_FOUND, "resource", "billable_metric").expectBooked();
    }

    @Test
    void aMetricWithoutAPriceIsNotPriced() {
        given().unpricedMetric("new").use("e", "new", 0).expectRefused(ProblemType.METRIC_NOT_PRICED);
    }

    @Test
    void theCapIsNamedBeforeTheBalance() {
        given().grants(credits(10)).spendCap(5, DAY).use("e", 11).expectRefused(ProblemType.SPEND_CAP_REACHED);
    }

    @Test
    void whatArrivalFoundIsNamedBeforeAll() {
        var refusal = Problem.of(ProblemType.TIMESTAMP_OUT_OF_RANGE, "too old");
        Scenario scenario = given();
        scenario.decide(scenario.keyless(new RecordUsage(Scenario.event("e", "nothing", 1), Optional.of(minute(-9)),
                true, Optional.of(refusal)))).expectOutcome(new Outcome.Refused(refusal)).expectEvents("usage.refused");
        assertThat(scenario.last().usageReport()).hasValueSatisfying(report -> {
            assertThat(report.timestamp()).isEqualTo(minute(-9));
            assertThat(report.refusal()).contains(refusal);
        });
    }

    @Test
    void aRepeatIsKnownBeforeAnythingElseIsLookedAt() {
        Scenario charged = given().grants(credits(10)).use("e", 10);
        charged.unpricedMetric(METRIC).use("e", 10).expectOutcome(new Outcome.UsageChargedBefore(2));
    }

    @Test
    void aCostBeyondInt64Overflows() {
        given().metric(METRIC, new Price.PerUnit(Long.MAX_VALUE)).policy(OveragePolicy.ALLOW, Optional.empty())
                .use("e", 2).expectRefused(ProblemType.AMOUNT_OVERFLOW).expectBooked();
    }

    @Test
    void aBalanceBelowInt64Overflows() {
        Scenario scenario = given().metric(METRIC, new Price.PerUnit(Long.MAX_VALUE))
                .policy(OveragePolicy.ALLOW, Optional.empty()).use("e1", 1);
        scenario.expectBalance(-Long.MAX_VALUE);

        scenario.use("e2", 1).expectRefused(ProblemType.AMOUNT_OVERFLOW);
        scenario.adjust(-1).expectRefused(ProblemType.AMOUNT_OVERFLOW);
        scenario.adjust(Long.MIN_VALUE).expectRefused(ProblemType.AMOUNT_OVERFLOW);
        scenario.expectBalance(-Long.MAX_VALUE);
    }

    @Test
    void whatDoesNotFitIsInsufficientThoughItWouldOverflowToo() {
        Scenario scenario = given().policy(OveragePolicy.ALLOW, Optional.empty()).use("e1", 5)
                .policy(OveragePolicy.BLOCK, Optional.empty()).metric(METRIC, new Price.PerUnit(Long.MAX_VALUE));

        scenario.use("e2", 1).expectRefused(ProblemType.INSUFFICIENT_CREDITS);
        scenario.adjust(-Long.MAX_VALUE).expectRefused(ProblemType.INSUFFICIENT_CREDITS);
    }

    @Test
    void consumptionBeyondInt64OverflowsThoughTheBalanceIsThere() {
        given().grants(credits(Long.MAX_VALUE)).metric(METRIC, new Price.PerUnit(1)).use("e1", 1_000)
                .voidUsage("e1").adjust(-Long.MAX_VALUE).expectBalance(0)
                .policy(OveragePolicy.ALLOW, Optional.of(10L))
                .use("e2", 1).expectRefused(ProblemType.AMOUNT_OVERFLOW);
    }

    @Test
    void earningBeyondInt64Overflows() {
        given().grants(credits(Long.MAX_VALUE)).grant(credits(1)).expectRefused(ProblemType.AMOUNT_OVERFLOW)
                .adjust(1).expectRefused(ProblemType.AMOUNT_OVERFLOW)
                .grant(credits(1).from(minute(5))).expectRefused(ProblemType.AMOUNT_OVERFLOW)
                .expectBalance(Long.MAX_VALUE);
    }

    @Test
    void aBlockThatIsGoneSaysHowItWent() {
        given().grants(credits(10), credits(10), credits(10).until(minute(5))).use("e", 20)
                .voidBlock(1).expectRefused(ProblemType.BLOCK_NOT_ACTIVE, "block_status", "depleted")
                .voidBlock(2).expectBooked("void -10 [2:10]").expectOutcome(Outcome.CreditsWritten.class)
                .voidBlock(2).expectRefused(ProblemType.BLOCK_NOT_ACTIVE, "block_status", "voided")
                .voidBlock(9).expectRefused(ProblemType.NOT_FOUND, "resource", "block");
    }

    @Test
    void aCustomerHasAtMostTenThousandUnspentBlocks() {
        given().grantsUnaudited(NewBlock.MOST_UNSPENT_BLOCKS - 1, credits(1).until(minute(5)))
                .grant(credits(1).from(minute(6))).expectOutcome(Outcome.CreditsWritten.class)
                .grant(credits(1)).expectRefused(ProblemType.LIMIT_EXCEEDED)
                .grant(credits(1).from(minute(6))).expectRefused(ProblemType.LIMIT_EXCEEDED)
                .adjust(1).expectRefused(ProblemType.LIMIT_EXCEEDED)
                .adjust(-1).grant(credits(1)).expectOutcome(Outcome.CreditsWritten.class);
    }
}
