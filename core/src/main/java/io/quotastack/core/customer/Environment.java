package io.quotastack.core.customer;

import java.util.Locale;
import java.util.Optional;

/** Live or test: sealed from each other in data, ids, keys, limits and webhooks (CONTRACT 1). */
public enum Environment {
    LIVE,
    TEST;

    private final String text = name().toLowerCase(Locale.ROOT);

    /** {@code live} or {@code test}, as it stands in keys, topics and answers. */
    public String text() {
        return text;
    }

    public static Optional<Environment> parse(String text) {
        for (Environment environment : values()) {
            if (environment.text().equals(text)) {
                return Optional.of(environment);
            }
        }
        return Optional.empty();
    }
}
