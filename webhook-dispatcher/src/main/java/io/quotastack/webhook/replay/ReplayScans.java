package io.quotastack.webhook.replay;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import io.quotastack.core.webhook.ReplayJob;

/** The scans of this node, one for each replay under way in each of its partitions. */
public final class ReplayScans implements AutoCloseable {

    private record Key(int partition, String replayId) {}

    private final Function<ReplayScan.Task, ReplayScan> starter;
    private final Map<Key, ReplayScan> scans = new ConcurrentHashMap<>();

    /** @param starter begins a scan on a thread of its own */
    public ReplayScans(Function<ReplayScan.Task, ReplayScan> starter) {
        this.starter = starter;
    }

    public void begin(int partition, ReplayJob replay) {
        scans.computeIfAbsent(new Key(partition, replay.id()),
                key -> starter.apply(new ReplayScan.Task(partition, replay)));
    }

    /** A found event is in its queue, or was before. */
    public void taken(int partition, String replayId) {
        ReplayScan scan = scans.get(new Key(partition, replayId));
        if (scan != null) {
            scan.taken();
        }
    }

    /** The partition leaves this node; whoever has it next goes on. */
    public void endAll(int partition) {
        scans.keySet().removeIf(key -> {
            if (key.partition() != partition) {
                return false;
            }
            ReplayScan scan = scans.get(key);
            if (scan != null) {
                scan.close();
            }
            return true;
        });
    }

    @Override
    public void close() {
        scans.values().forEach(ReplayScan::close);
    }
}
