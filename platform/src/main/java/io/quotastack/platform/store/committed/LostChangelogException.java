package io.quotastack.platform.store.committed;

import java.nio.file.Path;

import org.apache.kafka.common.TopicPartition;

import io.quotastack.platform.app.UnrecoverableException;

/** The rows of a store have more than the changelog that they would be restored from: to go on would be to forget it. */
final class LostChangelogException extends UnrecoverableException {

    private static final long serialVersionUID = 1L;
    private static final String WHAT_TO_DO = "; docs/operating/durability.md tells what to do";

    private LostChangelogException(String message) {
        super(message + WHAT_TO_DO);
    }

    static LostChangelogException of(String store, TopicPartition changelog, long offset, long end, Path kept) {
        return new LostChangelogException("the store " + store + " has all of " + changelog + " up to offset " + offset
                + ", and that ends at " + end
                + ": it lost its end, or is not the one that was written. The rows are kept in "
                + kept);
    }

    static LostChangelogException keptBefore(Path kept) {
        return new LostChangelogException("a changelog had lost what a store had; the rows are kept in " + kept);
    }
}
