package io.quotastack.ledger.history.feed;

import java.time.Duration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.quotastack.ledger.history.store.Checkpoint;
import io.quotastack.ledger.history.store.HistoryWriter;

/** A partition whose next record cannot be read: when to look again, each time later, and when to speak of it again. */
final class StandingPartition {

    private static final Logger LOG = LoggerFactory.getLogger(StandingPartition.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(30);

    private final int partition;
    private final long sinceNanos = System.nanoTime();
    private Duration pause = FIRST_PAUSE;
    private long dueNanos = sinceNanos;
    private long nextLineNanos = sinceNanos;
    private HistoryWriter.Standstill last;

    StandingPartition(int partition, HistoryWriter.Standstill standstill) {
        this.partition = partition;
        this.last = standstill;
    }

    void met(HistoryWriter.Standstill standstill) {
        long now = System.nanoTime();
        last = standstill;
        if (now - nextLineNanos >= 0) {
            LOG.error("the history of partition {} stands still, since {} s, before offset {} of {}, and passes over "
                    + "nothing: {}: {}", partition, Duration.ofNanos(now - sinceNanos).toSeconds(),
                    standstill.offset(), standstill.source().topic(), standstill.why().getMessage(),
                    standstill.why().reason());
            nextLineNanos = now + BETWEEN_LINES.toNanos();
        }
        dueNanos = now + pause.toNanos();
        pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
    }

    /** Whether the rows are past the record. */
    boolean isOver(Checkpoint reached) {
        return reached.of(last.source()).offset() > last.offset();
    }

    boolean isDue() {
        return System.nanoTime() - dueNanos >= 0;
    }
}
