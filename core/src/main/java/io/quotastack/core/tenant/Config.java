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

/**
 * One immutable snapshot of all configuration. Every decision reads one snapshot; its version orders snapshots.
 *
 * @param version the number of changes that made it; 0 is empty
 * @param rootKeyHash lower-case hex SHA-256 of the operator's key
 * @param keysByHash all keys ever made, revoked ones included
 */
public record Config(long version, Optional<String> rootKeyHash, Map<UUID, Tenant> tenants,
        Map<String, ApiKey> keysByHash, Map<TenantEnvironment, World> worlds) {

    public static final Config EMPTY = new Config(0, Optional.empty(), Map.of(), Map.of(), Map.of());

    /** The configuration of one environment of one tenant. Metrics by key. */
    public record World(Settings settings, SortedMap<String, Metric> metrics) {

        public static final World EMPTY = new World(Settings.DEFAULT, Collections.emptySortedMap());

        public Optional<Metric> metric(String key) {
            return Optional.ofNullable(metrics.get(key));
        }
    }

    /** The environment's configuration; of an unknown one, the defaults. */
    public World world(TenantEnvironment world) {
        return worlds.getOrDefault(world, World.EMPTY);
    }

    /** The snapshot after one more change: the only way to a new one, in the deciding task and in every reader alike. */
    public Config apply(long newVersion, ConfigChange change) {
        return switch (change) {
            case ConfigChange.RootKeySet(String hash) -> new Config(newVersion, Optional.of(hash), tenants, keysByHash,
                    worlds);
            case ConfigChange.TenantPut(Tenant tenant) -> new Config(newVersion, rootKeyHash,
                    with(tenants, tenant.id(), tenant), keysByHash, worlds);
            case ConfigChange.ApiKeyPut(ApiKey key) -> new Config(newVersion, rootKeyHash, tenants,
                    with(keysByHash, key.hash(), key), worlds);
            case ConfigChange.SettingsPut(TenantEnvironment at, Settings settings) -> new Config(newVersion,
                    rootKeyHash, tenants, keysByHash,
                    with(worlds, at, new World(settings, world(at).metrics())));
            case ConfigChange.MetricPut(TenantEnvironment at, Metric metric) -> {
                var metrics = new TreeMap<>(world(at).metrics());
                metrics.put(metric.key(), metric);
                yield new Config(newVersion, rootKeyHash, tenants, keysByHash,
                        with(worlds, at, new World(world(at).settings(), Collections.unmodifiableSortedMap(metrics))));
            }
        };
    }

    private static <K, V> Map<K, V> with(Map<K, V> map, K key, V value) {
        var copy = new HashMap<>(map);
        copy.put(key, value);
        return Collections.unmodifiableMap(copy);
    }
}
