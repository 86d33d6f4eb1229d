package io.quotastack.api.credit;

import java.time.Instant;
import java.util.Currency;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

import io.quotastack.api.read.FieldType;
import io.quotastack.api.read.FieldTypes;
import io.quotastack.api.read.Fields;
import io.quotastack.core.command.Command.Expiry;

/**
 * The fields that a grant and a top-up share (CONTRACT 3 and 8). Faults between fields are told here too: one way to
 * expire, and a price with its currency.
 */
record GrantBody(long credits, int priority, Expiry expiry, Optional<Long> pricePaid, Optional<String> currency,
        Map<String, String> metadata) {

    private static final int PRIORITY_BOUND = 1_000;
    private static final long MOST_EXPIRY_SECONDS = 3_155_760_000L; // A hundred years.
    private static final Set<String> CURRENCIES = Currency.getAvailableCurrencies().stream()
            .map(Currency::getCurrencyCode).collect(Collectors.toUnmodifiableSet());

    static final FieldType<Long> CREDITS = FieldTypes.integer(1, Long.MAX_VALUE);
    private static final FieldType<Long> PRIORITY = FieldTypes.integer(-PRIORITY_BOUND, PRIORITY_BOUND);
    private static final FieldType<Long> EXPIRY_SECONDS = FieldTypes.integer(1, MOST_EXPIRY_SECONDS);
    private static final FieldType<Long> MONEY = FieldTypes.integer(0, Long.MAX_VALUE);
    private static final FieldType<String> CURRENCY = FieldTypes.string(code -> CURRENCIES.contains(code)
            ? Optional.empty()
            : Optional.of("must be an ISO 4217 code, such as EUR"));

    /**
     * Reads the fields.
     *
     * @param effectiveAt when the block takes effect, when the body says so
     */
    static GrantBody read(Fields body, Optional<Instant> effectiveAt) {
        long credits = body.required("credits", CREDITS);
        long priority = body.optional("priority", PRIORITY).orElse(0L);
        Optional<Instant> expiresAt = body.nullable("expires_at", FieldTypes.TIME);
        Optional<Long> expiresInSeconds = body.optional("expires_in_seconds", EXPIRY_SECONDS);
        Optional<Long> pricePaid = body.optional("price_paid", MONEY);
        Optional<String> currency = body.optional("currency", CURRENCY);
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
