package io.quotastack.ledger.history.feed;

import org.apache.kafka.common.TopicPartition;

import io.quotastack.platform.app.UnrecoverableException;

/** A topic has lost records that the history read before: who goes on writes behind a hole. */
final class LostRecordsException extends UnrecoverableException {

    private static final long serialVersionUID = 1L;

    /** @param reached what the history has read of the topic, and the topic has no more */
    LostRecordsException(TopicPartition topic, long reached) {
        super(topic + " ends before offset " + reached + ", up to where its records were read, or is another log: "
                + "committed records were lost. Restore a backup; docs/operating/durability.md says what else can be done");
    }
}
