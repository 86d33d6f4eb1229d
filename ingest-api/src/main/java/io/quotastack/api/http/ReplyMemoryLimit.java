package io.quotastack.api.http;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * The bound on large answers on their way to clients, from the moment they are made until they are written. Small ones
 * are bounded by the requests in hand. A client who does not read keeps what it was given for so long and no longer, and
 * those of one owner keep half of the room at most: whatever they do, others have theirs.
 */
public final class ReplyMemoryLimit {

    /** Answers of more bytes are large. */
    static final int LARGE = 64 * 1024;

    private final long bytes;
    private final Duration within;
    private final Map<String, Long> takenBy = new HashMap<>();
    private long taken;

    /**
     * A room that is empty.
     *
     * @param within how long an answer may take its room
     */
    public ReplyMemoryLimit(long bytes, Duration within) {
        this.bytes = bytes;
        this.within = within;
    }

    Duration within() {
        return within;
    }

    /** Takes room for an answer; what was taken is given back with {@link #giveBack}. */
    synchronized boolean take(String owner, long ofReply) {
        long ofOwner = takenBy.getOrDefault(owner, 0L) + ofReply;
        if (taken + ofReply > bytes || ofOwner > bytes / 2) {
            return false;
        }
        taken += ofReply;
        takenBy.put(owner, ofOwner);
        return true;
    }

    synchronized void giveBack(String owner, long ofReply) {
        taken -= ofReply;
        long left = takenBy.getOrDefault(owner, 0L) - ofReply;
        if (left == 0) {
            takenBy.remove(owner);
        } else {
            takenBy.put(owner, left);
        }
    }
}
