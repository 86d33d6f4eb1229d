package io.quotastack.schemas.topic;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import org.apache.kafka.common.config.TopicConfig;

/**
 * One topic as it is made.
 *
 * @param spread how its partition count is found
 * @param configs what the broker is told of it, all but replication
 */
public record Topic(String name, Spread spread, Map<String, String> configs) {

    /** Records up to this size pass. */
    private static final String MAX_MESSAGE_BYTES = Integer.toString(4 << 20);
    /** Stores that were closed meanwhile still learn of deletions. */
    private static final String DELETIONS_KEPT = Long.toString(Duration.ofDays(8).toMillis());
    /** Small segments: recovery after a crash reads those not flushed, and compaction leaves the last one alone. */
    private static final String SEGMENT_BYTES = Integer.toString(64 << 20);
    private static final String FOR_EVER = "-1";
    /** No step of a clock may keep a producer from writing, or a task from what it read. */
    private static final String ANY_TIME = Long.toString(Long.MAX_VALUE);

    /** How many partitions a topic has. */
    public enum Spread {
        /** As many as there are shards of customers: keyed by customer, each customer in one partition. */
        BY_CUSTOMER,
        /** One, for what needs one order or is rare. */
        SINGLE
    }

    public Topic {
        configs = Map.copyOf(configs);
    }

    /** A topic whose records go after {@code retention}. */
    public static Topic kept(String name, Spread spread, Duration retention) {
        return deleted(name, spread, Long.toString(retention.toMillis()));
    }

    /** A topic whose records never go, whatever the broker's defaults are. */
    public static Topic keptForEver(String name, Spread spread) {
        return deleted(name, spread, FOR_EVER);
    }

    /** A topic that keeps the last record of each key. */
    public static Topic compacted(String name, Spread spread) {
        return new Topic(name, spread, Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, MAX_MESSAGE_BYTES,
                TopicConfig.SEGMENT_BYTES_CONFIG, SEGMENT_BYTES, TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_COMPACT, TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG, ANY_TIME));
    }

    /** The changelog of a store, by the name that Streams gives it. Little of it is old, so restores are short. */
    public static Topic changelog(String applicationId, String store, Spread spread) {
        return compacted(applicationId + "-" + store + "-changelog", spread)
                .with(TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.2")
                .with(TopicConfig.DELETE_RETENTION_MS_CONFIG, DELETIONS_KEPT);
    }

    private static Topic deleted(String name, Spread spread, String retentionMillis) {
        return new Topic(name, spread, Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, MAX_MESSAGE_BYTES,
                TopicConfig.SEGMENT_BYTES_CONFIG, SEGMENT_BYTES, TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_DELETE, TopicConfig.RETENTION_MS_CONFIG, retentionMillis,
                TopicConfig.RETENTION_BYTES_CONFIG, FOR_EVER, TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG,
                ANY_TIME));
    }

    /** The same topic, its records stamped by the broker: the time of the log is the time of every decision. */
    Topic stampedByTheBroker() {
        return with(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
    }

    /** The same compacted topic, which keeps a record so long after another one took its place. */
    Topic keepingSuperseded(Duration kept) {
        return with(TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG, Long.toString(kept.toMillis()));
    }

    /** The same changelog, of a store that is seldom restored from nothing: it is copied less often, and up to a half of it is old. */
    public Topic compactedSeldom() {
        return with(TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.5");
    }

    /** The same topic with another bound of what it takes. */
    Topic withMessagesUpTo(int bytes) {
        return with(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(bytes));
    }

    private Topic with(String config, String value) {
        var changed = new HashMap<>(configs);
        changed.put(config, value);
        return new Topic(name, spread, changed);
    }

    /** How many partitions it has where customers are spread over so many. */
    public int partitions(int customerPartitions) {
        return switch (spread) {
            case BY_CUSTOMER -> customerPartitions;
            case SINGLE -> 1;
        };
    }
}
