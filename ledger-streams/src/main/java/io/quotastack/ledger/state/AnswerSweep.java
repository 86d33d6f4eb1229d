package io.quotastack.ledger.state;

import java.time.Duration;
import java.time.Instant;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

import io.quotastack.platform.store.KeptAnswers;

/**
 * Deletes kept answers whose time has been over for a while: as fast as answers are made, and a few more now and then. Time
 * is that of the last record decided, as it is for whoever reads, so a node whose own clock is wrong, or that is behind with
 * its log, deletes nothing that a record to come is still to be answered with. Nor does it when the broker's clock steps
 * back a little, as it may when another broker takes over.
 */
public final class AnswerSweep {

    private static final int ROWS_NOW_AND_THEN = 5_000;
    private static final Duration OVER_FOR = Duration.ofHours(1);

    private final KeptAnswers answers;
    private final SweepPace pace = new SweepPace();
    private Instant decided = Instant.MIN;

    public AnswerSweep(KeyValueStore<Bytes, byte[]> store) {
        this.answers = new KeptAnswers(store, StateKeys.answers(), StoredRows.ANSWER);
    }

    /**
     * A record was decided.
     *
     * @param recordedAt the broker's time of it
     * @param keptAnswer whether its answer is kept
     */
    public void decided(Instant recordedAt, boolean keptAnswer) {
        decided = recordedAt;
        if (keptAnswer) {
            look(pace.rowMade());
        }
    }

    /** When it is quiet: what is over goes although no answers are made. */
    public void nowAndThen() {
        look(ROWS_NOW_AND_THEN);
    }

    private void look(int most) {
        if (most > 0 && !decided.equals(Instant.MIN)) {
            answers.sweep(most, decided.minus(OVER_FOR));
        }
    }
}
