package io.quotastack.gateway;

import java.util.HashMap;
import java.util.Map;

/**
 * The bound on what large bodies, of requests or of answers, take of memory while they are on their way. Those of one
 * owner, an environment, take a third of the room at most: whatever a tenant does with its two, others have theirs.
 */
public final class MemoryShares {

    private final long bytes;
    private final Map<String, Long> takenBy = new HashMap<>();
    private long taken;

    /** Of so many bytes. */
    public MemoryShares(long bytes) {
        this.bytes = bytes;
    }

    /** Takes room; what was taken is given back with {@link #giveBack}. */
    public synchronized boolean take(String owner, long more) {
        long ofOwner = takenBy.getOrDefault(owner, 0L) + more;
        if (taken + more > bytes || ofOwner > bytes / 3) {
            return false;
        }
        taken += more;
        takenBy.put(owner, ofOwner);
        return true;
    }

    /** What was taken leaves. */
    public synchronized void giveBack(String owner, long less) {
        taken -= less;
        long left = takenBy.getOrDefault(owner, 0L) - less;
        if (left == 0) {
            takenBy.remove(owner);
        } else {
            takenBy.put(owner, left);
        }
    }
}
