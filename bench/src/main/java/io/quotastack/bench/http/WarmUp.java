package io.quotastack.bench.http;

import java.time.Duration;
import java.util.Locale;

/**
 * How a load ran before it was measured.
 *
 * @param steady false when the rate still changed after the longest time that is waited
 */
public record WarmUp(Duration took, boolean steady) {

    /** For the reader of the figure. */
    public String text() {
        return String.format(Locale.ROOT, steady ? "steady after %.1f s" : "not steady after %.1f s",
                took.toMillis() / 1e3);
    }
}
