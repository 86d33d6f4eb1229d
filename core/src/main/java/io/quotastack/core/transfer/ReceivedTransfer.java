package io.quotastack.core.transfer;

/**
 * What became of a transfer at its receiver, who is asked again until the sender knows.
 *
 * @param firstSequence of the entries that booked it, which follow each other; 0 when it was not taken
 * @param firstBlock the ordinal of the first of the blocks that they made, one each; 0 when it was not taken
 * @param blocks how many
 */
public record ReceivedTransfer(End end, long firstSequence, long firstBlock, int blocks) {

    /** Whether it was taken, or why not. */
    public enum End {
        BOOKED,
        TOO_MANY_BLOCKS,
        TOO_MUCH_EARNED
    }

    public static ReceivedTransfer refused(End why) {
        return new ReceivedTransfer(why, 0, 0, 0);
    }
}
