package io.quotastack.api.read;

import java.util.Currency;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The field types of what credits are granted on and sold for (CONTRACT 1 and 3). */
public final class CreditTypes {

    private static final int PRIORITY_BOUND = 1_000;
    private static final long MOST_EXPIRY_SECONDS = 3_155_760_000L; // A hundred years.
    private static final Set<String> CURRENCIES = Currency.getAvailableCurrencies().stream()
            .map(Currency::getCurrencyCode).collect(Collectors.toUnmodifiableSet());

    /** What a block begins with, in millicredits. */
    public static final FieldType<Long> CREDITS = FieldTypes.integer(1, Long.MAX_VALUE);

    /** Millicredits, or none. */
    public static final FieldType<Long> MILLICREDITS = FieldTypes.integer(0, Long.MAX_VALUE);

    /** Lower burns first; fits an int. */
    public static final FieldType<Long> PRIORITY = FieldTypes.integer(-PRIORITY_BOUND, PRIORITY_BOUND);

    /** The life of a block. */
    public static final FieldType<Long> EXPIRY_SECONDS = FieldTypes.integer(1, MOST_EXPIRY_SECONDS);

    /** In the currency's smallest unit. */
    public static final FieldType<Long> MONEY = FieldTypes.integer(0, Long.MAX_VALUE);

    public static final FieldType<String> CURRENCY = FieldTypes.string(code -> CURRENCIES.contains(code)
            ? Optional.empty()
            : Optional.of("must be an ISO 4217 code, such as EUR"));

    private CreditTypes() {}
}
