package io.quotastack.core.webhook;

import java.time.Duration;
import java.time.Instant;

/**
 * When one of several dispatchers may begin to probe endpoints that are known dead, so that one of them at a time does
 * (CONTRACT 10) without a word between them: they take turns by the clock. A turn is as long as an attempt may take and a
 * second more, in which it has to begin.
 *
 * @param place of the node among all, from 0
 * @param nodes so many dispatchers
 */
public record ProbeTurn(int place, int nodes) {

    /** Nobody else is there. */
    public static final ProbeTurn ALONE = new ProbeTurn(0, 1);

    private static final Duration TURN = Duration.ofSeconds(6);
    private static final Duration BEGINS_WITHIN = Duration.ofSeconds(1);

    public ProbeTurn {
        if (place < 0 || place >= nodes) {
            throw new IllegalArgumentException("place " + place + " of " + nodes);
        }
    }

    public boolean isAt(Instant now) {
        long millis = now.toEpochMilli();
        return nodes == 1 || (millis / TURN.toMillis() % nodes == place
                && millis % TURN.toMillis() < BEGINS_WITHIN.toMillis());
    }
}
