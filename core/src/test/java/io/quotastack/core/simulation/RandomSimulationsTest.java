package io.quotastack.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.metering.Metric;
import io.quotastack.core.metering.RuleTarget;
import io.quotastack.core.metering.RuleTarget.Subscribed;
import io.quotastack.core.scenario.RandomCommands;
import io.quotastack.core.scenario.RandomHistories;
import io.quotastack.core.scenario.RandomSubscriptions;
import io.quotastack.core.scenario.Scenario;
import io.quotastack.core.simulation.ProposedRules.Proposed;
import io.quotastack.core.subscription.Phase;
import io.quotastack.core.subscription.Subscription;

/**
 * Goal: simulated costs are exact. Method: random histories with holds, voids, lines, tiers, price lists, subscriptions and
 * their rules; by the rules that were in force the cost now is the ledger's, and by others it is that of a model which counts
 * each charge's units before it from what the events said.
 */
class RandomSimulationsTest {

    private static final int HISTORIES = 40;
    private static final int COMMANDS = 200;

    private final RandomHistories histories;

    RandomSimulationsTest(TestReporter reporter) {
        histories = new RandomHistories(reporter);
    }

    /** @param subscribed what the customer was subscribed to when entries were decided, by their sequences */
    private record Lived(Scenario scenario, Map<Long, Optional<Subscribed>> subscribed) {}

    @Test
    void theRulesInForceGiveWhatWasCharged() {
        histories.check(HISTORIES, random -> {
            Lived lived = history(random);
            List<Proposed> inForce = metrics(lived.scenario()).values().stream()
                    .flatMap(metric -> SimulationModel.inForce(metric).stream()).toList();
            for (int i = 0; i < 5; i++) {
                SimulatedTime time = time(lived.scenario(), random);

                SimulatedCustomer simulated = simulate(lived, time, inForce);

                assertThat(simulated.usage()).isEqualTo(
                        new SimulationModel(lived.scenario(), lived.subscribed(), time, inForce).charged());
                assertThat(simulated.wouldRunOutAt()).isEqualTo(simulated.ranOutAt());
            }
        });
    }

    @Test
    void otherRulesGiveWhatTheyWouldHaveCharged() {
        histories.check(HISTORIES, random -> {
            Lived lived = history(random);
            for (int i = 0; i < 5; i++) {
                SimulatedTime time = time(lived.scenario(), random);
                List<Proposed> rules = rules(lived.scenario(), random);

                SimulatedCustomer simulated = simulate(lived, time, rules);

                var model = new SimulationModel(lived.scenario(), lived.subscribed(), time, rules);
                assertThat(simulated.usage()).isEqualTo(model.usage());
                assertThat(simulated.wouldRunOutAt()).isEqualTo(model.runOut());
            }
        });
    }

    @Test
    void theEventsOfSubscriptionsTellWhatEachEntryWasDecidedUnder() {
        histories.check(HISTORIES, random -> {
            Lived lived = history(random);
            SubscribedTimes told = Folded.subscribed(lived.scenario());

            for (LedgerEntry charge : SimulationModel.charges(lived.scenario().history().entries())) {
                assertThat(told.at(charge)).as("at entry " + charge.sequence())
                        .isEqualTo(lived.subscribed().get(charge.sequence()));
            }
        });
    }

    private static SimulatedCustomer simulate(Lived lived, SimulatedTime time, List<Proposed> rules) {
        return Folded.simulate(lived.scenario(), time, ProposedRules.of(rules, metrics(lived.scenario())));
    }

    private static Map<String, Metric> metrics(Scenario scenario) {
        return scenario.environmentConfig().metrics();
    }

    private static Lived history(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> {
                var commands = new RandomCommands(random);
                yield lived(commands.given(), commands::timeAfter, commands::next);
            }
            case 1 -> {
                var lives = new RandomSubscriptions(random);
                yield lived(lives.given(), lives::timeAfter, lives::next);
            }
            default -> {
                var lives = new RandomPricedLives(random);
                yield lived(lives.given(), lives::timeAfter, lives::next);
            }
        };
    }

    private static Lived lived(Scenario scenario, UnaryOperator<Instant> timeAfter,
            Function<Scenario, CommandEnvelope> next) {
        Map<Long, Optional<Subscribed>> subscribed = new HashMap<>();
        for (int i = 0; i < COMMANDS; i++) {
            int before = scenario.history().entries().size();
            scenario.at(timeAfter.apply(scenario.now())).decide(next.apply(scenario));
            List<LedgerEntry> entries = scenario.history().entries();
            entries.subList(before, entries.size())
                    .forEach(entry -> subscribed.put(entry.sequence(), subscribed(scenario)));
        }
        return new Lived(scenario, subscribed);
    }

    /** As the account says: commands that charge change no subscription. */
    private static Optional<Subscribed> subscribed(Scenario scenario) {
        return scenario.account().subscription().filter(live -> !(live.phase() instanceof Phase.Scheduled))
                .map(RandomSimulationsTest::subscribed);
    }

    private static Subscribed subscribed(Subscription live) {
        return Subscribed.to(live.planId(), live.variant().variantId());
    }

    /** Anywhere from a month before the first charge on. */
    private static SimulatedTime time(Scenario scenario, Random random) {
        Instant first = Scenario.START.minus(Duration.ofDays(35));
        long hours = Duration.between(first, scenario.now()).toHours() + 2;
        Instant from = first.plus(Duration.ofHours(random.nextLong(hours)));
        return new SimulatedTime(from, from.plus(Duration.ofHours(1 + random.nextInt(366 * 24))));
    }

    /** Of some metrics, for some targets, from some times on. */
    private static List<Proposed> rules(Scenario scenario, Random random) {
        var prices = new RandomPrices(random);
        var rules = new ArrayList<Proposed>();
        for (Metric metric : metrics(scenario).values()) {
            for (Optional<RuleTarget> target : RandomPricedLives.targets()) {
                for (int i = Math.max(0, random.nextInt(5) - 2); i > 0; i--) {
                    Optional<Instant> effectiveAt = random.nextBoolean()
                            ? Optional.of(Scenario.START.plus(Duration.ofHours(random.nextInt(10_000))))
                            : Optional.empty();
                    if (rules.stream().noneMatch(rule -> rule.metricKey().equals(metric.key())
                            && rule.target().equals(target) && rule.effectiveAt().equals(effectiveAt))) {
                        RandomPrices.Prices some = prices.forMetric(metric.dimensions().names());
                        rules.add(new Proposed(metric.key(), some.own(), some.list(), target, effectiveAt));
                    }
                }
            }
        }
        return rules;
    }
}
