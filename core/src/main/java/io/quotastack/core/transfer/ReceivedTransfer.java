package io.quotastack.core.transfer;

/**
 * What became of a transfer at its receiver, who is asked again until the sender knows.
 *
 * @param firstSequence of the entries that booked it, one for each share in their order; 0 when it was not taken
 * @param firstBlock the ordinal of the first of the blocks that they made; 0 when it was not taken
 */
public record ReceivedTransfer(End end, long firstSequence, long firstBlock) {

    /** Whether it was taken, or why not. */
    public enum End {
        BOOKED,
        TOO_MANY_BLOCKS,
        TOO_MUCH_EARNED
    }

    public static ReceivedTransfer refused(End why) {
        return new ReceivedTransfer(why, 0, 0);
    }
}
