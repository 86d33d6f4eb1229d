package io.quotastack.core.catalogue;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import io.quotastack.core.text.Metadata;

/**
 * Credits that a tenant sells as one piece (CONTRACT 8).
 *
 * @param key the tenant's own name of it, unique in its environment for ever
 * @param terms what a sale now would grant; what was sold before is not changed by them
 * @param archivedAt from then on it is not sold any more
 */
public record TopupPackage(String id, String key, Terms terms, Instant createdAt, Optional<Instant> archivedAt) {

    /**
     * What a sale grants, and for how much.
     *
     * @param credits millicredits, at least 1: a block that was paid for
     * @param bonusCredits millicredits of a further block, which is free; 0: none. With {@code credits} within 64 bits
     * @param price in the currency's smallest unit
     * @param currency ISO 4217
     * @param expiresInSeconds the life of the blocks from when they take effect; absent: without end
     * @param priority −1000…1000, lower burns first
     */
    public record Terms(
            String name,
            long credits,
            long bonusCredits,
            long price,
            String currency,
            Optional<Long> expiresInSeconds,
            int priority,
            Map<String, String> metadata) {
        public Terms {
            if (credits < 1 || bonusCredits < 0 || price < 0) {
                throw new IllegalArgumentException(
                        "credits " + credits + ", bonus " + bonusCredits + ", price " + price);
            }
            metadata = Metadata.copyOf(metadata);
        }

        /** Whether a sale can be granted: credits and bonus together are an amount. */
        public boolean withinRange() {
            return bonusCredits <= Long.MAX_VALUE - credits;
        }
    }

    /** The package on other terms. */
    public TopupPackage on(Terms newTerms) {
        return new TopupPackage(id, key, newTerms, createdAt, archivedAt);
    }

    public TopupPackage archived(Instant at) {
        return new TopupPackage(id, key, terms, createdAt, Optional.of(at));
    }
}
