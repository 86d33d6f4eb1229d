package io.quotastack.gateway;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/** A finished answer. Its body may be rendered when it is first asked for: not by the thread that decided, and not where nobody reads it. */
public final class Reply {

    private final int status;
    private final boolean replayed;
    private final Supplier<byte[]> rendering;
    private volatile byte @Nullable [] body;

    private Reply(int status, boolean replayed, Supplier<byte[]> rendering, byte @Nullable [] body) {
        this.status = status;
        this.replayed = replayed;
        this.rendering = rendering;
        this.body = body;
    }

    /**
     * A rendered answer.
     *
     * @param status HTTP status; from 400 on the body is a problem document
     * @param body JSON in UTF-8; the array is handed over, not copied
     * @param replayed the answer was given before, to the same idempotency key
     */
    public Reply(int status, byte[] body, boolean replayed) {
        this(status, replayed, () -> body, body);
    }

    /**
     * An answer given for the first time, to be rendered when it is asked for.
     *
     * @param rendering gives the same bytes on whatever thread and however often
     */
    public static Reply lazy(int status, Supplier<byte[]> rendering) {
        return new Reply(status, false, rendering, null);
    }

    public int status() {
        return status;
    }

    public byte[] body() {
        byte[] rendered = body;
        if (rendered == null) {
            rendered = rendering.get();
            body = rendered;
        }
        return rendered;
    }

    public boolean replayed() {
        return replayed;
    }
}
