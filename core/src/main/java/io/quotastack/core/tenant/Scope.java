package io.quotastack.core.tenant;

import java.util.Locale;
import java.util.Optional;

/** What an API key may do; {@code admin} includes managing keys and configuration of its environment (CONTRACT 13). */
public enum Scope {
    CUSTOMERS_READ,
    CUSTOMERS_WRITE,
    CREDITS_READ,
    CREDITS_WRITE,
    USAGE_READ,
    USAGE_WRITE,
    ENTITLEMENTS_READ,
    ENTITLEMENTS_WRITE,
    RESERVATIONS_READ,
    RESERVATIONS_WRITE,
    METERING_READ,
    METERING_WRITE,
    PLANS_READ,
    PLANS_WRITE,
    SUBSCRIPTIONS_READ,
    SUBSCRIPTIONS_WRITE,
    WEBHOOKS_READ,
    WEBHOOKS_WRITE,
    ADMIN;

    /** {@code credits:read}, {@code admin}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', ':');
    }

    public static Optional<Scope> parse(String text) {
        for (Scope scope : values()) {
            if (scope.text().equals(text)) {
                return Optional.of(scope);
            }
        }
        return Optional.empty();
    }
}
