package io.quotastack.core.webhook;

/** What an attempt's end meant. */
public enum AttemptVerdict {
    /** It is not the head's next attempt: the end of one made twice, or of a delivery resolved meanwhile. */
    STALE,
    /** It was delivered. */
    DELIVERED,
    /** It is tried again. */
    FAILED,
    /** It was the last try. */
    DEAD
}
