package io.quotastack.core.config.decide;

import java.time.Instant;
import java.util.List;

import io.quotastack.core.config.Config;
import io.quotastack.core.config.ConfigChange;
import io.quotastack.core.config.ConfigCommand;
import io.quotastack.core.config.ConfigDecision;
import io.quotastack.core.config.ConfigDecision.Accepted;
import io.quotastack.core.config.ConfigDecision.Refused;
import io.quotastack.core.config.ConfigResult;
import io.quotastack.core.problem.Problem;

/**
 * Decides commands to the configuration (CONTRACT 4, 8, 9 and 13). Pure: the same snapshot, command and now decide the same.
 *
 * <p>What was archived or revoked stays so; doing it again changes nothing and shows it as it is. Whether fields are
 * well formed, and who may ask, was checked before a command came here; whether a patch fits what it changes is decided
 * here.
 */
public final class ConfigDecider {

    private ConfigDecider() {}

    /**
     * What becomes of the command.
     *
     * @param now the time of the decision, to the millisecond; the caller sees to it that it never goes back
     */
    public static ConfigDecision decide(Config config, ConfigCommand command, Instant now) {
        return switch (command) {
            case ConfigCommand.SetRootKey(String hash) -> setRootKey(config, hash);
            case ConfigCommand.CreateTenant create -> TenantDecisions.create(config, create, now);
            case ConfigCommand.CreateApiKey create -> ApiKeyDecisions.create(config, create, now);
            case ConfigCommand.RevokeApiKey revoke -> ApiKeyDecisions.revoke(config, revoke, now);
            case ConfigCommand.NoteKeyUse use -> ApiKeyDecisions.noteUse(config, use);
            case ConfigCommand.PatchSettings patch -> TenantDecisions.patchSettings(config, patch, now);
            case ConfigCommand.ResealSecret reseal -> TenantDecisions.reseal(config, reseal);
            case ConfigCommand.CreateMetric create -> MetricDecisions.create(config, create, now);
            case ConfigCommand.PatchMetric patch -> MetricDecisions.patch(config, patch);
            case ConfigCommand.ArchiveMetric archive -> MetricDecisions.archive(config, archive, now);
            case ConfigCommand.CreateRule create -> RuleDecisions.create(config, create, now);
            case ConfigCommand.ArchiveRule archive -> RuleDecisions.archive(config, archive, now);
            case ConfigCommand.ActivateRule activate -> RuleDecisions.activate(config, activate, now);
            case ConfigCommand.CreateTopupPackage create -> PackageDecisions.create(config, create, now);
            case ConfigCommand.PatchTopupPackage patch -> PackageDecisions.patch(config, patch);
            case ConfigCommand.ArchiveTopupPackage archive -> PackageDecisions.archive(config, archive, now);
            case ConfigCommand.CreatePlan create -> PlanDecisions.create(config, create, now);
            case ConfigCommand.PatchPlan patch -> PlanDecisions.patch(config, patch, now);
            case ConfigCommand.CreateVariant create -> VariantDecisions.create(config, create, now);
            case ConfigCommand.PatchVariant patch -> VariantDecisions.patch(config, patch, now);
            case ConfigCommand.StartSimulation start -> SimulationDecisions.start(config, start, now);
            case ConfigCommand.CancelSimulation cancel -> SimulationDecisions.cancel(config, cancel, now);
        };
    }

    private static ConfigDecision setRootKey(Config config, String hash) {
        var result = new ConfigResult.RootKeyKept();
        return config.rootKeyHash().filter(hash::equals).isPresent()
                ? unchanged(result)
                : changed(new ConfigChange.RootKeySet(hash), result);
    }

    static ConfigDecision changed(ConfigChange change, ConfigResult result) {
        return new Accepted(List.of(change), result);
    }

    static ConfigDecision unchanged(ConfigResult result) {
        return new Accepted(List.of(), result);
    }

    static ConfigDecision refused(Problem problem) {
        return new Refused(problem);
    }
}
