package io.quotastack.core.tenant;

import io.quotastack.core.catalogue.TopupPackage;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.metering.Metric;

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

    record SettingsPut(TenantEnvironment world, Settings settings) implements ConfigChange {
        @Override
        public String key() {
            return "settings/" + world;
        }
    }

    /** A metric with all its rules: they change together, so that a reader never sees half a succession. */
    record MetricPut(TenantEnvironment world, Metric metric) implements ConfigChange {
        @Override
        public String key() {
            return "metric/" + world + "/" + metric.key();
        }
    }

    record TopupPackagePut(TenantEnvironment world, TopupPackage topupPackage) implements ConfigChange {
        @Override
        public String key() {
            return "topup_package/" + world + "/" + topupPackage.id();
        }
    }
}
