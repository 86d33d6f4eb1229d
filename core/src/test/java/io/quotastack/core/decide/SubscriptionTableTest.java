package io.quotastack.core.decide;

import static io.quotastack.core.plan.Interval.MONTH;
import static io.quotastack.core.scenario.Offer.every;
import static io.quotastack.core.scenario.Scenario.START;
import static io.quotastack.core.scenario.Scenario.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import io.quotastack.core.command.Command;
import io.quotastack.core.decide.booking.Outcome;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.scenario.Scenario;
import io.quotastack.core.subscription.SubscriptionStatus;

/**
 * CONTRACT 9: every status and every command, and what comes of it. A way that is not drawn ({@code -}) is 409
 * {@code subscription-state} with the status that it is in.
 */
class SubscriptionTableTest {

    private static final String TABLE = """
            from      | renew     activate  cancel    cancel_end uncancel  pause     resume    change    change_end
            scheduled | -         -         canceled  canceled   -         -         -         -         -
            trialing  | -         active    canceled  trialing   -         -         -         trialing  -
            active    | -         -         canceled  active     -         paused    -         active    active
            due       | active    -         canceled  active     -         paused    -         active    active
            renewed   | -         -         canceled  active     -         paused    -         active    active
            ending    | -         -         canceled  active     active    paused    -         active    active
            overdue   | active    -         canceled  canceled   -         -         -         -         overdue
            paused    | -         -         canceled  paused     -         -         active    -         -
            expired   | -         -         -         -          -         -         -         -         -
            canceled  | -         -         -         -          -         -         -         -         -
            """;

    private static final Instant PERIOD_END = Instant.parse("2026-02-28T12:00:00Z");

    @TestFactory
    Stream<DynamicTest> eachCommandInEachStatus() {
        List<String> lines = TABLE.lines().toList();
        List<String> commands = words(lines.getFirst().substring(lines.getFirst().indexOf('|') + 1));
        List<DynamicTest> tests = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String from = line.substring(0, line.indexOf('|')).strip();
            List<String> expected = words(line.substring(line.indexOf('|') + 1));
            assertThat(expected).hasSameSizeAs(commands);
            for (int i = 0; i < commands.size(); i++) {
                String command = commands.get(i);
                String to = expected.get(i);
                tests.add(DynamicTest.dynamicTest(from + " " + command + " → " + to, () -> check(from, command, to)));
            }
        }
        return tests.stream();
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.strip().split(" +")).toList();
    }

    private static void check(String from, String command, String to) {
        Scenario scenario = in(from);
        SubscriptionStatus before = status(scenario);

        scenario.decide(command(command));

        if (to.equals("-")) {
            scenario.expectRefused(ProblemType.SUBSCRIPTION_STATE, "subscription_status", before.text())
                    .expectBooked();
            assertThat(status(scenario)).isEqualTo(before);
        } else {
            scenario.expectOutcome(Outcome.SubscriptionWritten.class);
            assertThat(status(scenario).text()).isEqualTo(to);
        }
    }

    private static SubscriptionStatus status(Scenario scenario) {
        return scenario.state().endOfSubscription(1)
                .orElseGet(() -> scenario.state().subscription().orElseThrow().status());
    }

    private static Scenario in(String situation) {
        Scenario scenario = given().plan("q", every(MONTH).granting(7).terms(), Map.of());
        Scenario subscribed = switch (situation) {
            case "scheduled" -> scenario.plan("p", every(MONTH).terms(), Map.of()).subscribe("p",
                    START.plus(Duration.ofDays(1)), 0);
            case "trialing" -> scenario.plan("p", every(MONTH).days(10, 3, 3).terms(), Map.of()).subscribe("p");
            default -> scenario.plan("p", every(MONTH).terms(), Map.of()).subscribe("p");
        };
        return switch (situation) {
            case "due" -> subscribed.at(PERIOD_END.minus(Duration.ofDays(1))).tick();
            case "renewed" -> subscribed.at(PERIOD_END.minus(Duration.ofDays(1))).renew();
            case "ending" -> subscribed.decide(new Command.CancelSubscription(1, true));
            case "overdue" -> subscribed.at(PERIOD_END).tick();
            case "paused" -> subscribed.decide(new Command.PauseSubscription(1));
            case "expired" -> subscribed.at(PERIOD_END.plus(Duration.ofDays(3))).tick();
            case "canceled" -> subscribed.decide(new Command.CancelSubscription(1, false));
            default -> subscribed;
        };
    }

    private static Command command(String name) {
        return switch (name) {
            case "renew" -> new Command.RenewSubscription(1, Optional.empty(), Optional.empty(), Optional.empty());
            case "activate" -> new Command.ActivateSubscription(1);
            case "cancel" -> new Command.CancelSubscription(1, false);
            case "cancel_end" -> new Command.CancelSubscription(1, true);
            case "uncancel" -> new Command.UncancelSubscription(1);
            case "pause" -> new Command.PauseSubscription(1);
            case "resume" -> new Command.ResumeSubscription(1);
            case "change" -> new Command.ChangeSubscription(1, "q", true, true);
            case "change_end" -> new Command.ChangeSubscription(1, "q", false, false);
            default -> throw new IllegalArgumentException(name);
        };
    }
}
