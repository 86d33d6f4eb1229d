package io.quotastack.core.tenant;

import static io.quotastack.core.tenant.ConfigStory.LIVE;
import static io.quotastack.core.tenant.ConfigStory.NOWHERE;
import static io.quotastack.core.tenant.ConfigStory.START;
import static io.quotastack.core.tenant.ConfigStory.TENANT;
import static io.quotastack.core.tenant.ConfigStory.TEST;
import static io.quotastack.core.tenant.ConfigStory.day;
import static io.quotastack.core.tenant.ConfigStory.key;
import static io.quotastack.core.tenant.ConfigStory.metric;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;
import org.junit.jupiter.api.Test;

/** Tenants, keys, settings and metrics; the succession of rules has its own page. */
class ConfigDeciderTest {

    @Test
    void aTenantComesWithOneKeyInEachEnvironment() {
        var story = new ConfigStory();

        ConfigResult result = story
                .accepted(new ConfigCommand.CreateTenant(TENANT, "Acme", key("live"), key("test")));

        assertThat(result).isEqualTo(new ConfigResult.TenantCreated(new Tenant(TENANT, "Acme", START), key("live"),
                key("test")));
        assertThat(story.config.version()).isEqualTo(3);
        assertThat(story.keyNamed("live")).extracting(ApiKey::world).isEqualTo(LIVE);
        assertThat(story.keyNamed("test")).extracting(ApiKey::world).isEqualTo(TEST);
    }

    @Test
    void refusesATenantThatExists() {
        Problem problem = ConfigStory.withTenant()
                .refused(new ConfigCommand.CreateTenant(TENANT, "Again", key("c"), key("d")));

        assertThat(problem.type()).isEqualTo(ProblemType.ALREADY_EXISTS);
    }

    @Test
    void refusesAKeyWhoseHashIsTaken() {
        ConfigStory story = ConfigStory.withTenant();

        assertThat(story.refused(new ConfigCommand.CreateApiKey(TEST, key("live"), Set.of())).type())
                .isEqualTo(ProblemType.ALREADY_EXISTS);
        assertThat(story.refused(new ConfigCommand.CreateTenant(NOWHERE.tenantId(), "B", key("new"), key("live")))
                .type()).isEqualTo(ProblemType.ALREADY_EXISTS);
    }

    @Test
    void aRootKeyReplacesTheOneBefore() {
        var story = new ConfigStory();
        story.accepted(new ConfigCommand.SetRootKey("one"));

        story.accepted(new ConfigCommand.SetRootKey("two"));

        assertThat(story.config.rootKeyHash()).hasValue("two");
        assertThat(story.changes(new ConfigCommand.SetRootKey("two"))).isEmpty();
    }

    @Test
    void aKeyHasTheScopesItWasMadeWith() {
        ConfigStory story = ConfigStory.withTenant();

        story.accepted(new ConfigCommand.CreateApiKey(TEST, key("ci"), Set.of(Scope.USAGE_WRITE)));

        ApiKey made = story.keyNamed("ci");
        assertThat(made.scopes()).containsExactly(Scope.USAGE_WRITE);
        assertThat(made.createdAt()).isEqualTo(START);
    }

    @Test
    void aRevokedKeyStaysRevokedAtItsFirstTime() {
        ConfigStory story = ConfigStory.withTenant();
        story.at(day(2)).accepted(new ConfigCommand.RevokeApiKey(LIVE, "key_live"));

        ConfigResult again = story.at(day(3)).accepted(new ConfigCommand.RevokeApiKey(LIVE, "key_live"));

        assertThat(((ConfigResult.ApiKeyRevoked) again).apiKey().revokedAt()).hasValue(day(2));
        assertThat(story.changes(new ConfigCommand.RevokeApiKey(LIVE, "key_live"))).isEmpty();
    }

    @Test
    void aKeyOfAnotherEnvironmentDoesNotExist() {
        Problem problem = ConfigStory.withTenant().refused(new ConfigCommand.RevokeApiKey(TEST, "key_live"));

        assertNotFound(problem, "api_key");
    }

    @Test
    void theLastUseOfAKeyIsKeptToTheMinuteAndNeverGoesBack() {
        ConfigStory story = ConfigStory.withTenant();
        Instant use = Instant.parse("2026-11-05T10:30:59.999Z");

        story.accepted(new ConfigCommand.NoteKeyUse(Map.of("key_live", use, "key_of_nobody", use)));

        assertThat(story.keyNamed("live").lastUsedAt())
                .hasValue(Instant.parse("2026-11-05T10:30:00Z"));
        assertThat(story.changes(new ConfigCommand.NoteKeyUse(Map.of("key_live", use.minusSeconds(30))))).isEmpty();
        assertThat(story.changes(new ConfigCommand.NoteKeyUse(Map.of("key_live", use.minusSeconds(90))))).isEmpty();
    }

    @Test
    void aPatchOfSettingsChangesWhatItNamesAndClearsWhatItClears() {
        ConfigStory story = ConfigStory.withTenant();
        story.accepted(patch(Optional.of(OveragePolicy.ALLOW), Optional.of(Optional.of(500L)),
                Optional.of(Optional.of(new RateLimit(10, 1))), Optional.of(7)));

        story.accepted(patch(Optional.empty(), Optional.of(Optional.empty()), Optional.empty(), Optional.empty()));

        assertThat(story.config.world(LIVE).settings()).isEqualTo(
                new Settings(OveragePolicy.ALLOW, Optional.empty(), Optional.of(new RateLimit(10, 1)), 7));
        assertThat(story.config.world(TEST).settings()).as("the other environment").isEqualTo(Settings.DEFAULT);
    }

    @Test
    void aPatchThatChangesNothingMakesNoNewVersion() {
        assertThat(ConfigStory.withTenant().changes(
                patch(Optional.of(OveragePolicy.BLOCK), Optional.empty(), Optional.empty(), Optional.empty())))
                .isEmpty();
    }

    @Test
    void anUnknownTenantIsNotFound() {
        ConfigStory story = ConfigStory.withTenant();

        assertNotFound(story.refused(new ConfigCommand.CreateApiKey(NOWHERE, key("x"), Set.of())), "tenant");
        assertNotFound(story.refused(new ConfigCommand.PatchSettings(NOWHERE, Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty())), "tenant");
        assertNotFound(story.refused(new ConfigCommand.CreateMetric(NOWHERE, "tokens", "T", Optional.empty())),
                "tenant");
    }

    @Test
    void metricsOfOneEnvironmentAreUnknownInTheOther() {
        ConfigStory story = ConfigStory.withMetric();

        assertThat(story.config.world(TEST).metric("tokens")).isEmpty();
        assertNotFound(story.refused(new ConfigCommand.ArchiveMetric(TEST, "tokens")), "billable_metric");
    }

    @Test
    void aMetricsKeyIsTakenForEver() {
        ConfigStory story = ConfigStory.withMetric();
        story.accepted(new ConfigCommand.ArchiveMetric(LIVE, "tokens"));

        assertThat(story.refused(metric("tokens")).type()).isEqualTo(ProblemType.ALREADY_EXISTS);
    }

    @Test
    void aPatchOfAMetricKeepsItsRules() {
        ConfigStory story = ConfigStory.withMetric();
        story.accepted(ConfigStory.rule("r1", Optional.empty()));

        story.accepted(new ConfigCommand.PatchMetric(LIVE, "tokens", Optional.of("Tokens used"),
                Optional.of(Optional.of("of any model"))));

        assertThat(story.metricNamed("tokens").name()).isEqualTo("Tokens used");
        assertThat(story.metricNamed("tokens").description()).hasValue("of any model");
        assertThat(story.metricNamed("tokens").rules()).hasSize(1);
        assertNotFound(story.refused(
                new ConfigCommand.PatchMetric(LIVE, "no_such", Optional.empty(), Optional.empty())),
                "billable_metric");
    }

    @Test
    void archivingAMetricAgainChangesNothing() {
        ConfigStory story = ConfigStory.withMetric();
        story.at(day(2)).accepted(new ConfigCommand.ArchiveMetric(LIVE, "tokens"));

        ConfigResult again = story.at(day(3)).accepted(new ConfigCommand.ArchiveMetric(LIVE, "tokens"));

        assertThat(((ConfigResult.MetricArchived) again).metric().archivedAt()).hasValue(day(2));
    }

    @Test
    void changesInOneGoMakeTheSnapshotThatOneByOneMakes() {
        ConfigStory story = ConfigStory.withMetric();
        story.accepted(ConfigStory.rule("r1", Optional.empty()));
        story.accepted(metric("calls"));
        Config oneByOne = story.config;

        Config atOnce = Config.EMPTY.apply(List.of(
                new NumberedChange(1, new ConfigChange.TenantPut(new Tenant(TENANT, "Acme", START))),
                new NumberedChange(2, new ConfigChange.ApiKeyPut(story.keyNamed("live"))),
                new NumberedChange(3, new ConfigChange.ApiKeyPut(story.keyNamed("test"))),
                new NumberedChange(5, new ConfigChange.MetricPut(LIVE, story.metricNamed("tokens"))),
                new NumberedChange(6, new ConfigChange.MetricPut(LIVE, story.metricNamed("calls")))));

        assertThat(atOnce).isEqualTo(oneByOne);
    }

    private static ConfigCommand patch(Optional<OveragePolicy> policy, Optional<Optional<Long>> threshold,
            Optional<Optional<RateLimit>> rateLimit, Optional<Integer> days) {
        return new ConfigCommand.PatchSettings(LIVE, policy, threshold, rateLimit, days);
    }

    private static void assertNotFound(Problem problem, String resource) {
        assertThat(problem.type()).isEqualTo(ProblemType.NOT_FOUND);
        assertThat(problem.members()).containsEntry("resource", resource);
    }
}
