package io.quotastack.core.webhook;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The replays of one environment that have not ended everywhere, or its discards of ranges. Kept where the environment's
 * requests are decided; each partition tells it when its part has ended.
 *
 * @param partsLeft by its id: in how many partitions it has not ended
 */
public record JobsUnderWay(Map<String, Integer> partsLeft) {

    public static final JobsUnderWay NONE = new JobsUnderWay(Map.of());

    /** Each goes through the events or the deliveries of all customers. */
    static final int MOST = 5;

    public JobsUnderWay {
        partsLeft = Collections.unmodifiableMap(new TreeMap<>(partsLeft));
    }

    boolean isFull() {
        return partsLeft.size() >= MOST;
    }

    JobsUnderWay begun(String jobId, int partitions) {
        var more = new TreeMap<>(partsLeft);
        more.put(jobId, partitions);
        return new JobsUnderWay(more);
    }

    /** One partition has found all that it has of it. */
    JobsUnderWay partEnded(String jobId) {
        var fewer = new TreeMap<>(partsLeft);
        fewer.computeIfPresent(jobId, (id, left) -> left > 1 ? left - 1 : null);
        return new JobsUnderWay(fewer);
    }
}
