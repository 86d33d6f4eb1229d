package io.quotastack.platform.commit;

/** Flushes what the calling thread wrote, as a producer does before it commits. */
public final class FlushOfThread {

    private FlushOfThread() {}

    public static void now() {
        GroupCommit.ofThread().flushing();
    }
}
