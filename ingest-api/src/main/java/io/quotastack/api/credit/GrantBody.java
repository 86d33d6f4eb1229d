package io.quotastack.api.credit;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import io.quotastack.api.read.CreditTypes;
import io.quotastack.api.read.FieldTypes;
import io.quotastack.api.read.Fields;
import io.quotastack.core.command.Command.Expiry;

/**
 * The fields that a grant and a top-up share (CONTRACT 3 and 8). Faults between fields are told here too: one way to
 * expire, and a price with its currency.
 */
record GrantBody(long credits, int priority, Expiry expiry, Optional<Long> pricePaid, Optional<String> currency,
        Map<String, String> metadata) {

    /**
     * Reads the fields.
     *
     * @param effectiveAt when the block takes effect, when the body says so
     */
    static GrantBody read(Fields body, Optional<Instant> effectiveAt) {
        long credits = body.required("credits", CreditTypes.CREDITS);
        long priority = body.optional("priority", CreditTypes.PRIORITY).orElse(0L);
        Optional<Instant> expiresAt = body.nullable("expires_at", FieldTypes.TIME);
        Optional<Long> expiresInSeconds = body.optional("expires_in_seconds", CreditTypes.EXPIRY_SECONDS);
        Optional<Long> pricePaid = body.optional("price_paid", CreditTypes.MONEY);
        Optional<String> currency = body.optional("currency", CreditTypes.CURRENCY);
        Map<String, String> metadata = body.optional("metadata", FieldTypes.METADATA).orElse(Map.of());
        checkTogether(body, effectiveAt, expiresAt, expiresInSeconds);
        if (pricePaid.isPresent() && pricePaid.get() > 0 && !body.has("currency")) {
            body.at("currency").fault("is missing: a price needs its currency");
        }
        if (currency.isPresent() && !body.has("price_paid")) {
            body.at("price_paid").fault("is missing: a currency needs its price");
        }
        var expiry = new Expiry(expiresAt,
                expiresInSeconds.isPresent() ? OptionalLong.of(expiresInSeconds.get()) : OptionalLong.empty());
        return new GrantBody(credits, (int) priority, expiry, pricePaid, currency, metadata);
    }

    private static void checkTogether(Fields body, Optional<Instant> effectiveAt, Optional<Instant> expiresAt,
            Optional<Long> expiresInSeconds) {
        if (expiresAt.isPresent() && expiresInSeconds.isPresent()) {
            body.at("expires_in_seconds").fault("cannot stand beside expires_at");
        }
        if (expiresAt.isPresent() && effectiveAt.isPresent() && !expiresAt.get().isAfter(effectiveAt.get())) {
            body.at("expires_at").fault("must be after effective_at");
        }
    }
}
