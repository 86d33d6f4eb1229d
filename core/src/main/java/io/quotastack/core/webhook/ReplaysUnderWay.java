package io.quotastack.core.webhook;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The replays of one environment that have not ended everywhere, or its discards. Kept where the environment's requests are decided; each
 * partition tells it when its part has ended.
 *
 * @param partsLeft by its id: in how many partitions it has not ended
 */
public record ReplaysUnderWay(Map<String, Integer> partsLeft) {

    public static final ReplaysUnderWay NONE = new ReplaysUnderWay(Map.of());

    /** Each reads the events of all customers, and keeps deliveries that wait. */
    static final int MOST = 5;

    public ReplaysUnderWay {
        partsLeft = Collections.unmodifiableMap(new TreeMap<>(partsLeft));
    }

    boolean isFull() {
        return partsLeft.size() >= MOST;
    }

    ReplaysUnderWay begun(String replayId, int partitions) {
        var more = new TreeMap<>(partsLeft);
        more.put(replayId, partitions);
        return new ReplaysUnderWay(more);
    }

    /** One partition has found all that it has of it. */
    ReplaysUnderWay partEnded(String replayId) {
        var fewer = new TreeMap<>(partsLeft);
        fewer.computeIfPresent(replayId, (id, left) -> left > 1 ? left - 1 : null);
        return new ReplaysUnderWay(fewer);
    }
}
