package io.quotastack.core.subscription;

import java.time.Instant;

/** From start, inclusive, to end, exclusive. */
public record Period(Instant start, Instant end) {

    /** The same period, ending elsewhere. */
    public Period endingAt(Instant otherEnd) {
        return new Period(start, otherEnd);
    }
}
