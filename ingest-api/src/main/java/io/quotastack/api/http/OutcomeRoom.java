package io.quotastack.api.http;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

import io.quotastack.gateway.Reply;

/** The room for outcomes in the answer to one batch. One that finds none is let go at once; what it tells of is decided. */
public final class OutcomeRoom {

    private static final long BYTES = 4 * 1024 * 1024;

    private final AtomicLong left = new AtomicLong(BYTES);

    /** The outcome, if there is room for it. */
    public Optional<Reply> keep(Reply outcome) {
        int bytes = outcome.body().length;
        long before = left.getAndUpdate(room -> room < bytes ? room : room - bytes);
        return before < bytes ? Optional.empty() : Optional.of(outcome);
    }
}
