package io.quotastack.platform.commit;

import java.util.Map;

import org.apache.kafka.common.TopicPartition;

/** Ends the transaction of the calling thread, as a producer does. */
public final class TransactionOfThread {

    private TransactionOfThread() {}

    public static void commit(Map<TopicPartition, Long> lastOffsets) {
        GroupCommit.ofThread().committed(lastOffsets);
    }

    public static void abort() {
        GroupCommit.ofThread().aborted();
    }
}
