package io.quotastack.core.tenant;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.metering.Metric;
import io.quotastack.core.tenant.Config.World;

/** A snapshot in the making: many changes at the price of one copy, so a start reads a large configuration in no time. */
final class ConfigBuilder {

    private long version;
    private Optional<String> rootKeyHash;
    private final Map<UUID, Tenant> tenants;
    private final Map<String, ApiKey> keysByHash;
    private final Map<TenantEnvironment, Settings> settings = new HashMap<>();
    private final Map<TenantEnvironment, SortedMap<String, Metric>> metrics = new HashMap<>();
    private final Config base;

    ConfigBuilder(Config base) {
        this.base = base;
        version = base.version();
        rootKeyHash = base.rootKeyHash();
        tenants = new HashMap<>(base.tenants());
        keysByHash = new HashMap<>(base.keysByHash());
    }

    void apply(NumberedChange numbered) {
        version = Math.max(version, numbered.version());
        switch (numbered.change()) {
            case ConfigChange.RootKeySet(String hash) -> rootKeyHash = Optional.of(hash);
            case ConfigChange.TenantPut(Tenant tenant) -> tenants.put(tenant.id(), tenant);
            case ConfigChange.ApiKeyPut(ApiKey key) -> keysByHash.put(key.hash(), key);
            case ConfigChange.SettingsPut(TenantEnvironment world, Settings set) -> settings.put(world, set);
            case ConfigChange.MetricPut(TenantEnvironment world, Metric metric) -> metrics
                    .computeIfAbsent(world, at -> new TreeMap<>(base.world(at).metrics())).put(metric.key(), metric);
        }
    }

    Config build() {
        Map<TenantEnvironment, World> worlds = new HashMap<>(base.worlds());
        settings.forEach((world, set) -> worlds.put(world, new World(set, base.world(world).metrics())));
        metrics.forEach((world, counted) -> worlds.put(world,
                new World(worlds.getOrDefault(world, World.EMPTY).settings(),
                        Collections.unmodifiableSortedMap(counted))));
        return new Config(version, rootKeyHash, Collections.unmodifiableMap(tenants),
                Collections.unmodifiableMap(keysByHash), Collections.unmodifiableMap(worlds));
    }
}
