package io.quotastack.ledger.state;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Deletes kept answers whose time is over, a bounded number of rows a call, round and round. It decides nothing: whoever
 * reads an answer looks at its age.
 */
public final class AnswerSweep {

    private static final int ROWS_A_CALL = 5_000;

    private final KeyValueStore<Bytes, byte[]> store;
    private final KeyRange answers = StateKeys.answers();
    private Bytes next = answers.from();

    public AnswerSweep(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    public void sweep(Instant wallTime) {
        List<Bytes> expired = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> rows = store.range(next, answers.to())) {
            for (int seen = 0; seen < ROWS_A_CALL && rows.hasNext(); seen++) {
                var row = rows.next();
                if (!StateRows.mark(row.value).keptAt(wallTime)) {
                    expired.add(row.key);
                }
                next = row.key;
            }
            if (!rows.hasNext()) {
                next = answers.from();
            }
        }
        expired.forEach(store::delete);
    }
}
