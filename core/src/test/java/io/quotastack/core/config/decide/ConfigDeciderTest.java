package io.quotastack.core.config.decide;

import static io.quotastack.core.config.decide.ConfigScenario.LIVE;
import static io.quotastack.core.config.decide.ConfigScenario.NOWHERE;
import static io.quotastack.core.config.decide.ConfigScenario.START;
import static io.quotastack.core.config.decide.ConfigScenario.TENANT;
import static io.quotastack.core.config.decide.ConfigScenario.TEST;
import static io.quotastack.core.config.decide.ConfigScenario.day;
import static io.quotastack.core.config.decide.ConfigScenario.key;
import static io.quotastack.core.config.decide.ConfigScenario.metric;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.quotastack.core.config.Config;
import io.quotastack.core.config.ConfigChange;
import io.quotastack.core.config.ConfigCommand;
import io.quotastack.core.config.ConfigResult;
import io.quotastack.core.config.NumberedChange;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.metering.MeteringRule;
import io.quotastack.core.metering.Metric;
import io.quotastack.core.metering.Rules;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.tenant.ApiKey;
import io.quotastack.core.tenant.RateLimit;
import io.quotastack.core.tenant.Scope;
import io.quotastack.core.tenant.Settings;
import io.quotastack.core.tenant.Tenant;

/** Tenants, keys, settings and metrics; the succession of rules has its own page. */
class ConfigDeciderTest {

    @Test
    void aTenantComesWithOneKeyInEachEnvironment() {
        var scenario = new ConfigScenario();

        ConfigResult result = scenario
                .accepted(new ConfigCommand.CreateTenant(TENANT, "Acme", key("live"), key("test")));

        assertThat(result).isEqualTo(new ConfigResult.TenantCreated(new Tenant(TENANT, "Acme", START), key("live"),
                key("test")));
        assertThat(scenario.config.version()).isEqualTo(3);
        assertThat(scenario.keyNamed("live")).extracting(ApiKey::tenantEnvironment).isEqualTo(LIVE);
        assertThat(scenario.keyNamed("test")).extracting(ApiKey::tenantEnvironment).isEqualTo(TEST);
    }

    @Test
    void refusesATenantThatExists() {
        Problem problem = ConfigScenario.withTenant()
                .refused(new ConfigCommand.CreateTenant(TENANT, "Again", key("c"), key("d")));

        assertThat(problem.type()).isEqualTo(ProblemType.ALREADY_EXISTS);
    }

    @Test
    void refusesAKeyWhoseHashIsTaken() {
        ConfigScenario scenario = ConfigScenario.withTenant();

        assertThat(scenario.refused(new ConfigCommand.CreateApiKey(TEST, key("live"), Set.of())).type())
                .isEqualTo(ProblemType.ALREADY_EXISTS);
        assertThat(scenario.refused(new ConfigCommand.CreateTenant(NOWHERE.tenantId(), "B", key("new"), key("live")))
                .type()).isEqualTo(ProblemType.ALREADY_EXISTS);
    }

    @Test
    void aRootKeyReplacesTheOneBefore() {
        var scenario = new ConfigScenario();
        scenario.accepted(new ConfigCommand.SetRootKey("one"));

        scenario.accepted(new ConfigCommand.SetRootKey("two"));

        assertThat(scenario.config.rootKeyHash()).hasValue("two");
        assertThat(scenario.changes(new ConfigCommand.SetRootKey("two"))).isEmpty();
    }

    @Test
    void aKeyHasTheScopesItWasMadeWith() {
        ConfigScenario scenario = ConfigScenario.withTenant();

        scenario.accepted(new ConfigCommand.CreateApiKey(TEST, key("ci"), Set.of(Scope.USAGE_WRITE)));

        ApiKey made = scenario.keyNamed("ci");
        assertThat(made.scopes()).containsExactly(Scope.USAGE_WRITE);
        assertThat(made.createdAt()).isEqualTo(START);
    }

    @Test
    void aRevokedKeyStaysRevokedAtItsFirstTime() {
        ConfigScenario scenario = ConfigScenario.withTenant();
        scenario.at(day(2)).accepted(new ConfigCommand.RevokeApiKey(LIVE, "key_live"));

        ConfigResult again = scenario.at(day(3)).accepted(new ConfigCommand.RevokeApiKey(LIVE, "key_live"));

        assertThat(((ConfigResult.ApiKeyRevoked) again).apiKey().revokedAt()).hasValue(day(2));
        assertThat(scenario.changes(new ConfigCommand.RevokeApiKey(LIVE, "key_live"))).isEmpty();
    }

    @Test
    void aKeyOfAnotherEnvironmentDoesNotExist() {
        Problem problem = ConfigScenario.withTenant().refused(new ConfigCommand.RevokeApiKey(TEST, "key_live"));

        assertNotFound(problem, "api_key");
    }

    @Test
    void theLastUseOfAKeyIsKeptToTheMinuteAndNeverGoesBack() {
        ConfigScenario scenario = ConfigScenario.withTenant();
        Instant use = Instant.parse("2026-11-05T10:30:59.999Z");

        scenario.accepted(new ConfigCommand.NoteKeyUse(Map.of("key_live", use, "key_of_nobody", use)));

        assertThat(scenario.keyNamed("live").lastUsedAt())
                .hasValue(Instant.parse("2026-11-05T10:30:00Z"));
        assertThat(scenario.changes(new ConfigCommand.NoteKeyUse(Map.of("key_live", use.minusSeconds(30))))).isEmpty();
        assertThat(scenario.changes(new ConfigCommand.NoteKeyUse(Map.of("key_live", use.minusSeconds(90))))).isEmpty();
    }

    @Test
    void aPatchOfSettingsChangesWhatItNamesAndClearsWhatItClears() {
        ConfigScenario scenario = ConfigScenario.withTenant();
        scenario.accepted(patch(Optional.of(OveragePolicy.ALLOW), Optional.of(Optional.of(500L)),
                Optional.of(Optional.of(new RateLimit(10, 1))), Optional.of(7)));

        scenario.accepted(patch(Optional.empty(), Optional.of(Optional.empty()), Optional.empty(), Optional.empty()));

        assertThat(scenario.config.environment(LIVE).settings()).isEqualTo(
                new Settings(OveragePolicy.ALLOW, Optional.empty(), Optional.of(new RateLimit(10, 1)), 7));
        assertThat(scenario.config.environment(TEST).settings()).as("the other environment")
                .isEqualTo(Settings.DEFAULT);
    }

    @Test
    void aPatchThatChangesNothingMakesNoNewVersion() {
        assertThat(ConfigScenario.withTenant().changes(
                patch(Optional.of(OveragePolicy.BLOCK), Optional.empty(), Optional.empty(), Optional.empty())))
                .isEmpty();
    }

    @Test
    void anUnknownTenantIsNotFound() {
        ConfigScenario scenario = ConfigScenario.withTenant();

        assertNotFound(scenario.refused(new ConfigCommand.CreateApiKey(NOWHERE, key("x"), Set.of())), "tenant");
        assertNotFound(scenario.refused(new ConfigCommand.PatchSettings(NOWHERE, Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty())), "tenant");
        assertNotFound(scenario.refused(new ConfigCommand.CreateMetric(NOWHERE, "tokens", "T", Optional.empty())),
                "tenant");
    }

    @Test
    void metricsOfOneEnvironmentAreUnknownInTheOther() {
        ConfigScenario scenario = ConfigScenario.withMetric();

        assertThat(scenario.config.environment(TEST).metric("tokens")).isEmpty();
        assertNotFound(scenario.refused(new ConfigCommand.ArchiveMetric(TEST, "tokens")), "billable_metric");
    }

    @Test
    void aMetricsKeyIsTakenForEver() {
        ConfigScenario scenario = ConfigScenario.withMetric();
        scenario.accepted(new ConfigCommand.ArchiveMetric(LIVE, "tokens"));

        assertThat(scenario.refused(metric("tokens")).type()).isEqualTo(ProblemType.ALREADY_EXISTS);
    }

    @Test
    void aPatchOfAMetricKeepsItsRules() {
        ConfigScenario scenario = ConfigScenario.withMetric();
        scenario.accepted(ConfigScenario.rule("r1", Optional.empty()));

        scenario.accepted(new ConfigCommand.PatchMetric(LIVE, "tokens", Optional.of("Tokens used"),
                Optional.of(Optional.of("of any model"))));

        assertThat(scenario.metricNamed("tokens").name()).isEqualTo("Tokens used");
        assertThat(scenario.metricNamed("tokens").description()).hasValue("of any model");
        assertThat(scenario.metricNamed("tokens").rules().all()).hasSize(1);
        assertNotFound(scenario.refused(
                new ConfigCommand.PatchMetric(LIVE, "no_such", Optional.empty(), Optional.empty())),
                "billable_metric");
    }

    @Test
    void archivingAMetricAgainChangesNothing() {
        ConfigScenario scenario = ConfigScenario.withMetric();
        scenario.at(day(2)).accepted(new ConfigCommand.ArchiveMetric(LIVE, "tokens"));

        ConfigResult again = scenario.at(day(3)).accepted(new ConfigCommand.ArchiveMetric(LIVE, "tokens"));

        assertThat(((ConfigResult.MetricArchived) again).metric().archivedAt()).hasValue(day(2));
    }

    @Test
    void changesInOneGoMakeTheSnapshotThatOneByOneMakes() {
        ConfigScenario scenario = ConfigScenario.withMetric();
        scenario.accepted(ConfigScenario.rule("r1", Optional.empty()));
        scenario.accepted(metric("calls"));
        Config oneByOne = scenario.config;

        Config atOnce = Config.EMPTY.apply(List.of(
                new NumberedChange(1, new ConfigChange.TenantPut(new Tenant(TENANT, "Acme", START))),
                new NumberedChange(2, new ConfigChange.ApiKeyPut(scenario.keyNamed("live"))),
                new NumberedChange(3, new ConfigChange.ApiKeyPut(scenario.keyNamed("test"))),
                new NumberedChange(5, new ConfigChange.MetricPut(LIVE, scenario.metricNamed("tokens"))),
                new NumberedChange(6, new ConfigChange.MetricPut(LIVE, scenario.metricNamed("calls")))));

        assertThat(atOnce).isEqualTo(oneByOne);
    }

    @Test
    void rulesThatStandInTheRecordOfTheirMetricAreKeptAndGiveWayToTheirOwnRecords() {
        ConfigScenario scenario = ConfigScenario.withMetric();
        scenario.accepted(ConfigScenario.rule("r1", Optional.empty()));
        scenario.accepted(ConfigScenario.rule("r2", Optional.of(day(2))));
        Metric asBefore = scenario.metricNamed("tokens");
        Config before = Config.EMPTY.apply(9, new ConfigChange.MetricPut(LIVE, asBefore));
        scenario.at(day(3)).accepted(new ConfigCommand.ArchiveRule(LIVE, "r1"));
        MeteringRule archived = scenario.metricNamed("tokens").rules().find("r1").orElseThrow();

        Config after = before.apply(10, new ConfigChange.RulePut(LIVE, archived));

        assertThat(before.environment(LIVE).metric("tokens")).hasValue(asBefore);
        assertThat(after.environment(LIVE).metric("tokens")).hasValue(scenario.metricNamed("tokens"));
    }

    @Test
    void aRuleMayComeBeforeTheMetricThatItPrices() {
        ConfigScenario scenario = ConfigScenario.withMetric();
        scenario.accepted(ConfigScenario.rule("r1", Optional.empty()));
        Metric metric = scenario.metricNamed("tokens");
        var rule = new ConfigChange.RulePut(LIVE, metric.rules().find("r1").orElseThrow());

        Config early = Config.EMPTY.apply(4, rule);
        Config both = early.apply(5, new ConfigChange.MetricPut(LIVE, metric.withRules(Rules.NONE)));

        assertThat(early.environment(LIVE).metric("tokens")).isEmpty();
        assertThat(both.environment(LIVE).metric("tokens")).hasValue(metric);
        assertThat(both.environment(LIVE).earlyRules()).isEmpty();
    }

    private static ConfigCommand patch(Optional<OveragePolicy> policy, Optional<Optional<Long>> threshold,
            Optional<Optional<RateLimit>> rateLimit, Optional<Integer> days) {
        return new ConfigCommand.PatchSettings(LIVE, policy, threshold, rateLimit, days);
    }

    private static void assertNotFound(Problem problem, String resource) {
        assertThat(problem.type()).isEqualTo(ProblemType.NOT_FOUND);
        assertThat(problem.members()).containsEntry("resource", resource);
    }

    @Test
    void anEnvironmentHasABoundedNumberOfMetricsAndOfKeysInForce() {
        ConfigScenario scenario = ConfigScenario.withTenant();
        for (int i = 0; i < MetricDecisions.MOST_METRICS; i++) {
            scenario.accepted(ConfigScenario.metric("m" + i));
        }
        for (int i = 1; i < ApiKeyDecisions.MOST_IN_FORCE; i++) {
            scenario.accepted(newKey("k" + i));
        }

        assertThat(scenario.refused(ConfigScenario.metric("more")).type()).isEqualTo(ProblemType.LIMIT_EXCEEDED);
        assertThat(scenario.refused(newKey("more")).type()).isEqualTo(ProblemType.LIMIT_EXCEEDED);
        scenario.accepted(new ConfigCommand.RevokeApiKey(ConfigScenario.LIVE, "key_k7"));
        scenario.accepted(newKey("more"));
    }

    private static ConfigCommand newKey(String name) {
        return new ConfigCommand.CreateApiKey(ConfigScenario.LIVE, ConfigScenario.key(name), Set.of());
    }
}
