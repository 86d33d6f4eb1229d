package io.quotastack.core.account;

import java.time.Duration;
import java.time.Instant;

/**
 * That a request was answered, and how to know it again; the answer itself is kept beside it by the shell.
 *
 * @param fingerprint of the request, or the content hash of the usage event
 * @param recordedAt the broker's time of the command; wall time, whatever a test clock says
 * @param keptFor from then on
 */
public record AnswerMark(String fingerprint, Instant recordedAt, Duration keptFor) {

    public boolean keptAt(Instant wallTime) {
        return wallTime.isBefore(overAt());
    }

    /** Whether it is kept when no such answer is kept for longer than that. */
    public boolean keptAt(Instant wallTime, Duration atMost) {
        return keptAt(wallTime) && wallTime.isBefore(recordedAt.plus(atMost));
    }

    /** When it is kept no more. */
    public Instant overAt() {
        return recordedAt.plus(keptFor);
    }
}
