package io.quotastack.core.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;

/**
 * All plans of an environment by id, in their newest version, and all versions of all their variants.
 */
public record Plans(SortedMap<String, Plan> plans, NavigableMap<PlanVariant.Ref, PlanVariant> variants) {

    public static final Plans NONE = new Plans(Collections.emptySortedMap(), Collections.emptyNavigableMap());

    public Optional<Plan> plan(String id) {
        return Optional.ofNullable(plans.get(id));
    }

    /** The newest version: the one that a subscription starts with. */
    public Optional<PlanVariant> variant(String id) {
        return Optional.ofNullable(variants.floorEntry(new PlanVariant.Ref(id, Integer.MAX_VALUE)))
                .map(Map.Entry::getValue).filter(variant -> variant.id().equals(id));
    }

    /** The version that a subscription started with. */
    public Optional<PlanVariant> variantVersion(String id, int version) {
        return Optional.ofNullable(variants.get(new PlanVariant.Ref(id, version)));
    }

    /** The variants of a plan, each in its newest version. */
    public Collection<PlanVariant> variantsOf(String planId) {
        Map<String, PlanVariant> newest = new LinkedHashMap<>();
        for (PlanVariant variant : variants.values()) {
            if (variant.planId().equals(planId)) {
                newest.put(variant.id(), variant);
            }
        }
        return newest.values();
    }

    /** The variants that would take over one after the other, beginning with that one; ends, since none leads back. */
    public List<PlanVariant> fallbacksFrom(String variantId) {
        List<PlanVariant> chain = new ArrayList<>();
        Optional<PlanVariant> next = variant(variantId);
        while (next.isPresent()) {
            chain.add(next.get());
            next = next.get().terms().fallbackVariantId().flatMap(this::variant);
        }
        return chain;
    }

    /** What a subscription to the variant includes: the features of its plan as they are now. */
    public SortedMap<String, Feature> features(PlanVariant variant) {
        return plan(variant.planId()).map(Plan::features).orElse(Collections.emptySortedMap());
    }
}
