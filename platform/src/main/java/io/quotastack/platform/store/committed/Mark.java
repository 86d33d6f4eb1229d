package io.quotastack.platform.store.committed;

import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * What the rows of a store are.
 *
 * @param committed all of them were committed; otherwise nothing is known
 * @param offset of a record of the changelog: all up to it are in the rows, as far as they are committed
 * @param writtenMillis when this was so, by the node's clock
 * @param boot of the machine in which it holds, or {@link #ANY_BOOT}. What a kill leaves is the work of a transaction that a
 *        broker took; a machine that fails may take it from a broker that does not sync its logs, but not from here.
 */
record Mark(boolean committed, long offset, long writtenMillis, long boot) {

    static final Mark UNCOMMITTED = new Mark(false, 0, 0, 0);
    /** Of a clean end. */
    static final long ANY_BOOT = 0;
    /** Changelogs keep the deletion of a row for eight days after it was written. Rows that are older could miss one. */
    private static final Duration USABLE_FOR = Duration.ofHours(20);
    private static final Duration CLOCK_STEP = Duration.ofMinutes(5);

    static Mark of(byte[] row) {
        if (row.length == 0) {
            return UNCOMMITTED;
        }
        ByteBuffer read = ByteBuffer.wrap(row);
        return new Mark(true, read.getLong(), read.getLong(), read.getLong());
    }

    /** The same when all of it is on the disk, which a machine that fails does not take back. */
    Mark ofAnyBoot() {
        return new Mark(committed, offset, writtenMillis, ANY_BOOT);
    }

    byte[] bytes() {
        return committed
                ? ByteBuffer.allocate(3 * Long.BYTES).putLong(offset).putLong(writtenMillis).putLong(boot).array()
                : new byte[0];
    }

    /** Whether the rows can be used at that time, while the machine is in that boot. */
    boolean isUsable(long nowMillis, long nowBoot) {
        long age = nowMillis - writtenMillis;
        return holds(nowBoot) && age <= USABLE_FOR.toMillis() && age >= -CLOCK_STEP.toMillis();
    }

    /** Whether the changelog must have all that is in the rows, while the machine is in that boot. */
    boolean holds(long nowBoot) {
        return committed && (boot == ANY_BOOT || boot == nowBoot);
    }
}
