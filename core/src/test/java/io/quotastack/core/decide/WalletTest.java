package io.quotastack.core.decide;

import static io.quotastack.core.scenario.Credits.credits;
import static io.quotastack.core.scenario.Scenario.given;
import static io.quotastack.core.scenario.Scenario.minute;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.quotastack.core.command.Command;
import io.quotastack.core.command.Command.TopUpOf;
import io.quotastack.core.credit.BlockSource;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.customer.SpendCap;
import io.quotastack.core.decide.booking.Outcome;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.scenario.Scenario;

/** CONTRACT 8: packages, payments and purchases. */
class WalletTest {

    @Test
    void aPackageGrantsWhatWasPaidForAndItsBonusAsAFreeBlock() {
        Scenario scenario = given().sells("pack", 40, 10, 99).buy(pack("pack", Optional.empty(), Optional.empty()))
                .expectBooked("grant +40 [1:40]", "grant +10 [2:10]").expectEvents("credit.granted", "credit.granted");
        assertThat(scenario.history().block(1).pricePaid()).contains(99L);
        assertThat(scenario.history().block(1).currency()).contains("EUR");
        assertThat(scenario.history().block(1).expiresAt()).contains(minute(60));
        assertThat(scenario.history().block(2).paid()).isFalse();
        assertThat(scenario.history().block(2).source()).isEqualTo(BlockSource.TOPUP);
    }

    @Test
    void aPackageThatIsNotSoldIsNotFound() {
        given().sells("pack", 40, 0, 99).buy(pack("other", Optional.empty(), Optional.empty()))
                .expectRefused(ProblemType.NOT_FOUND, "resource", "topup_package").expectNoCustomer();
    }

    @Test
    void whatARepeatedPaymentDoesNotSayIsWhatItWas() {
        given().sells("pack", 40, 0, 99).buy(pack("pack", Optional.empty(), Optional.of("pay")))
                .sells("pack", 40, 0, 120).buy(pack("pack", Optional.empty(), Optional.of("pay")))
                .expectOutcome(new Outcome.GrantedBefore(1)).buy(pack("pack", Optional.of(99L), Optional.of("pay")))
                .expectOutcome(new Outcome.GrantedBefore(1)).buy(pack("pack", Optional.of(120L), Optional.of("pay")))
                .expectRefused(ProblemType.PAYMENT_CONFLICT).buy(credits(40).paid(99).payment("pay"))
                .expectRefused(ProblemType.PAYMENT_CONFLICT);
    }

    @Test
    void aPurchaseDebitsTheWalletAndGrantsInOneStep() {
        Scenario scenario = given().grants(credits(100)).purchase(30, credits(500).priority(-5).until(minute(60)))
                .expectBooked("purchase -30 [1:30]", "grant +500 [2:500]")
                .expectEvents("credit.consumed", "credit.granted");
        assertThat(scenario.figures().lifetimeConsumed()).as("a purchase is no consumption").isZero();
        assertThat(scenario.figures().lifetimeEarned()).isEqualTo(600);
    }

    @Test
    void aPurchaseIsBothOrNeither() {
        given().grants(credits(100)).purchase(101, credits(500))
                .expectRefused(ProblemType.INSUFFICIENT_CREDITS, "required", 101L).expectBooked()
                .purchase(10, credits(500).until(minute(-1))).expectRefused(ProblemType.TIMESTAMP_OUT_OF_RANGE)
                .expectBooked().expectBalance(100);
    }

    @Test
    void aPurchaseForNothingIsAPurchase() {
        given().purchase(0, credits(5)).expectBooked("purchase 0 []", "grant +5 [1:5]");
    }

    @Test
    void purchasesDoNotCountForTheSpendCap() {
        given().grants(credits(100)).spendCap(10, SpendCap.Per.DAY).purchase(50, credits(5))
                .expectBooked("purchase -50 [1:50]", "grant +5 [2:5]").use("e", 10)
                .expectOutcome(Outcome.UsageCharged.class).use("f", 1).expectRefused(ProblemType.SPEND_CAP_REACHED);
    }

    @Test
    void whatAPurchaseTakesFromOverageItsGrantRepaysAtOnce() {
        given().policy(OveragePolicy.ALLOW, Optional.of(50L)).purchase(50, credits(70))
                .expectBooked("purchase -50 [over:50]", "grant +70 [1:70] repaid [1:50]").expectBalance(20);
    }

    private static Command.TopUp pack(String id, Optional<Long> price, Optional<String> payment) {
        return new Command.TopUp(new TopUpOf.SoldPackage(id), price, Optional.empty(), payment, Optional.empty(),
                Optional.empty(), Optional.empty(), Map.of());
    }
}
