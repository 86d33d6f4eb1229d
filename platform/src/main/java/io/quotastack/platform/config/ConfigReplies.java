package io.quotastack.platform.config;

import java.time.Instant;
import java.util.Map;

import io.quotastack.core.config.ConfigResult;
import io.quotastack.gateway.Reply;
import io.quotastack.schemas.json.ConfigViews;
import io.quotastack.schemas.json.Json;
import io.quotastack.schemas.json.PackageView;
import io.quotastack.schemas.json.PlanViews;
import io.quotastack.schemas.json.RuleJson;
import io.quotastack.schemas.json.SimulationViews;

/** The answers to accepted commands: 201 for what was made, 200 for what was changed; keys as shown already. */
final class ConfigReplies {

    private ConfigReplies() {}

    /** Renders what was made or changed as it was at {@code now}. */
    static Reply of(ConfigResult result, Instant now) {
        return switch (result) {
            case ConfigResult.RootKeyKept() -> changed(Map.of());
            case ConfigResult.KeyUseNoted() -> changed(Map.of());
            case ConfigResult.SecretResealed() -> changed(Map.of());
            case ConfigResult.TenantCreated(var tenant, var live, var test) -> made(
                    ConfigViews.newTenant(tenant, live, test));
            case ConfigResult.ApiKeyCreated(var key) -> made(ConfigViews.apiKey(key));
            case ConfigResult.ApiKeyRevoked(var key) -> changed(ConfigViews.apiKey(key));
            case ConfigResult.SettingsPatched(var tenantEnvironment, var settings) -> changed(
                    ConfigViews.settings(tenantEnvironment, settings));
            case ConfigResult.MetricCreated(var metric) -> made(ConfigViews.metric(metric));
            case ConfigResult.MetricPatched(var metric) -> changed(ConfigViews.metric(metric));
            case ConfigResult.MetricArchived(var metric) -> changed(ConfigViews.metric(metric));
            case ConfigResult.RuleCreated(var metric, var rule) -> made(RuleJson.document(metric, rule, now));
            case ConfigResult.RuleArchived(var metric, var rule) -> changed(RuleJson.document(metric, rule, now));
            case ConfigResult.TopupPackageCreated(var topupPackage) -> made(PackageView.of(topupPackage));
            case ConfigResult.TopupPackagePatched(var topupPackage) -> changed(PackageView.of(topupPackage));
            case ConfigResult.TopupPackageArchived(var topupPackage) -> changed(PackageView.of(topupPackage));
            case ConfigResult.PlanCreated(var plan) -> made(PlanViews.plan(plan));
            case ConfigResult.PlanPatched(var plan) -> changed(PlanViews.plan(plan));
            case ConfigResult.VariantCreated(var variant) -> made(PlanViews.variant(variant));
            case ConfigResult.VariantPatched(var variant) -> changed(PlanViews.variant(variant));
            case ConfigResult.SimulationStarted(var simulation) -> new Reply(202,
                    Json.bytes(SimulationViews.job(simulation)), false);
            case ConfigResult.SimulationCanceled(var simulation) -> changed(SimulationViews.job(simulation));
        };
    }

    private static Reply made(Object document) {
        return new Reply(201, Json.bytes(document), false);
    }

    private static Reply changed(Object document) {
        return new Reply(200, Json.bytes(document), false);
    }
}
