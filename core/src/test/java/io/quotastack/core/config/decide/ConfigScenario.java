package io.quotastack.core.config.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

import io.quotastack.core.catalogue.TopupPackage;
import io.quotastack.core.config.Config;
import io.quotastack.core.config.ConfigChange;
import io.quotastack.core.config.ConfigCommand;
import io.quotastack.core.config.ConfigCommand.NewKey;
import io.quotastack.core.config.ConfigDecision;
import io.quotastack.core.config.ConfigResult;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.metering.Metric;
import io.quotastack.core.metering.Price;
import io.quotastack.core.plan.Feature;
import io.quotastack.core.plan.VariantTerms;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.tenant.ApiKey;

/** A configuration that grows by commands, from one tenant on; the words of the tests. */
final class ConfigScenario {

    static final UUID TENANT = new UUID(0, 1);
    static final TenantEnvironment LIVE = new TenantEnvironment(TENANT, Environment.LIVE);
    static final TenantEnvironment TEST = new TenantEnvironment(TENANT, Environment.TEST);
    static final TenantEnvironment NOWHERE = new TenantEnvironment(new UUID(0, 99), Environment.LIVE);
    static final Instant START = Instant.parse("2026-11-01T00:00:00Z");

    Config config = Config.EMPTY;
    Instant now = START;

    static ConfigScenario withTenant() {
        var scenario = new ConfigScenario();
        scenario.accepted(new ConfigCommand.CreateTenant(TENANT, "Acme", key("live"), key("test")));
        return scenario;
    }

    static ConfigScenario withMetric() {
        ConfigScenario scenario = withTenant();
        scenario.accepted(metric("tokens"));
        return scenario;
    }

    ConfigScenario at(Instant time) {
        now = time;
        return this;
    }

    /** Decides, applies, and tells what was made. */
    ConfigResult accepted(ConfigCommand command) {
        ConfigDecision decision = ConfigDecider.decide(config, command, now);
        assertThat(decision).isInstanceOf(ConfigDecision.Accepted.class);
        var accepted = (ConfigDecision.Accepted) decision;
        for (ConfigChange change : accepted.changes()) {
            config = config.apply(config.version() + 1, change);
        }
        return accepted.result();
    }

    Problem refused(ConfigCommand command) {
        ConfigDecision decision = ConfigDecider.decide(config, command, now);
        assertThat(decision).isInstanceOf(ConfigDecision.Refused.class);
        return ((ConfigDecision.Refused) decision).problem();
    }

    List<ConfigChange> changes(ConfigCommand command) {
        return ((ConfigDecision.Accepted) ConfigDecider.decide(config, command, now)).changes();
    }

    Metric metricNamed(String key) {
        return config.environment(LIVE).metric(key).orElseThrow();
    }

    ApiKey keyNamed(String name) {
        return config.keys().ofHash("hash-of-" + name).orElseThrow();
    }

    static NewKey key(String name) {
        return new NewKey("key_" + name, name, "hash-of-" + name, "qs_live_" + name);
    }

    static ConfigCommand metric(String key) {
        return new ConfigCommand.CreateMetric(LIVE, key, "Name of " + key, Optional.empty());
    }

    static ConfigCommand rule(String id, Optional<Instant> effectiveAt) {
        return new ConfigCommand.CreateRule(LIVE, id, "tokens", new Price.PerUnit(3), effectiveAt);
    }

    static ConfigCommand archiveRule(String id) {
        return new ConfigCommand.ArchiveRule(LIVE, id);
    }

    static ConfigCommand topupPackage(String key) {
        return new ConfigCommand.CreateTopupPackage(LIVE, "pkg_" + key, key, packageTerms());
    }

    static TopupPackage.Terms packageTerms() {
        return new TopupPackage.Terms("Package", 1_000, 100, 990, "EUR", Optional.of(60L), 5, Map.of("a", "b"));
    }

    static ConfigCommand plan(String key) {
        return new ConfigCommand.CreatePlan(LIVE, "plan_" + key, key, "Plan " + key, Optional.empty(),
                new TreeMap<>(Map.of("sso", new Feature.Included())));
    }

    static ConfigCommand variant(String planId, String key, VariantTerms terms) {
        return new ConfigCommand.CreateVariant(LIVE, planId, "var_" + key, key, terms);
    }

    static Instant day(int day) {
        return Instant.parse("2026-11-%02dT00:00:00Z".formatted(day));
    }
}
