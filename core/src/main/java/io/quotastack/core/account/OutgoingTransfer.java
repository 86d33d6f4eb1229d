package io.quotastack.core.account;

import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

import io.quotastack.core.command.CommandEnvelope;

/**
 * Credits that left the account for another customer's, which has not told yet whether it took them. Until it does they
 * are in neither balance, and the sender asks again.
 *
 * @param envelope the command that sent them; whoever sent it waits for the receiver's word
 * @param shares what was taken of each block, in burn order
 * @param asked how often the receiver was asked
 * @param askAgainAt when to ask the next time, of the account's own time
 */
public record OutgoingTransfer(CommandEnvelope envelope, List<Share> shares, int asked, Instant askAgainAt) {

    public OutgoingTransfer {
        shares = List.copyOf(shares);
    }

    /**
     * What was taken of a block.
     *
     * @param block its ordinal
     * @param credits millicredits, at least 1
     * @param price what was paid for them, in the currency's smallest unit; absent for a block without a price
     */
    public record Share(long block, long credits, OptionalLong price) {}

    /** The same, asked once more. */
    OutgoingTransfer askedAgain(Instant next) {
        return new OutgoingTransfer(envelope, shares, asked + 1, next);
    }
}
