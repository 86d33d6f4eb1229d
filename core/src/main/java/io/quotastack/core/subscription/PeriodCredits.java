package io.quotastack.core.subscription;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;

/**
 * What the running period of a subscription has granted, and on which terms its time was spent: from this a change at once
 * makes the period's whole fair (CONTRACT 9). A pause is no time.
 *
 * @param firstBlock blocks from this ordinal on are the period's
 * @param given millicredits of its grants less what was taken back of them: used, held, expired, or still there
 * @param owed millicredits that were given beyond what is fair: so much less comes of its next grants
 * @param earned Σ of what each of the former terms grants in a whole period × the milliseconds on them
 * @param elapsed the milliseconds on former terms
 * @param since when the time on the present terms began
 */
public record PeriodCredits(long firstBlock, long given, long owed, BigInteger earned, long elapsed, Instant since) {

    /**
     * Of a period that begins.
     *
     * @param overdrawn what was used beyond the fair share of a period that a change cut short; it goes on as used
     */
    public static PeriodCredits begin(Instant start, long firstBlock, long overdrawn) {
        return new PeriodCredits(firstBlock, overdrawn, overdrawn, BigInteger.ZERO, 0, start);
    }

    public PeriodCredits granting(long credits) {
        return new PeriodCredits(firstBlock, Math.addExact(given, credits), owed, earned, elapsed, since);
    }

    public PeriodCredits takingBack(long credits) {
        return granting(-credits);
    }

    public PeriodCredits owing(long credits) {
        return new PeriodCredits(firstBlock, given, credits, earned, elapsed, since);
    }

    /** Time stood still. */
    public PeriodCredits delayedBy(Duration pause) {
        return new PeriodCredits(firstBlock, given, owed, earned, elapsed, since.plus(pause));
    }

    /**
     * The time on the present terms is over.
     *
     * @param granted what they grant in a whole period
     */
    public PeriodCredits leaving(BigInteger granted, Instant at) {
        long on = millis(since, at);
        return new PeriodCredits(firstBlock, given, owed, earned.add(granted.multiply(BigInteger.valueOf(on))),
                Math.addExact(elapsed, on), at);
    }

    /** When the period would have begun, had there been no pause: its points are counted on what time is left without them. */
    public Instant startWithoutPauses() {
        return since.minusMillis(elapsed);
    }

    /** The fair whole of a period, rounded down once; the terms count to its end. */
    public BigInteger fair(BigInteger granted, Instant end) {
        return leaving(granted, end).earned().divide(BigInteger.valueOf(whole(end)));
    }

    /** What was given beyond the share that the time so far has earned; the time after it is no terms' any more. */
    public long overdrawn(Instant end) {
        BigInteger beyond = BigInteger.valueOf(given).subtract(earned.divide(BigInteger.valueOf(whole(end))));
        return beyond.max(BigInteger.ZERO).longValueExact();
    }

    private long whole(Instant end) {
        return Math.max(1, Math.addExact(elapsed, millis(since, end)));
    }

    private static long millis(Instant from, Instant to) {
        return Math.max(0, Duration.between(from, to).toMillis());
    }
}
