package io.quotastack.core.decide;

import static io.quotastack.core.scenario.Credits.credits;
import static io.quotastack.core.scenario.Scenario.given;
import static io.quotastack.core.scenario.Scenario.minute;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.decide.booking.Outcome;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.scenario.Credits;
import io.quotastack.core.scenario.Scenario;

/** CONTRACT 3, time: what is due is booked before a command is decided, in its order and at its own instant. */
class DueProcessingTest {

    @Test
    void creditsCanBeSpentUntilTheLastMillisecond() {
        given().grants(credits(10).until(minute(5)))
                .at(minute(5).minusMillis(1)).use("e", 4).expectBooked("usage -4 [1:4]");
    }

    @Test
    void aDebitAtTheVeryInstantOfExpiryDoesNotSeeTheCredits() {
        given().grants(credits(10).until(minute(5)))
                .at(minute(5)).use("e", 4).expectRefused(ProblemType.INSUFFICIENT_CREDITS, "effective_balance", 0L)
                .expectBooked("expire -10 [1:10]").expectEvents("credit.expired", "credit.depleted");
    }

    @Test
    void onlyWhatIsLeftExpires() {
        given().grants(credits(10).until(minute(5))).use("e1", 4)
                .at(minute(9)).adjust(1).expectBooked("expire -6 [1:6]", "adjust +1 [2:1]");
    }

    @Test
    void aDepletedBlockDoesNotExpire() {
        given().grants(credits(10).until(minute(5))).use("e1", 10)
                .at(minute(9)).adjust(1).expectBooked("adjust +1 [2:1]");
    }

    @Test
    void whatIsDueIsBookedAtItsOwnInstantThoughTheCommandComesLater() {
        given().grants(credits(10).until(minute(5)), credits(20).from(minute(7)))
                .at(minute(9)).use("e", 4).expectBooked("expire -10 [1:10]", "activate +20 [2:20]", "usage -4 [2:4]")
                .expectOccurred(minute(5), minute(7), minute(9));
    }

    @Test
    void whatIsDueBearsTheCommandThatFoundItButNotItsKey() {
        Scenario scenario = given().grants(credits(10).until(minute(5))).at(minute(9)).adjust(1);

        LedgerEntry expiry = scenario.last().entries().getFirst();
        LedgerEntry adjustment = scenario.last().entries().getLast();
        assertThat(expiry.cause().commandId()).isEqualTo(adjustment.cause().commandId());
        assertThat(expiry.cause().idempotencyKey()).isEmpty();
        assertThat(adjustment.cause().idempotencyKey()).isPresent();
        assertThat(expiry.recordedAt()).isEqualTo(minute(9));
    }

    @Test
    void aScheduledBlockIsAGrantOfNothingAndAnActivationOfAll() {
        given().grant(credits(10).from(minute(5))).expectBooked("grant 0 [1:0]").expectEvents("credit.granted")
                .expectBalance(0)
                .at(minute(5)).adjust(1).expectBooked("activate +10 [1:10]", "adjust +1 [2:1]").expectBalance(11);
    }

    @Test
    void aScheduledBlockCanBeSpentFromItsVeryInstant() {
        Scenario scenario = given().grants(credits(10).from(minute(5)));

        scenario.at(minute(5).minusMillis(1)).use("e1", 1).expectRefused(ProblemType.INSUFFICIENT_CREDITS);
        scenario.at(minute(5)).use("e2", 1).expectBooked("activate +10 [1:10]", "usage -1 [1:1]");
    }

    @Test
    void lifetimeEarnedCountsAScheduledBlockFromItsGrantAndOnce() {
        Scenario scenario = given().grants(credits(10).from(minute(5)));
        assertThat(scenario.figures().lifetimeEarned()).isEqualTo(10);

        scenario.at(minute(6)).adjust(5);
        assertThat(scenario.figures().lifetimeEarned()).isEqualTo(15);
    }

    @Test
    void atOneInstantBlocksExpireBeforeOthersTakeEffect() {
        given().grants(credits(20).from(minute(5)), credits(10).until(minute(5)))
                .at(minute(5)).use("e", 1)
                .expectBooked("expire -10 [2:10]", "activate +20 [1:20]", "usage -1 [1:1]");
    }

    @Test
    void tiesGoByCreation() {
        given().grants(credits(1).until(minute(5)).priority(9), credits(2).until(minute(5)),
                credits(3).from(minute(5)).priority(9), credits(4).from(minute(5)))
                .at(minute(5)).adjust(9).expectBooked("expire -1 [1:1]", "expire -2 [2:2]", "activate +3 [3:3]",
                        "activate +4 [4:4]", "adjust +9 [5:9]");
    }

    @Test
    void aBlockThatBeganAndEndedUnseenDidBothInItsPlace() {
        given().grants(credits(10).from(minute(2)).until(minute(4)), credits(20).until(minute(3)),
                credits(30).until(minute(5)))
                .at(minute(9)).adjust(1).expectBooked("activate +10 [1:10]", "expire -20 [2:20]", "expire -10 [1:10]",
                        "expire -30 [3:30]", "adjust +1 [4:1]")
                .expectOccurred(minute(2), minute(3), minute(4), minute(5), minute(9));
    }

    @Test
    void secondsToLiveCountFromWhenTheBlockTakesEffect() {
        given().grants(credits(10).from(minute(5)).lasting(Duration.ofMinutes(2)))
                .at(minute(7)).adjust(1).expectBooked("activate +10 [1:10]", "expire -10 [1:10]", "adjust +1 [2:1]")
                .expectOccurred(minute(5), minute(7), minute(7));
    }

    @Test
    void aBlockCannotHaveTakenEffectBeforeItWasBooked() {
        Scenario scenario = given().at(minute(5)).grant(credits(10).from(minute(1)).lasting(Duration.ofMinutes(2)))
                .expectBooked("grant +10 [1:10]");

        assertThat(scenario.history().block(1).effectiveAt()).isEqualTo(minute(5));
        assertThat(scenario.history().block(1).expiresAt()).contains(minute(7));
    }

    @Test
    void aScheduledBlockThatIsVoidedNeverTakesEffect() {
        given().grants(credits(10).from(minute(5))).voidBlock(1).expectBooked("void 0 [1:0]")
                .at(minute(9)).adjust(1).expectBooked("adjust +1 [2:1]");
    }

    @Test
    void aRefusedCommandStillBooksWhatIsDue() {
        given().grants(credits(10).until(minute(5)))
                .at(minute(9)).voidBlock(1).expectRefused(ProblemType.BLOCK_NOT_ACTIVE, "block_status", "expired")
                .expectBooked("expire -10 [1:10]");
    }

    @Test
    void aRepeatedCommandBooksNothingNotEvenWhatIsDue() {
        given().grants(credits(10).until(minute(5))).use("e", 1)
                .at(minute(9)).use("e", 1).expectOutcome(new Outcome.UsageChargedBefore(2)).expectNothingChanged();
    }

    @Test
    void timeNeverGoesBackWhenTheBrokersClockDoes() {
        given().at(minute(10)).grants(credits(10).until(minute(20)))
                .at(minute(7)).use("e", 1).expectBooked("usage -1 [1:1]").expectOccurred(minute(10));
    }

    @Test
    void timeNeverGoesBackBehindADecisionThatWasRefusedAfterDueProcessing() {
        Scenario scenario = given().grants(credits(10).until(minute(5)))
                .at(minute(9)).use("e1", 99).expectRefused(ProblemType.INSUFFICIENT_CREDITS);

        scenario.at(minute(7)).grant(credits(1)).expectOccurred(minute(9));
    }

    @Test
    void aBlockThatExpiredStaysExpiredWhenTheBrokersClockStepsBack() {
        given().grants(credits(10).until(minute(5))).at(minute(5)).use("e1", 1)
                .expectRefused(ProblemType.INSUFFICIENT_CREDITS)
                .at(minute(4)).use("e2", 1).expectRefused(ProblemType.INSUFFICIENT_CREDITS);
    }

    @Test
    void anActivationRepaysOverageAtItsInstant() {
        given().policy(OveragePolicy.ALLOW, Optional.empty()).grants(credits(10).from(minute(5)).until(minute(8)))
                .use("e", 4).expectBooked("usage -4 [over:4]")
                .at(minute(9)).adjust(1)
                .expectBooked("activate +10 [1:10] repaid [1:4]", "expire -6 [1:6]", "adjust +1 [2:1]");
    }

    @Test
    void anActivationThatOverageSwallowsWholeLeavesNothingToExpire() {
        given().policy(OveragePolicy.ALLOW, Optional.empty()).grants(credits(10).from(minute(5)).until(minute(8)))
                .use("e", 14)
                .at(minute(9)).adjust(1)
                .expectBooked("activate +10 [1:10] repaid [1:10]", "adjust +1 [2:1] repaid [2:1]").expectBalance(-3);
    }

    /** Ending n blocks reads n rows, not n²: ten thousand that end together must not hold up a partition. */
    @Test
    void endingManyBlocksReadsEachOfThemAFewTimes() {
        int blocks = 10_000;
        Scenario scenario = given().grantsUnaudited(blocks, credits(1).until(minute(5)));
        int before = scenario.state().rowsRead();

        ProjectedAccount.reading(scenario.account(), minute(5), scenario.environmentConfig(), 2 * blocks);

        assertThat(scenario.state().rowsRead() - before).isLessThan(9 * blocks);
    }

    @Test
    void refusesABlockThatEndsBeforeItBegins() {
        given().grant(credits(1).from(minute(5)).until(minute(5))).expectRefused(ProblemType.TIMESTAMP_OUT_OF_RANGE)
                .grant(credits(1).until(minute(0))).expectRefused(ProblemType.TIMESTAMP_OUT_OF_RANGE)
                .expectBooked();
    }

    @Test
    void refusesABlockThatEndsBeyondTheYears() {
        for (long seconds : new long[] {253_402_300_800L, Long.MAX_VALUE}) {
            Credits tooLong = credits(1).lasting(Duration.ofSeconds(seconds));
            given().grant(tooLong).expectRefused(ProblemType.TIMESTAMP_OUT_OF_RANGE);
        }
    }
}
