package io.quotastack.api.read;

import java.util.Optional;

/** What a customer paid for credits, {@code price_paid} and {@code currency} (CONTRACT 3 and 8). */
public record PaidBody(Optional<Long> price, Optional<String> currency) {

    /** Reads both; each needs the other. */
    public static PaidBody read(Fields body) {
        PaidBody paid = readWithDefaults(body);
        if (paid.price.isPresent() && paid.price.get() > 0 && !body.has("currency")) {
            body.at("currency").fault("is missing: a price needs its currency");
        }
        if (paid.currency.isPresent() && !body.has("price_paid")) {
            body.at("price_paid").fault("is missing: a currency needs its price");
        }
        return paid;
    }

    /** Reads what stands there, when a package has what does not. */
    public static PaidBody readWithDefaults(Fields body) {
        return new PaidBody(body.optional("price_paid", CreditTypes.MONEY),
                body.optional("currency", CreditTypes.CURRENCY));
    }
}
