package io.quotastack.core.config;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.tenant.ApiKey;

/**
 * The keys of all environments: those in force, and of the revoked ones of each environment the latest, to be shown. Which
 * these are does not depend on the order in which the changes came.
 */
public final class ApiKeys {

    /** Of an environment. */
    static final int REVOKED_KEPT = 1_000;

    static final ApiKeys NONE = new ApiKeys(ShardedMap.empty(), ShardedMap.empty(), ShardedMap.empty());

    private static final Comparator<ApiKey> LATEST_REVOKED_FIRST = Comparator
            .<ApiKey, Instant>comparing(key -> key.revokedAt().orElseThrow()).thenComparing(ApiKey::id)
            .reversed();

    private final ShardedMap<String, ApiKey> byHash;
    private final ShardedMap<String, ApiKey> byId;
    private final ShardedMap<TenantEnvironment, Map<String, ApiKey>> byEnvironment;

    private ApiKeys(ShardedMap<String, ApiKey> byHash, ShardedMap<String, ApiKey> byId,
            ShardedMap<TenantEnvironment, Map<String, ApiKey>> byEnvironment) {
        this.byHash = byHash;
        this.byId = byId;
        this.byEnvironment = byEnvironment;
    }

    /** The keys with these instead of those of their ids. */
    ApiKeys with(Collection<ApiKey> put) {
        Map<TenantEnvironment, Map<String, ApiKey>> changed = new HashMap<>();
        for (ApiKey key : put) {
            changed.computeIfAbsent(key.tenantEnvironment(),
                    environment -> new HashMap<>(byEnvironment.get(environment).orElse(Map.of())))
                    .put(key.id(), key);
        }
        Map<String, ApiKey> hashes = new HashMap<>();
        Map<String, ApiKey> ids = new HashMap<>();
        Set<String> hashesGone = new HashSet<>();
        Set<String> idsGone = new HashSet<>();
        for (ApiKey key : put) {
            hashes.put(key.hash(), key);
            ids.put(key.id(), key);
        }
        for (Map<String, ApiKey> keys : changed.values()) {
            for (ApiKey old : revokedLongAgo(keys.values())) {
                keys.remove(old.id());
                hashesGone.add(old.hash());
                idsGone.add(old.id());
            }
        }
        return new ApiKeys(byHash.with(hashes, hashesGone), byId.with(ids, idsGone),
                byEnvironment.with(changed, Set.of()));
    }

    private static List<ApiKey> revokedLongAgo(Collection<ApiKey> keys) {
        return keys.size() <= REVOKED_KEPT
                ? List.of()
                : keys.stream().filter(key -> key.revokedAt().isPresent()).sorted(LATEST_REVOKED_FIRST)
                        .skip(REVOKED_KEPT).toList();
    }

    /** The key of that hash, revoked or not. */
    public Optional<ApiKey> ofHash(String hash) {
        return byHash.get(hash);
    }

    /** The key of that id, revoked or not. */
    public Optional<ApiKey> ofId(String id) {
        return byId.get(id);
    }

    /** Those of an environment, in no order. */
    public Collection<ApiKey> of(TenantEnvironment environment) {
        return byEnvironment.get(environment).orElse(Map.of()).values();
    }

    public int size() {
        return byId.size();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ApiKeys keys && byId.equals(keys.byId);
    }

    @Override
    public int hashCode() {
        return byId.hashCode();
    }

    @Override
    public String toString() {
        return byId.toString();
    }
}
