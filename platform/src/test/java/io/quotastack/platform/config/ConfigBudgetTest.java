package io.quotastack.platform.config;

import static io.quotastack.platform.config.ConfigPipeline.LIVE;
import static io.quotastack.platform.config.ConfigPipeline.START;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import io.quotastack.core.config.ConfigChange;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.metering.MeteringRule;
import io.quotastack.core.metering.Metric;
import io.quotastack.core.metering.Price;
import io.quotastack.core.metering.Tier;
import io.quotastack.core.tenant.ApiKey;
import io.quotastack.schemas.topic.Topics;

class ConfigBudgetTest {

    private static final TenantEnvironment OTHER = new TenantEnvironment(LIVE.tenantId(), Environment.TEST);
    private static final int LARGE = 500 << 10;

    private final ConfigBudget budget = new ConfigBudget();

    @Test
    void anEnvironmentHasSoManyBytesAndAnotherHasItsOwn() {
        for (int i = 0; i < 32; i++) {
            budget.countStored(metric(LIVE, "m" + i, LARGE));
        }

        assertThat(budget.refusal(Optional.empty(), metric(LIVE, "more", LARGE), START)).isPresent();
        assertThat(budget.refusal(Optional.empty(), metric(LIVE, "small", 100), START)).isEmpty();
        assertThat(budget.refusal(Optional.empty(), metric(OTHER, "more", LARGE), START)).isEmpty();
        assertThat(budget.refusal(Optional.of(metric(LIVE, "m1", LARGE)), metric(LIVE, "m1", LARGE), START))
                .as("it takes no more than before").isEmpty();
    }

    @Test
    void allEnvironmentsTogetherHaveSoManyBytesAndSmallOnesStillGrow() {
        for (int i = 0; i < 264; i++) {
            budget.countStored(metric(new TenantEnvironment(new UUID(1, i / 10), Environment.LIVE), "m" + i, LARGE));
        }

        assertThat(budget.refusal(Optional.empty(), metric(LIVE, "large", 300 << 10), START)).isPresent();
        assertThat(budget.refusal(Optional.empty(), metric(LIVE, "small", 200 << 10), START)).isEmpty();
        for (int i = 0; i < 10; i++) {
            budget.forget(metric(new TenantEnvironment(new UUID(1, 0), Environment.LIVE), "m" + i, LARGE));
        }
        assertThat(budget.refusal(Optional.empty(), metric(LIVE, "large", 300 << 10), START)).isEmpty();
    }

    @Test
    void changesLeaveSoMuchBehindInTheLogUntilItIsCompacted() {
        Instant now = START;
        var before = metric(LIVE, "m", LARGE);
        int changes = 0;
        while (budget.refusal(Optional.of(before), before, now).isEmpty()) {
            budget.count(Optional.of(before), before, now);
            now = now.plusSeconds(1);
            changes++;
        }

        assertThat(changes).isBetween(125, 135);
        assertThat(budget.refusal(Optional.of(metric(LIVE, "new", 100)), metric(LIVE, "new", 100), now)).isEmpty();
        assertThat(budget.refusal(Optional.of(before), before, now.plus(Duration.ofMinutes(30)))).isPresent();
        assertThat(budget.refusal(Optional.of(before), before, now.plus(Topics.SUPERSEDED_CONFIG_KEPT.dividedBy(10))))
                .isEmpty();
    }

    @Test
    void theUseOfKeysIsNotedAsLongAsThereIsRoomForWhatSomebodyAsksFor() {
        var key = new ConfigChange.ApiKeyPut(new ApiKey("key_1", LIVE, "name", "hash", "qs_live_", Set.of(), START,
                Optional.empty(), Optional.empty()));
        int notes = 0;
        while (budget.mayNoteUse(key, START)) {
            budget.count(Optional.of(key), key, START);
            notes++;
        }

        assertThat(notes).isGreaterThan(50_000);
        assertThat(budget.refusal(Optional.of(key), key, START)).as("it can be revoked").isEmpty();
    }

    @Test
    void aRuleMayBeLargerThanOtherThings() {
        assertThat(budget.refusal(Optional.empty(), metric(LIVE, "m", 600 << 10), START)).isPresent();
        assertThat(budget.refusal(Optional.empty(), rule(20_000), START)).isEmpty();
        assertThat(budget.refusal(Optional.empty(), rule(30_000), START)).isPresent();
        assertThat(budget.refusal(Optional.of(rule(30_000)), rule(30_000), START)).isEmpty();
    }

    /** Of more than 600 KiB where it has 20,000 tiers, and of more than 1 MiB where it has 30,000. */
    private static ConfigChange rule(int tiers) {
        List<Tier> prices = new ArrayList<>();
        for (int i = 1; i < tiers; i++) {
            prices.add(new Tier(OptionalLong.of(i), 1, 0));
        }
        prices.add(new Tier(OptionalLong.empty(), 1, 0));
        return new ConfigChange.RulePut(LIVE, new MeteringRule("rule_1", "m", 1,
                new Price.Tiered(Price.TierMode.GRADUATED, Price.Scope.EVENT, prices), START, START, Optional.empty()));
    }

    private static ConfigChange metric(TenantEnvironment environment, String key, int bytes) {
        return new ConfigChange.MetricPut(environment, new Metric(key, key, Optional.of("x".repeat(bytes)), START,
                Optional.empty(), List.of()));
    }
}
