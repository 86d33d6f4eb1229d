package io.quotastack.ledger.history.store;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Turns what became of subscriptions into rows, and the ends of blocks that they moved. */
final class ChangeRows {

    private ChangeRows() {}

    static void add(LoggedChange change, byte[] asItCame, RowBatch batch) {
        batch.put(Keys.change(change.customer(), change.ordinal(), change.sequence()), asItCame);
        for (Map.Entry<Long, Optional<Instant>> moved : change.movedEnds().entrySet()) {
            HistoryRows.put(batch, HistoryRows.MOVED_END,
                    Keys.movedEnd(change.customer(), moved.getKey(), change.occurredAt(), change.sequence()),
                    moved.getValue());
        }
    }
}
