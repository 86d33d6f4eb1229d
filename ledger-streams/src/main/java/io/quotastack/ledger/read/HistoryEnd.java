package io.quotastack.ledger.read;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

import io.quotastack.core.problem.UnavailableException;
import io.quotastack.ledger.history.History;
import io.quotastack.schemas.topic.Topics;

/**
 * Whether history has followed partitions of {@code ledger-entries} to where they ended when this was first asked: what was
 * answered by then is in it.
 */
public final class HistoryEnd implements BooleanSupplier {

    private final Set<Integer> partitions;
    private final History history;
    private final LogEnds logEnds;
    private Optional<Map<Integer, Long>> ends = Optional.empty();

    public HistoryEnd(Set<Integer> partitions, History history, LogEnds logEnds) {
        this.partitions = Set.copyOf(partitions);
        this.history = history;
        this.logEnds = logEnds;
    }

    /** Throws {@link UnavailableException} where the cluster does not say. */
    @Override
    public boolean getAsBoolean() {
        Map<Integer, Long> until = ends.orElseGet(() -> logEnds.of(Topics.LEDGER_ENTRIES, partitions));
        ends = Optional.of(until);
        return until.entrySet().stream()
                .allMatch(end -> history.entriesUpTo(end.getKey()).orElse(-1) >= end.getValue());
    }
}
