package io.quotastack.core.decide;

import static io.quotastack.core.scenario.Credits.credits;
import static io.quotastack.core.scenario.Scenario.METRIC;
import static io.quotastack.core.scenario.Scenario.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.quotastack.core.command.Command.RecordUsage;
import io.quotastack.core.decide.booking.Decision;
import io.quotastack.core.decide.booking.Outcome;
import io.quotastack.core.plan.Interval;
import io.quotastack.core.scenario.Offer;
import io.quotastack.core.scenario.Scenario;
import io.quotastack.core.scenario.WatchedState;

/** What a charge costs: the rows that it asks the state for. */
class RowsOfAChargeTest {

    @Test
    void aChargeReadsEachRowOnce() {
        Scenario scenario = given().plan("p", Offer.every(Interval.MONTH).postpaid().terms(), Map.of()).subscribe("p")
                .grants(credits(10));
        var watched = new WatchedState(scenario.account());

        charge(scenario, watched);

        assertThat(watched.reads()).isEqualTo(Map.of("an account", 1, "a customer", 1, "a live subscription", 1,
                "a charged event", 1, "an answer", 2, "a tier counter", 2, "a block balance", 1, "the terms of a block",
                1,
                "the usage of a period", 1));
    }

    @Test
    void aChargeWithoutASubscriptionReadsNone() {
        Scenario scenario = given().grants(credits(10));
        var watched = new WatchedState(scenario.account());

        charge(scenario, watched);

        assertThat(watched.reads())
                .isEqualTo(Map.of("an account", 1, "a customer", 1, "a charged event", 1, "an answer", 2,
                        "a tier counter", 1, "a block balance", 1, "the terms of a block", 1));
    }

    /** Nothing of it is kept. */
    private static void charge(Scenario scenario, WatchedState watched) {
        var event = Scenario.event("never seen before", METRIC, 3);
        Decision decision = CommandDecider.decide(watched, scenario.keyed(event.eventId(),
                new RecordUsage(event, Optional.empty(), false, Optional.empty())), scenario.now(),
                scenario.config());
        assertThat(decision.outcome()).isInstanceOf(Outcome.UsageCharged.class);
    }
}
