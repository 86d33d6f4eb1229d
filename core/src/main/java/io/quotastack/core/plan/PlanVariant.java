package io.quotastack.core.plan;

import java.time.Instant;
import java.util.Comparator;

/**
 * One version of a variant of a plan: the terms that a subscription which started with it keeps.
 *
 * @param key the tenant's own name of it, unique in its plan
 * @param version 1, 2, 3 …
 * @param createdAt when version 1 was made
 * @param updatedAt when this version was made
 */
public record PlanVariant(
        String id,
        String planId,
        String key,
        int version,
        VariantTerms terms,
        Instant createdAt,
        Instant updatedAt) {

    /** Names a version of a variant; a variant's versions stand together, in their order. */
    public record Ref(String variantId, int version) implements Comparable<Ref> {

        private static final Comparator<Ref> ORDER = Comparator.comparing(Ref::variantId)
                .thenComparingInt(Ref::version);

        @Override
        public int compareTo(Ref other) {
            return ORDER.compare(this, other);
        }
    }

    public PlanVariant {
        if (!TermsFault.of(terms).isEmpty()) {
            throw new IllegalArgumentException("terms of " + id + ": " + TermsFault.of(terms));
        }
    }

    public Ref ref() {
        return new Ref(id, version);
    }

    /** The next version. */
    public PlanVariant revised(VariantTerms newTerms, Instant now) {
        return new PlanVariant(id, planId, key, version + 1, newTerms, createdAt, now);
    }
}
