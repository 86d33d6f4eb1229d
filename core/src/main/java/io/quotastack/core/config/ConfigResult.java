package io.quotastack.core.config;

import io.quotastack.core.catalogue.TopupPackage;
import io.quotastack.core.config.ConfigCommand.NewKey;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.metering.MeteringRule;
import io.quotastack.core.metering.Metric;
import io.quotastack.core.plan.Plan;
import io.quotastack.core.plan.PlanVariant;
import io.quotastack.core.simulation.SimulationJob;
import io.quotastack.core.tenant.ApiKey;
import io.quotastack.core.tenant.Settings;
import io.quotastack.core.tenant.Tenant;

/** What an accepted command made or changed, as it is afterwards: what the answer shows. */
public sealed interface ConfigResult {

    record RootKeyKept() implements ConfigResult {}

    record TenantCreated(Tenant tenant, NewKey liveKey, NewKey testKey) implements ConfigResult {}

    record ApiKeyCreated(ApiKey apiKey) implements ConfigResult {}

    record ApiKeyRevoked(ApiKey apiKey) implements ConfigResult {}

    record KeyUseNoted() implements ConfigResult {}

    record SettingsPatched(TenantEnvironment tenantEnvironment, Settings settings) implements ConfigResult {}

    /** Whether or not it was still kept. */
    record SecretResealed() implements ConfigResult {}

    record MetricCreated(Metric metric) implements ConfigResult {}

    record MetricPatched(Metric metric) implements ConfigResult {}

    record MetricArchived(Metric metric) implements ConfigResult {}

    /** A rule, and its metric with it. */
    record RuleCreated(Metric metric, MeteringRule rule) implements ConfigResult {}

    record RuleArchived(Metric metric, MeteringRule rule) implements ConfigResult {}

    record TopupPackageCreated(TopupPackage topupPackage) implements ConfigResult {}

    record TopupPackagePatched(TopupPackage topupPackage) implements ConfigResult {}

    record TopupPackageArchived(TopupPackage topupPackage) implements ConfigResult {}

    record PlanCreated(Plan plan) implements ConfigResult {}

    record PlanPatched(Plan plan) implements ConfigResult {}

    record VariantCreated(PlanVariant variant) implements ConfigResult {}

    record VariantPatched(PlanVariant variant) implements ConfigResult {}

    /** It goes on in the background. */
    record SimulationStarted(SimulationJob simulation) implements ConfigResult {}

    record SimulationCanceled(SimulationJob simulation) implements ConfigResult {}
}
