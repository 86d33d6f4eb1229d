package io.quotastack.core.config;

import io.quotastack.core.catalogue.TopupPackage;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.metering.MeteringRule;
import io.quotastack.core.metering.Metric;
import io.quotastack.core.plan.Plan;
import io.quotastack.core.plan.PlanVariant;
import io.quotastack.core.simulation.SimulationJob;
import io.quotastack.core.tenant.ApiKey;
import io.quotastack.core.tenant.Settings;
import io.quotastack.core.tenant.Tenant;

/** One change of the configuration, as it stands in the compacted topic `config`: the new state of one thing. */
public sealed interface ConfigChange {

    /** The compaction key of the change: what it replaces. */
    String key();

    record RootKeySet(String hash) implements ConfigChange {
        @Override
        public String key() {
            return "root";
        }
    }

    record TenantPut(Tenant tenant) implements ConfigChange {
        @Override
        public String key() {
            return "tenant/" + tenant.id();
        }
    }

    record ApiKeyPut(ApiKey apiKey) implements ConfigChange {
        @Override
        public String key() {
            return "key/" + apiKey.id();
        }
    }

    record SettingsPut(TenantEnvironment tenantEnvironment, Settings settings) implements ConfigChange {
        @Override
        public String key() {
            return "settings/" + tenantEnvironment;
        }
    }

    /**
     * A metric. Each of its rules is a thing of its own, so that none is written again for another; but those of versions
     * before, which stood in the metric's record, may still do so.
     */
    record MetricPut(TenantEnvironment tenantEnvironment, Metric metric) implements ConfigChange {
        @Override
        public String key() {
            return "metric/" + tenantEnvironment + "/" + metric.key();
        }
    }

    /** A rule of a metric, whose own record may come later: compaction keeps the last one of each. */
    record RulePut(TenantEnvironment tenantEnvironment, MeteringRule rule) implements ConfigChange {
        @Override
        public String key() {
            return "rule/" + tenantEnvironment + "/" + rule.id();
        }
    }

    record TopupPackagePut(TenantEnvironment tenantEnvironment, TopupPackage topupPackage) implements ConfigChange {
        @Override
        public String key() {
            return "topup_package/" + tenantEnvironment + "/" + topupPackage.id();
        }
    }

    /** A plan's newest version. */
    record PlanPut(TenantEnvironment tenantEnvironment, Plan plan) implements ConfigChange {
        @Override
        public String key() {
            return "plan/" + tenantEnvironment + "/" + plan.id();
        }
    }

    /** A simulation: it replaces the one that had its place. */
    record SimulationPut(TenantEnvironment tenantEnvironment, SimulationJob simulation) implements ConfigChange {
        @Override
        public String key() {
            return "simulation/" + tenantEnvironment + "/" + simulation.place();
        }
    }

    /** A version of a variant: it replaces none, since subscriptions may be on each of them. */
    record VariantPut(TenantEnvironment tenantEnvironment, PlanVariant variant) implements ConfigChange {
        @Override
        public String key() {
            return "variant/" + tenantEnvironment + "/" + variant.id() + "/" + variant.version();
        }
    }
}
