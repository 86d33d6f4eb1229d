package io.quotastack.core.config.decide;

import static io.quotastack.core.config.decide.ConfigDecider.changed;
import static io.quotastack.core.config.decide.ConfigDecider.refused;
import static io.quotastack.core.config.decide.ConfigDecider.unchanged;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import io.quotastack.core.config.Config;
import io.quotastack.core.config.ConfigChange;
import io.quotastack.core.config.ConfigCommand;
import io.quotastack.core.config.ConfigDecision;
import io.quotastack.core.config.ConfigResult;
import io.quotastack.core.config.ConfigResult.SettingsPatched;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.tenant.Settings;
import io.quotastack.core.tenant.Tenant;

/** Tenants and what they set for an environment (CONTRACT 13). */
final class TenantDecisions {

    /** Each snapshot on each node has all of them. */
    static final int MOST_TENANTS = 10_000;

    private TenantDecisions() {}

    static ConfigDecision create(Config config, ConfigCommand.CreateTenant command, Instant now) {
        if (config.tenants().containsKey(command.tenantId())) {
            return refused(Problem.of(ProblemType.ALREADY_EXISTS,
                    "there is a tenant " + command.tenantId() + " already"));
        }
        if (ApiKeyDecisions.taken(config, command.liveKey()) || ApiKeyDecisions.taken(config, command.testKey())) {
            return refused(ApiKeyDecisions.alreadyExists());
        }
        if (config.tenants().size() >= MOST_TENANTS) {
            return refused(Problem.of(ProblemType.LIMIT_EXCEEDED, "there are at most " + MOST_TENANTS + " tenants"));
        }
        var tenant = new Tenant(command.tenantId(), command.name(), now);
        var live = new TenantEnvironment(tenant.id(), Environment.LIVE);
        var test = new TenantEnvironment(tenant.id(), Environment.TEST);
        return new ConfigDecision.Accepted(
                List.of(new ConfigChange.TenantPut(tenant),
                        new ConfigChange.ApiKeyPut(ApiKeyDecisions.made(live, command.liveKey(), Set.of(), now)),
                        new ConfigChange.ApiKeyPut(ApiKeyDecisions.made(test, command.testKey(), Set.of(), now))),
                new ConfigResult.TenantCreated(tenant, command.liveKey(), command.testKey()));
    }

    static ConfigDecision patchSettings(Config config, ConfigCommand.PatchSettings command, Instant now) {
        TenantEnvironment tenantEnvironment = command.tenantEnvironment();
        if (!config.tenants().containsKey(tenantEnvironment.tenantId())) {
            return refused(unknown(tenantEnvironment.tenantId()));
        }
        Settings before = config.environment(tenantEnvironment).settings();
        var after = new Settings(command.defaultOveragePolicy().orElse(before.defaultOveragePolicy()),
                command.lowBalanceThreshold().orElse(before.lowBalanceThreshold()),
                command.rateLimit().orElse(before.rateLimit()),
                command.usageBackdateDays().orElse(before.usageBackdateDays()),
                command.usageRefusalsKeptDays().or(before::usageRefusalsKeptDays),
                before.webhooks().patched(command.webhooks(), now, config.version() + 1));
        var result = new SettingsPatched(tenantEnvironment, after);
        return after.equals(before)
                ? unchanged(result)
                : changed(new ConfigChange.SettingsPut(tenantEnvironment, after), result);
    }

    static ConfigDecision reseal(Config config, ConfigCommand.ResealSecret command) {
        TenantEnvironment tenantEnvironment = command.tenantEnvironment();
        if (!config.tenants().containsKey(tenantEnvironment.tenantId())) {
            return refused(unknown(tenantEnvironment.tenantId()));
        }
        Settings before = config.environment(tenantEnvironment).settings();
        Settings after = before.with(before.webhooks().resealed(command.before(), command.after()));
        var result = new ConfigResult.SecretResealed();
        return after.equals(before)
                ? unchanged(result)
                : changed(new ConfigChange.SettingsPut(tenantEnvironment, after), result);
    }

    static Problem unknown(UUID tenantId) {
        return Problem.notFound("tenant", "there is no tenant " + tenantId);
    }
}
