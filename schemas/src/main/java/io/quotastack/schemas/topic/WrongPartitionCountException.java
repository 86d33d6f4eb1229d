package io.quotastack.schemas.topic;

/** A topic exists with another partition count than configured. It cannot change: customers would leave their shards. */
public final class WrongPartitionCountException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    WrongPartitionCountException(String topic, int found, int wanted) {
        super("topic " + topic + " has " + found + " partitions, but " + wanted
                + " are configured. A customer's shard is"
                + " its partition, so the count can never change: start with " + found
                + " partitions, or with an empty cluster.");
    }
}
