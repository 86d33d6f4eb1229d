package io.quotastack.api.tenant;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.quotastack.api.http.Configurations;
import io.quotastack.api.http.RequestIds;
import io.quotastack.core.config.ConfigCommand;
import io.quotastack.core.tenant.ApiKey;
import io.quotastack.gateway.ConfigGateway;

/** Remembers in memory in which minute each key was last used, and tells the configuration what changed. */
public final class KeyUse {

    private static final Logger LOG = LoggerFactory.getLogger(KeyUse.class);
    private static final long MILLIS_PER_MINUTE = TimeUnit.MINUTES.toMillis(1);

    private final ConfigGateway configs;
    private final ConcurrentMap<String, Long> lastMinutes = new ConcurrentHashMap<>();
    private Map<String, Long> told = Map.of();

    public KeyUse(ConfigGateway configs) {
        this.configs = configs;
    }

    /** Costs a map read but once a minute and key. */
    public void used(ApiKey key) {
        Long minute = System.currentTimeMillis() / MILLIS_PER_MINUTE;
        if (!minute.equals(lastMinutes.get(key.id()))) {
            lastMinutes.put(key.id(), minute);
        }
    }

    /** To be called about once a minute, by one thread. What was not reported is reported the next time. */
    public void tell() {
        // What was told of a key that lets nobody in any more is of no use: keys come and go.
        lastMinutes.entrySet().removeIf(use -> use.getValue().equals(told.get(use.getKey())) && !inForce(use.getKey()));
        Map<String, Long> now = Map.copyOf(lastMinutes);
        Map<String, Instant> changed = new HashMap<>();
        now.forEach((id, minute) -> {
            if (!minute.equals(told.get(id))) {
                changed.put(id, Instant.EPOCH.plus(minute, ChronoUnit.MINUTES));
            }
        });
        if (changed.isEmpty()) {
            told = now;
            return;
        }
        try {
            configs.submit("req_" + RequestIds.next(), Configurations.ROOT, Optional.empty(),
                    new ConfigCommand.NoteKeyUse(Map.copyOf(changed))).join();
            told = now;
        } catch (RuntimeException e) {
            LOG.warn("when keys were last used could not be noted; the next minute tries again", e);
        }
    }

    private boolean inForce(String id) {
        return configs.current().keys().ofId(id).filter(key -> key.revokedAt().isEmpty()).isPresent();
    }

    /** How many keys are remembered. */
    public int size() {
        return lastMinutes.size();
    }
}
