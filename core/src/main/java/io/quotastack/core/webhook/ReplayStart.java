package io.quotastack.core.webhook;

/** What becomes of a replay that is to start in a partition. */
public enum ReplayStart {
    /** Its search is to begin. */
    BEGINS,
    /** It has begun before. */
    KNOWN,
    /** The endpoint was disabled in the meantime: here it ends before it begins. */
    ENDS
}
