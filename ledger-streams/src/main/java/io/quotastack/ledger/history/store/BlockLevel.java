package io.quotastack.ledger.history.store;

import java.nio.ByteBuffer;
import java.time.Instant;

import io.quotastack.core.credit.BlockBalance;
import io.quotastack.core.credit.BlockStatus;
import io.quotastack.core.credit.BlockTerms;
import io.quotastack.platform.store.NumberBytes;

/**
 * What was left in a block after some entry.
 *
 * @param remaining millicredits, held ones included
 * @param reserved the held part of {@code remaining}
 */
public record BlockLevel(long remaining, long reserved, Stage stage) {

    static final int BYTES = 2 * Long.BYTES + 1;

    /** What entries did to a block; stands in rows by its letter. */
    public enum Stage {
        /** Granted, not in effect yet: its credits are in it, but in no balance. */
        SCHEDULED('s'),
        /** In effect; whether it is spent or expired shows in its level and its terms. */
        IN_EFFECT('e'),
        /** Taken back. */
        VOIDED('v');

        private final byte letter;

        Stage(char letter) {
            this.letter = (byte) letter;
        }

        private static Stage of(byte letter) {
            for (Stage stage : values()) {
                if (stage.letter == letter) {
                    return stage;
                }
            }
            throw new IllegalStateException("no stage of a block: " + letter);
        }
    }

    static final BlockLevel EMPTY = new BlockLevel(0, 0, Stage.IN_EFFECT);

    public BlockStatus statusAt(BlockTerms terms, Instant time) {
        return BlockStatus.of(terms, remaining, stage == Stage.VOIDED, time);
    }

    public BlockBalance blockBalance() {
        return new BlockBalance(remaining, reserved);
    }

    ByteBuffer row() {
        return put(NumberBytes.row(BYTES));
    }

    ByteBuffer put(ByteBuffer row) {
        return row.putLong(remaining).putLong(reserved).put(stage.letter);
    }

    static BlockLevel of(ByteBuffer row) {
        return new BlockLevel(row.getLong(), row.getLong(), Stage.of(row.get()));
    }
}
