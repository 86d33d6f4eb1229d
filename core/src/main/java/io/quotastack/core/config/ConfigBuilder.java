package io.quotastack.core.config;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import io.quotastack.core.config.Config.EnvironmentConfig;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.tenant.ApiKey;
import io.quotastack.core.tenant.Settings;
import io.quotastack.core.tenant.Tenant;

/**
 * A snapshot in the making: many changes at the price of one copy, so a start reads a large configuration in no time; and
 * what does not change is not copied.
 */
final class ConfigBuilder {

    private long version;
    private Optional<String> rootKeyHash;
    private final Map<UUID, Tenant> tenants = new HashMap<>();
    private final Map<String, ApiKey> keys = new HashMap<>();
    private final Map<TenantEnvironment, EnvironmentConfigBuilder> changedEnvironments = new HashMap<>();
    private final Config base;

    ConfigBuilder(Config base) {
        this.base = base;
        version = base.version();
        rootKeyHash = base.rootKeyHash();
    }

    void apply(NumberedChange numbered) {
        version = Math.max(version, numbered.version());
        switch (numbered.change()) {
            case ConfigChange.RootKeySet(String hash) -> rootKeyHash = Optional.of(hash);
            case ConfigChange.TenantPut(Tenant tenant) -> tenants.put(tenant.id(), tenant);
            case ConfigChange.ApiKeyPut(ApiKey key) -> keys.put(key.id(), key);
            case ConfigChange.SettingsPut(TenantEnvironment at, Settings set) -> tenantEnvironment(at).put(set);
            case ConfigChange.MetricPut(TenantEnvironment at, var metric) -> tenantEnvironment(at).put(metric);
            case ConfigChange.RulePut(TenantEnvironment at, var rule) -> tenantEnvironment(at).put(rule);
            case ConfigChange.TopupPackagePut(TenantEnvironment at, var topupPackage) -> tenantEnvironment(at)
                    .put(topupPackage);
            case ConfigChange.PlanPut(TenantEnvironment at, var plan) -> tenantEnvironment(at).put(plan);
            case ConfigChange.VariantPut(TenantEnvironment at, var variant) -> tenantEnvironment(at).put(variant);
            case ConfigChange.SimulationPut(TenantEnvironment at, var simulation) -> tenantEnvironment(at)
                    .put(simulation);
        }
    }

    private EnvironmentConfigBuilder tenantEnvironment(TenantEnvironment at) {
        return changedEnvironments.computeIfAbsent(at,
                tenantEnvironment -> new EnvironmentConfigBuilder(base.environment(tenantEnvironment)));
    }

    Config build() {
        Map<TenantEnvironment, EnvironmentConfig> tenantEnvironments = new HashMap<>();
        changedEnvironments.forEach((at, tenantEnvironment) -> tenantEnvironments.put(at, tenantEnvironment.build()));
        return new Config(version, rootKeyHash, base.tenants().with(tenants, Set.of()),
                base.keys().with(keys.values()), base.tenantEnvironments().with(tenantEnvironments, Set.of()));
    }
}
