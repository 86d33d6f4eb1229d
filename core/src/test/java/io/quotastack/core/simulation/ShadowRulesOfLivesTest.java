package io.quotastack.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

import io.quotastack.core.metering.MeteringRule;
import io.quotastack.core.metering.Metric;
import io.quotastack.core.metering.RuleTarget;
import io.quotastack.core.metering.Rules;
import io.quotastack.core.scenario.RandomHistories;
import io.quotastack.core.scenario.Scenario;

/**
 * Goal: nothing that is decided looks at shadow rules. Method: random lives twice, from one seed, without and with shadow rules
 * of all metrics; the ledgers, with their hashes, and all events are the same.
 */
class ShadowRulesOfLivesTest {

    private static final int HISTORIES = 30;
    private static final int COMMANDS = 150;

    private final RandomHistories histories;

    ShadowRulesOfLivesTest(TestReporter reporter) {
        histories = new RandomHistories(reporter);
    }

    @Test
    void chargeTheSame() {
        histories.check(HISTORIES, random -> {
            long seed = random.nextLong();

            Scenario without = life(seed, false);
            Scenario with = life(seed, true);

            assertThat(with.history().entries()).isEqualTo(without.history().entries());
            assertThat(with.history().events()).isEqualTo(without.history().events());
        });
    }

    private static Scenario life(long seed, boolean shadows) {
        var lives = new RandomPricedLives(new Random(seed));
        Scenario scenario = lives.given();
        if (shadows) {
            List.copyOf(scenario.environmentConfig().metrics().values())
                    .forEach(metric -> scenario.metric(withShadows(metric, new Random(seed))));
        }
        for (int i = 0; i < COMMANDS; i++) {
            scenario.at(lives.timeAfter(scenario.now())).decide(lives.next(scenario));
        }
        return scenario;
    }

    private static Metric withShadows(Metric metric, Random random) {
        var prices = new RandomPrices(random);
        List<MeteringRule> rules = new ArrayList<>(metric.rules().all());
        for (Optional<RuleTarget> target : RandomPricedLives.targets()) {
            Instant effectiveAt = Scenario.START.plus(Duration.ofHours(random.nextInt(10_000)));
            RandomPrices.Prices some = prices.forMetric(metric.dimensions().names());
            rules.add(new MeteringRule("shadow-" + rules.size(), metric.key(), rules.size() + 1, some.own(),
                    some.list(), Optional.of(new RuleTarget.Shadow(target)), effectiveAt, effectiveAt,
                    Optional.empty()));
        }
        return metric.withRules(Rules.of(rules));
    }
}
