package io.quotastack.schemas.json;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import io.quotastack.core.catalogue.TopupPackage;

/** A top-up package as clients see it (CONTRACT 8). {@link Json#MAPPER} writes it. */
public record PackageView(
        String id,
        String key,
        String name,
        long credits,
        long bonusCredits,
        long price,
        String currency,
        Optional<Long> expiresInSeconds,
        int priority,
        Map<String, String> metadata,
        Instant createdAt,
        Optional<Instant> archivedAt) {

    public PackageView {
        metadata = Map.copyOf(metadata);
    }

    public static PackageView of(TopupPackage sold) {
        TopupPackage.Terms terms = sold.terms();
        return new PackageView(sold.id(), sold.key(), terms.name(), terms.credits(), terms.bonusCredits(),
                terms.price(), terms.currency(), terms.expiresInSeconds(), terms.priority(), terms.metadata(),
                sold.createdAt(), sold.archivedAt());
    }
}
