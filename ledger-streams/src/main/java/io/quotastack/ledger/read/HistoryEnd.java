package io.quotastack.ledger.read;

import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

import org.apache.kafka.common.KafkaException;

import io.quotastack.core.problem.UnavailableException;
import io.quotastack.ledger.history.History;

/**
 * Whether history has followed a partition of {@code ledger-entries} to where it ended when this was first asked: what was
 * answered by then is in it.
 */
public final class HistoryEnd implements BooleanSupplier {

    private final int partition;
    private final History history;
    private final EntriesEnd entriesEnd;
    private OptionalLong end = OptionalLong.empty();

    public HistoryEnd(int partition, History history, EntriesEnd entriesEnd) {
        this.partition = partition;
        this.history = history;
        this.entriesEnd = entriesEnd;
    }

    /** Throws {@link UnavailableException} where the cluster does not say. */
    @Override
    public boolean getAsBoolean() {
        if (end.isEmpty()) {
            try {
                end = OptionalLong.of(entriesEnd.of(partition));
            } catch (KafkaException e) {
                throw new UnavailableException("where ledger-entries/" + partition + " ends is not known: " + e);
            }
        }
        return history.entriesUpTo(partition).orElse(-1) >= end.getAsLong();
    }
}
