package io.quotastack.core.account;

import java.time.Duration;
import java.time.Instant;

/**
 * The top-ups that the tenant was asked for (CONTRACT 8).
 *
 * @param made the last request's ordinal, 0 before the first
 * @param unanswered no grant has named the last one yet
 * @param askedAt when the last one was made
 * @param day the UTC day of the last one, as days since 1970
 * @param madeThatDay how many were made on that day
 */
public record TopupRequests(long made, boolean unanswered, Instant askedAt, long day, int madeThatDay) {

    /** How long a request waits for its grant. */
    public static final Duration LAPSES_AFTER = Duration.ofHours(24);

    public static final TopupRequests NONE = new TopupRequests(0, false, Instant.EPOCH, 0, 0);

    /** Whether one waits for its grant; there are never two. */
    public boolean openAt(Instant now) {
        return unanswered && now.isBefore(askedAt.plus(LAPSES_AFTER));
    }

    public int madeOn(long otherDay) {
        return day == otherDay ? madeThatDay : 0;
    }

    public TopupRequests plusOne(Instant now, long onDay) {
        return new TopupRequests(made + 1, true, now, onDay, madeOn(onDay) + 1);
    }

    /** The request was met by a grant; one that lapsed or was followed by another changes nothing. */
    public TopupRequests answered(long ordinal) {
        return ordinal == made ? new TopupRequests(made, false, askedAt, day, madeThatDay) : this;
    }
}
