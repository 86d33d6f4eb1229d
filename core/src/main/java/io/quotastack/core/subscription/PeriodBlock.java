package io.quotastack.core.subscription;

import java.time.Instant;

/**
 * A block whose end the subscription moves: it lives on while a renewal is overdue, stands still in a pause and ends with
 * the subscription.
 *
 * @param block its ordinal
 * @param grant which of the variant's grants made it
 * @param rollover it is what was left of others
 * @param expiresAt its end, or what it was when the pause began
 */
public record PeriodBlock(long block, int grant, boolean rollover, Instant expiresAt) {

    public PeriodBlock endingAt(Instant time) {
        return new PeriodBlock(block, grant, rollover, time);
    }
}
