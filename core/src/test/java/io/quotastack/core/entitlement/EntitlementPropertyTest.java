package io.quotastack.core.entitlement;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

import io.quotastack.core.command.Command.RecordUsage;
import io.quotastack.core.decide.CommandDecider;
import io.quotastack.core.decide.Outcome;
import io.quotastack.core.entitlement.Entitlement.Reason;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.scenario.RandomCommands;
import io.quotastack.core.scenario.RandomHistories;
import io.quotastack.core.scenario.Scenario;
import io.quotastack.core.usage.UsageEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** A check says yes exactly when a charge at that instant would be booked; anywhere in random histories, due or not. */
class EntitlementPropertyTest {

    private static final int HISTORIES = 100;
    private static final int COMMANDS = 150;

    @Test
    void whatIsAllowedIsChargedAndWhatIsNotIsRefusedForTheReasonNamed(TestReporter reporter) {
        new RandomHistories(reporter).check(HISTORIES, random -> {
            var commands = new RandomCommands(random);
            Scenario scenario = commands.given();
            for (int i = 0; i < COMMANDS; i++) {
                scenario.at(commands.timeAfter(scenario.now())).decide(commands.next(scenario));
                Instant later = commands.timeAfter(scenario.now());
                EntitlementCheck.of(scenario.account(), scenario.world(), later)
                        .flatMap(check -> check.check(commands.metric(), commands.units()))
                        .ifPresent(answer -> compare(answer, scenario, later, random));
            }
        });
    }

    private static void compare(Entitlement answer, Scenario scenario, Instant now, Random random) {
        Outcome outcome = charge(scenario, now, answer.metricKey(), answer.units());
        switch (outcome) {
            case Outcome.UsageCharged(LedgerEntry entry) -> {
                assertThat(answer.allowed()).as("%s was charged", answer).isTrue();
                assertThat(answer.estimatedCost()).contains(-entry.delta());
                assertThat(answer.balanceAfter()).contains(entry.balanceAfter() - entry.reservedAfter());
            }
            case Outcome.Refused(Problem problem) -> assertThat(answer.reason())
                    .as("%s was refused: %s", answer, problem)
                    .contains(reason(problem.type()));
            default -> throw new AssertionError("not the answer to an event: " + outcome);
        }
        if (!answer.reason().equals(Optional.of(Reason.METRIC_NOT_PRICED))) {
            compareAffordable(answer, scenario, now, random);
        }
    }

    private static void compareAffordable(Entitlement answer, Scenario scenario, Instant now, Random random) {
        long most = answer.affordableUnits().orElse(UsageEvent.MAX_UNITS);
        if (most > 0) {
            assertThat(charge(scenario, now, answer.metricKey(), most)).as("%s affords as much", answer)
                    .isInstanceOf(Outcome.UsageCharged.class);
        }
        if (most < UsageEvent.MAX_UNITS) {
            for (long more : new long[] {most + 1, most + 1 + random.nextInt(50), UsageEvent.MAX_UNITS}) {
                assertThat(charge(scenario, now, answer.metricKey(), Math.min(more, UsageEvent.MAX_UNITS)))
                        .as("%s affords no more", answer).isInstanceOf(Outcome.Refused.class);
            }
        }
    }

    /** What a charge would come to; nothing of it is kept. */
    private static Outcome charge(Scenario scenario, Instant now, String metric, long units) {
        var event = new UsageEvent("never seen before", metric, units, Optional.empty(), Map.of());
        return CommandDecider.decide(scenario.state(),
                scenario.keyed(event.eventId(), new RecordUsage(event, Optional.empty(), false, Optional.empty())), now,
                scenario.config()).outcome();
    }

    private static Reason reason(ProblemType type) {
        if (type == ProblemType.METRIC_NOT_PRICED) {
            return Reason.METRIC_NOT_PRICED;
        }
        return type == ProblemType.SPEND_CAP_REACHED ? Reason.SPEND_CAP_REACHED : Reason.INSUFFICIENT_CREDITS;
    }
}
