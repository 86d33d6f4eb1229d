package io.quotastack.platform.commit;

import java.util.Map;

/** Stands for the producer's commit on the calling thread. */
public final class CommittedForTest {

    private CommittedForTest() {}

    public static void now() {
        GroupCommit.ofThread().flushing();
        GroupCommit.ofThread().committed(Map.of());
    }
}
