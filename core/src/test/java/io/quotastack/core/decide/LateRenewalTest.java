package io.quotastack.core.decide;

import static io.quotastack.core.plan.Interval.DAY;
import static io.quotastack.core.plan.Interval.MONTH;
import static io.quotastack.core.scenario.Offer.every;
import static io.quotastack.core.scenario.Scenario.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.quotastack.core.command.Command;
import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.plan.Cadence;
import io.quotastack.core.plan.CreditGrantTerms;
import io.quotastack.core.plan.GrantExpiry;
import io.quotastack.core.plan.Rollover;
import io.quotastack.core.scenario.Offer;
import io.quotastack.core.scenario.Scenario;

/**
 * CONTRACT 9: grace lengthens the lives of blocks and shortens none. The first period ends on Feb 28 at noon, grace on
 * Mar 3.
 */
class LateRenewalTest {

    private static final Instant FEB_END = Instant.parse("2026-02-28T12:00:00Z");
    private static final Instant GRACE_END = FEB_END.plus(Duration.ofDays(3));

    /** Points on days 0, 5, 10 … 25: the last block lives to day 30, two days beyond the period's end. */
    private static final Instant CADENCE_END = Instant.parse("2026-03-02T12:00:00Z");

    @Test
    void aBlockThatEndsInGraceLivesUntilGraceEnds() {
        Scenario scenario = everyFiveDays().at(FEB_END).tick();
        assertThat(endOf(scenario, 6)).contains(GRACE_END);
        scenario.at(GRACE_END).tick();
        scenario.expectLeft(6, 0).expectBalance(0);
    }

    @Test
    void aLateRenewalLeavesABlockTheEndItWouldHaveHadInTime() {
        Scenario inTime = everyFiveDays().at(FEB_END.minusSeconds(60)).renew().at(FEB_END.plusSeconds(3_600)).tick();
        Scenario late = everyFiveDays().at(FEB_END.plusSeconds(3_600)).tick().renew();
        assertThat(endOf(late, 6)).isEqualTo(endOf(inTime, 6)).contains(CADENCE_END);
        assertThat(late.figures().balance()).isEqualTo(inTime.figures().balance());
        late.at(CADENCE_END).tick();
        inTime.at(CADENCE_END).tick();
        assertThat(late.figures().balance()).isEqualTo(inTime.figures().balance());
    }

    @Test
    void whatGraceAloneKeptAliveEndsAndRollsOverWithTheRenewal() {
        everyFiveDays().at(GRACE_END.minusSeconds(60)).tick().renew().expectBooked("rollover 0 [6:5 7:5]",
                "grant +10 [8:10]", "expire -5 [6:5]");
    }

    @Test
    void aCancellationInGraceEndsWhatGraceKeptAlive() {
        everyFiveDays().at(GRACE_END.minusSeconds(60)).tick().decide(new Command.CancelSubscription(1, false))
                .expectBooked("expire -10 [6:10]").expectBalance(0);
    }

    @Test
    void whatIsNoPeriodBlockKeepsItsEndThroughGrace() {
        Scenario scenario = given()
                .plan("p", every(MONTH).granting(grant(10, new GrantExpiry.Never(), Rollover.NONE))
                        .granting(grant(20, new GrantExpiry.After(Duration.ofDays(29).toSeconds()), Rollover.NONE))
                        .terms(), Map.of())
                .subscribe("p").at(FEB_END.plusSeconds(60)).tick();
        assertThat(scenario.state().terms(1).orElseThrow().expiresAt()).isEmpty();
        assertThat(endOf(scenario, 2)).contains(FEB_END.plus(Duration.ofDays(1)));
        scenario.at(GRACE_END.minusSeconds(1)).tick().expectBooked("expire -20 [2:20]").renew()
                .expectBooked("grant +10 [3:10]", "grant +20 [4:20]").expectBalance(40);
    }

    private static Scenario everyFiveDays() {
        Offer offer = every(MONTH).granting(new CreditGrantTerms(10, Optional.of(new Cadence(DAY, 5)),
                new GrantExpiry.CadenceEnd(), 0, new Rollover(50, Optional.empty()), false));
        return given().plan("p", offer.terms(), Map.of()).subscribe("p");
    }

    private static CreditGrantTerms grant(long credits, GrantExpiry expiry, Rollover rollover) {
        return new CreditGrantTerms(credits, Optional.empty(), expiry, 0, rollover, false);
    }

    private static Optional<Instant> endOf(Scenario scenario, long block) {
        return scenario.state().terms(block).flatMap(BlockTerms::expiresAt);
    }
}
