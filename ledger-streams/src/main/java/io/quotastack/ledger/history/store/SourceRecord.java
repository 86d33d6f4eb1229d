package io.quotastack.ledger.history.store;

import java.util.Optional;

import io.quotastack.schemas.topic.Topic;
import io.quotastack.schemas.topic.Topics;

/**
 * A committed record that history is made of.
 *
 * @param leaderEpoch of the record's batch, by which a log that was cut and grew again is told from the one we read
 */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way through, never compared
public record SourceRecord(Source source, long offset, Optional<Integer> leaderEpoch, byte[] value) {

    /** The topics that history is made of. */
    public enum Source {
        LEDGER_ENTRIES(Topics.LEDGER_ENTRIES),
        USAGE_OUTCOMES(Topics.USAGE_OUTCOMES),
        SUBSCRIPTION_CHANGES(Topics.SUBSCRIPTION_CHANGES);

        private final String topic;

        Source(Topic topic) {
            this.topic = topic.name();
        }

        public String topic() {
            return topic;
        }
    }
}
