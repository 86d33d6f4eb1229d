package io.quotastack.core.config.decide;

import static io.quotastack.core.config.decide.ConfigScenario.LIVE;
import static io.quotastack.core.config.decide.ConfigScenario.START;
import static io.quotastack.core.config.decide.ConfigScenario.TENANT;
import static io.quotastack.core.config.decide.ConfigScenario.key;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;

import org.junit.jupiter.api.Test;

import io.quotastack.core.config.Config;
import io.quotastack.core.config.ConfigChange;
import io.quotastack.core.config.ConfigCommand;
import io.quotastack.core.config.ConfigDecision;
import io.quotastack.core.config.NumberedChange;
import io.quotastack.core.metering.Dimensions;
import io.quotastack.core.metering.MeteringRule;
import io.quotastack.core.metering.Metric;
import io.quotastack.core.metering.Price;
import io.quotastack.core.metering.PriceEntry;
import io.quotastack.core.metering.PriceList;
import io.quotastack.core.metering.RuleTarget;
import io.quotastack.core.metering.When;
import io.quotastack.core.plan.Interval;
import io.quotastack.core.plan.Patch;
import io.quotastack.core.plan.PlanVariant;
import io.quotastack.core.plan.Plans;
import io.quotastack.core.plan.VariantTerms;

/** Random histories of commands, most of which meet what earlier ones made; a failure names its seed. */
class ConfigHistoryTest {

    private static final int HISTORIES = 100;
    private static final int COMMANDS = 150;

    private final long seed = RandomGenerator.getDefault().nextLong();
    private final Random random = new Random(seed);
    /** Ids are never given twice. */
    private int rulesMade;

    /** Compaction keeps the last change of each thing: that must be all that a later reader needs. */
    @Test
    void theLastChangeOfEachThingMakesTheSameSnapshot() {
        for (int history = 0; history < HISTORIES; history++) {
            Config config = Config.EMPTY;
            Map<String, NumberedChange> compacted = new HashMap<>();
            Instant now = START;
            for (int i = 0; i < COMMANDS; i++) {
                now = now.plusMillis(random.nextInt(3));
                for (ConfigChange change : changes(ConfigDecider.decide(config, anyCommand(now), now))) {
                    var numbered = new NumberedChange(config.version() + 1, change);
                    compacted.put(change.key(), numbered);
                    config = config.apply(List.of(numbered));
                }
                assertRulesAreASuccession(config);
                assertFallbacksEndAndNoVersionIsLost(config);
            }
            List<NumberedChange> left = new ArrayList<>(compacted.values());
            left.sort(Comparator.comparingLong(NumberedChange::version));

            assertThat(Config.EMPTY.apply(left)).as("seed " + seed).isEqualTo(config);
            Config oneByOne = Config.EMPTY;
            for (NumberedChange change : left) {
                oneByOne = oneByOne.apply(List.of(change));
            }
            assertThat(oneByOne).as("seed " + seed).isEqualTo(config);
        }
    }

    private void assertRulesAreASuccession(Config config) {
        for (Metric metric : config.environment(LIVE).metrics().values()) {
            metric.rules().all().stream().map(MeteringRule::target).distinct()
                    .forEach(target -> assertThat(metric.rules().succession(target)).extracting(
                            MeteringRule::effectiveAt).as("seed " + seed).doesNotHaveDuplicates().isSorted());
            assertThat(metric.rules().all().stream().map(MeteringRule::version)).as("seed " + seed)
                    .doesNotHaveDuplicates();
        }
    }

    /** So fallbacks end; versions count from 1 without a hole. */
    private void assertFallbacksEndAndNoVersionIsLost(Config config) {
        Plans plans = config.environment(LIVE).plans();
        for (PlanVariant variant : plans.variants().values()) {
            assertThat(plans.fallbacksFrom(variant.id())).as("seed " + seed).doesNotHaveDuplicates();
            assertThat(variant.version() == 1 || plans.variantVersion(variant.id(), variant.version() - 1).isPresent())
                    .as("seed " + seed).isTrue();
        }
    }

    private Patch anyTerms() {
        Patch patch = Patch.of();
        return switch (random.nextInt(5)) {
            case 0 -> patch.trialDays(random.nextInt(3));
            case 1 -> patch.price(random.nextInt(3));
            case 2 -> patch.price(random.nextInt(3)).currency("EUR");
            case 3 -> patch.metrics("metric_" + random.nextInt(3));
            default -> patch.fallback("var_v" + random.nextInt(4));
        };
    }

    private Dimensions anyDimensions() {
        return Dimensions.of(random.nextBoolean() ? List.of() : List.of("d" + random.nextInt(2)));
    }

    private PriceList anyPrices() {
        return PriceList.of(random.nextBoolean()
                ? List.of()
                : List.of(new PriceEntry(When.of(Map.of("d" + random.nextInt(2), "x")),
                        new Price.PerUnit(1, 1, Price.Scope.MONTH))));
    }

    private Optional<RuleTarget> anyTarget(String planId, String variantId) {
        return switch (random.nextInt(4)) {
            case 0 -> Optional.of(new RuleTarget.OfPlan(planId));
            case 1 -> Optional.of(new RuleTarget.OfVariant(variantId));
            default -> Optional.empty();
        };
    }

    private static List<ConfigChange> changes(ConfigDecision decision) {
        return switch (decision) {
            case ConfigDecision.Accepted accepted -> accepted.changes();
            case ConfigDecision.Refused refused -> List.of();
        };
    }

    private ConfigCommand anyCommand(Instant now) {
        String metric = "metric_" + random.nextInt(3);
        String ruleId = "rule_" + (rulesMade - random.nextInt(Math.min(rulesMade, 20) + 1));
        String name = "key" + random.nextInt(5);
        return switch (random.nextInt(18)) {
            case 0 -> new ConfigCommand.CreateTenant(TENANT, "Acme", key("live"), key("test"));
            case 1 -> new ConfigCommand.SetRootKey("root" + random.nextInt(2));
            case 2 -> new ConfigCommand.CreateApiKey(LIVE, key(name), Set.of());
            case 3 -> new ConfigCommand.RevokeApiKey(LIVE, "key_" + name);
            case 4 -> new ConfigCommand.NoteKeyUse(Map.of("key_live", now, "key_" + name, now));
            case 5 -> new ConfigCommand.PatchSettings(LIVE, Optional.empty(), Optional.empty(), Optional.empty(),
                    Optional.of(random.nextInt(3)));
            case 6 -> new ConfigCommand.CreateMetric(LIVE, metric, "M", Optional.empty(), Optional.empty(),
                    anyDimensions());
            case 7 -> new ConfigCommand.PatchMetric(LIVE, metric, Optional.of("N" + random.nextInt(2)),
                    Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                    random.nextBoolean() ? Optional.empty() : Optional.of(anyDimensions()));
            case 8 -> new ConfigCommand.ArchiveRule(LIVE, ruleId);
            case 9 -> random.nextInt(20) == 0
                    ? new ConfigCommand.ArchiveMetric(LIVE, metric)
                    : new ConfigCommand.ArchiveRule(LIVE, ruleId);
            case 10 -> ConfigScenario.topupPackage(name);
            case 11 -> new ConfigCommand.PatchTopupPackage(LIVE, "pkg_" + name, Optional.empty(),
                    Optional.of(1L + random.nextInt(3)), Optional.empty(), Optional.empty(), Optional.empty(),
                    Optional.empty(), Optional.empty(), Optional.empty());
            case 12 -> new ConfigCommand.ArchiveTopupPackage(LIVE, "pkg_" + name);
            case 13 -> ConfigScenario.plan(name);
            case 14 -> new ConfigCommand.PatchPlan(LIVE, "plan_" + name, Optional.of("N" + random.nextInt(2)),
                    Optional.empty(), Optional.empty());
            case 15 -> ConfigScenario.variant("plan_" + name, "v" + random.nextInt(4),
                    anyTerms().on(VariantTerms.every(Interval.MONTH)));
            case 16 -> new ConfigCommand.PatchVariant(LIVE, "plan_" + name, "var_v" + random.nextInt(4),
                    anyTerms().made());
            default -> new ConfigCommand.CreateRule(LIVE, "rule_" + ++rulesMade, metric,
                    Optional.of(new Price.PerUnit(1)),
                    anyPrices(), anyTarget("plan_" + name, "var_v" + random.nextInt(4)),
                    random.nextBoolean() ? Optional.empty() : Optional.of(now.plusMillis(random.nextInt(9) - 2)));
        };
    }
}
