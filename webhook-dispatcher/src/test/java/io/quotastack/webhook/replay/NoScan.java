package io.quotastack.webhook.replay;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A scan that never begins. */
public final class NoScan {

    private NoScan() {}

    public static ReplayScan of(ReplayScan.Task task) {
        return new ReplayScan(task, Map.of(), (topic, bytes) -> {
            throw new IllegalStateException("nothing is read");
        }, (key, command) -> new CompletableFuture<>());
    }
}
