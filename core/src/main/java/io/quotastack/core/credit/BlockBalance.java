package io.quotastack.core.credit;

/**
 * What is left in a block.
 *
 * @param remaining millicredits left, held ones included; never below 0
 * @param reserved the part of {@code remaining} that holds pin; never above it
 */
public record BlockBalance(long remaining, long reserved) {

    public static final BlockBalance EMPTY = new BlockBalance(0, 0);

    public BlockBalance {
        if (reserved < 0 || remaining < reserved) {
            throw new IllegalArgumentException("a block holds " + remaining + " with " + reserved + " reserved");
        }
    }

    /** What a new charge can take. */
    public long free() {
        return remaining - reserved;
    }
}
