package io.quotastack.core.plan;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a tenant offers its customers; on which terms is up to its variants.
 *
 * @param key the tenant's own name of it, unique in its environment
 * @param version 1, 2, 3 …: counts what became of it
 * @param features by key, in the order of keys
 * @param updatedAt when this version was made
 */
public record Plan(
        String id,
        String key,
        int version,
        String name,
        Optional<String> description,
        SortedMap<String, Feature> features,
        Instant createdAt,
        Instant updatedAt) {

    public Plan {
        features = Collections.unmodifiableSortedMap(new TreeMap<>(features));
    }

    public Optional<Feature> feature(String featureKey) {
        return Optional.ofNullable(features.get(featureKey));
    }

    /** The next version, if anything is other than before; else this one. */
    public Plan revised(String newName, Optional<String> newDescription, Map<String, Feature> newFeatures,
            Instant now) {
        return newName.equals(name) && newDescription.equals(description) && newFeatures.equals(features)
                ? this
                : new Plan(id, key, version + 1, newName, newDescription, new TreeMap<>(newFeatures), createdAt, now);
    }
}
