package io.quotastack.core.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

import io.quotastack.core.command.Command;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.decide.booking.Outcome;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.ledger.PricedLine;
import io.quotastack.core.metering.MeteringRule;
import io.quotastack.core.metering.Price;
import io.quotastack.core.metering.Price.Scope;
import io.quotastack.core.metering.Price.TierMode;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.scenario.InMemoryAccount.Folded;
import io.quotastack.core.scenario.RandomCommands;
import io.quotastack.core.scenario.RandomHistories;
import io.quotastack.core.scenario.Scenario;
import io.quotastack.core.usage.UsageEvent;
import io.quotastack.core.usage.UsageLine;
import io.quotastack.core.usage.UsageLines;

/**
 * Goal: lines are charged as events of their own would be, but all or none. Method: two customers with one and the same
 * random past; the one is charged lines, the other each line by itself, and both are given all back.
 */
class RandomLinesTest {

    private static final int HISTORIES = 150;
    private static final int COMMANDS = 40;

    private final RandomHistories histories;

    RandomLinesTest(TestReporter reporter) {
        histories = new RandomHistories(reporter);
    }

    @Test
    void linesThatAllFitCostAndCountAsEventsOneAfterTheOtherAndAVoidGivesAllBack() {
        var charged = new int[2];
        histories.check(HISTORIES, random -> {
            Twins twins = new Twins(random);
            List<UsageLine> lines = linesThatCountApart(twins.commands, twins.together, random);
            Folded before = twins.together.state().folded();

            twins.together.use(event(lines));

            List<Outcome> apart = lines.stream().map(line -> twins.apart.use("line-" + twins.named++,
                    line.metricKey(), line.units()).last().outcome()).toList();
            if (twins.together.last().outcome() instanceof Outcome.UsageCharged(LedgerEntry entry)) {
                assertThat(apart).allMatch(Outcome.UsageCharged.class::isInstance);
                assertThat(entry.usage().orElseThrow().lines()).extracting(PricedLine::cost)
                        .containsExactlyElementsOf(apart.stream().map(RandomLinesTest::cost).toList());
                assertThat(twins.together.state().folded().withoutLedger())
                        .isEqualTo(twins.apart.state().folded().withoutLedger());
                twins.together.voidUsage("lines");
                // The last first: what an earlier one gives back would pay the overage of those behind it.
                for (int i = lines.size() - 1; i >= 0; i--) {
                    twins.apart.voidUsage("line-" + i);
                }
                assertThat(twins.together.state().folded().withoutLedger())
                        .isEqualTo(twins.apart.state().folded().withoutLedger());
                assertThat(twins.together.state().folded().blockBalances()).isEqualTo(before.blockBalances());
                assertThat(twins.together.state().folded().balance()).isEqualTo(before.balance());
                charged[0]++;
            } else {
                assertThat(apart).anyMatch(Outcome.Refused.class::isInstance);
                assertThat(twins.together.last().entries()).isEmpty();
                charged[1]++;
            }
        });
        assertThat(charged[0]).as("some are charged").isPositive();
        assertThat(charged[1]).as("some are refused").isPositive();
    }

    /** Whatever lines they are: of one metric they are charged what the units of all would be in one event. */
    @Test
    void linesOfOneMetricCostAsMuchAsTheirSum() {
        histories.check(HISTORIES, random -> {
            Twins twins = new Twins(random);
            String metric = twins.commands.metric();
            List<UsageLine> lines = new ArrayList<>();
            for (int i = 1 + random.nextInt(5); i > 0; i--) {
                lines.add(Scenario.line(metric, random.nextInt(9)));
            }

            twins.together.use(event(lines));
            twins.apart.use("sum", metric, lines.stream().mapToLong(UsageLine::units).sum());

            if (!falls(twins.together, metric)) {
                assertThat(twins.together.state().folded().withoutLedger())
                        .isEqualTo(twins.apart.state().folded().withoutLedger());
                assertThat(refusal(twins.together)).isEqualTo(refusal(twins.apart));
            }
        });
    }

    @Test
    void heldLinesCostAsMuchToCommitAsToCharge() {
        histories.check(HISTORIES, random -> {
            Twins twins = new Twins(random);
            List<UsageLine> lines = anyLines(twins.commands, random);
            twins.together.reserveLines(5, lines.toArray(UsageLine[]::new));
            if (twins.together.last().outcome() instanceof Outcome.Reserved reserved) {
                twins.together.commitLines(reserved.reservation().ordinal(), lines.toArray(UsageLine[]::new));
            }
            twins.apart.use(event(lines));

            assertThat(refusal(twins.together)).isEqualTo(refusal(twins.apart));
            if (twins.apart.last().outcome() instanceof Outcome.UsageCharged(LedgerEntry entry)) {
                LedgerEntry commit = twins.together.last().entries().getFirst();
                assertThat(commit.delta()).isEqualTo(entry.delta());
                assertThat(commit.usage().orElseThrow().priced()).isEqualTo(entry.usage().orElseThrow().priced());
                assertThat(commit.context().lineUnitsBefore()).isEqualTo(entry.context().lineUnitsBefore());
                assertThat(twins.together.state().folded().tierUnits())
                        .isEqualTo(twins.apart.state().folded().tierUnits());
            }
        });
    }

    private static UsageEvent event(List<UsageLine> lines) {
        return new UsageEvent("lines", UsageLines.itemized(lines), Optional.empty(), Map.of(), Optional.empty());
    }

    private static long cost(Outcome outcome) {
        return outcome instanceof Outcome.UsageCharged(LedgerEntry entry) ? -entry.delta() : -1;
    }

    private static Optional<ProblemType> refusal(Scenario scenario) {
        return scenario.last().outcome() instanceof Outcome.Refused(var problem)
                ? Optional.of(problem.type())
                : Optional.empty();
    }

    private static List<UsageLine> anyLines(RandomCommands commands, Random random) {
        List<UsageLine> lines = new ArrayList<>();
        for (int i = 1 + random.nextInt(6); i > 0; i--) {
            lines.add(Scenario.line(commands.metric(), commands.units()));
        }
        return lines;
    }

    /** Lines of one metric count on within the event; where its price counts an event, events would not. */
    private static List<UsageLine> linesThatCountApart(RandomCommands commands, Scenario scenario, Random random) {
        Set<String> seen = new HashSet<>();
        return anyLines(commands, random).stream().filter(line -> seen.add(line.metricKey())
                || scenario.environmentConfig().metric(line.metricKey())
                        .flatMap(metric -> metric.ruleInForceAt(scenario.now()))
                        .flatMap(MeteringRule::price).filter(price -> price.scope() == Scope.MONTH).isPresent())
                .map(line -> Scenario.line(line.metricKey(), Math.min(line.units(), 1_000))).toList();
    }

    /** Whether a total of the price can cost less than a smaller one: then a line costs nothing, which a sum does not tell. */
    private static boolean falls(Scenario scenario, String metric) {
        return scenario.environmentConfig().metric(metric).flatMap(of -> of.ruleInForceAt(scenario.now()))
                .flatMap(MeteringRule::price).filter(price -> price instanceof Price.Tiered tiered
                        && tiered.mode() == TierMode.VOLUME)
                .isPresent();
    }

    /** Two customers with the same past. */
    private static final class Twins {

        private final RandomCommands commands;
        private final Scenario together;
        private final Scenario apart;
        private int named;

        Twins(Random random) {
            commands = new RandomCommands(random);
            together = commands.given();
            apart = commands.given();
            for (int i = 0; i < COMMANDS; i++) {
                CommandEnvelope command = commands.next(together);
                Instant time = commands.timeAfter(together.now());
                together.at(time).decide(command);
                apart.at(time).decide(command);
            }
            // Nothing falls due in what comes now.
            together.decide(together.keyless(new Command.Tick()));
            apart.decide(apart.keyless(new Command.Tick()));
        }
    }
}
