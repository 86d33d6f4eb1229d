package io.quotastack.ledger.state;

import java.time.Duration;
import java.time.Instant;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

import io.quotastack.core.decide.CommandDecider;
import io.quotastack.platform.store.KeptAnswers;

/**
 * Deletes kept answers whose time has been over for a while: as fast as answers are made, and slowly while other records
 * are decided, which bring nothing to delete: only what answers before them left is to go some time. Time
 * is that of the last record decided, as it is for whoever reads, so a node whose own clock is wrong, or that is behind with
 * its log, deletes nothing that a record to come is still to be answered with. Nor does it when the broker's clock steps
 * back a little, as it may when another broker takes over.
 */
public final class AnswerSweep {

    /** Of records that keep no answer, so many bring a look, at a row for each eight of them. */
    private static final int RECORDS_A_LOOK = 1024;
    private static final int ROWS_OF_A_LOOK = RECORDS_A_LOOK / 8;
    private static final Duration OVER_FOR = Duration.ofHours(1);

    private final KeptAnswers answers;
    private final SweepPace pace = new SweepPace();
    private int withoutAnswer;

    public AnswerSweep(KeyValueStore<Bytes, byte[]> store) {
        this.answers = new KeptAnswers(store, StateKeys.answers(), StoredRows.ANSWER, CommandDecider.ANSWER_KEPT);
    }

    /**
     * A record was decided.
     *
     * @param recordedAt the broker's time of it
     * @param kept how many rows are kept of its answer
     */
    public void decided(Instant recordedAt, int kept) {
        int most = 0;
        for (int i = 0; i < kept; i++) {
            most += pace.rowMade();
        }
        if (kept == 0 && ++withoutAnswer == RECORDS_A_LOOK) {
            withoutAnswer = 0;
            most = ROWS_OF_A_LOOK;
        }
        if (most > 0) {
            answers.sweep(most, recordedAt.minus(OVER_FOR));
        }
    }
}
