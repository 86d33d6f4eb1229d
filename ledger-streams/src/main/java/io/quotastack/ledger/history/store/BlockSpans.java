package io.quotastack.ledger.history.store;

import java.util.Set;
import java.util.TreeSet;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.platform.store.RowCodec;

/**
 * When each block had something left: from one entry to another, more than once where a refund came back into it. So that
 * the blocks of any past moment are found at a cost of what was left then, whatever there was before and after.
 *
 * <p>The spans that have ended are an interval tree. Its nodes are the numbers 1, 2, 3 … of entries, the root of each
 * 2ⁿ of them in the middle, and they need no rows: a span stands at the highest node that it contains. Whoever asks for
 * an entry goes from the leaf to the root, and of each node reads the spans from the side that the entry is on: from their
 * beginnings when it is before the node, from their ends when it is not. Every one read contains the entry.
 */
final class BlockSpans {

    private BlockSpans() {}

    /** Something came into an empty block. */
    static void begin(CustomerKey customer, long ordinal, long sequence, RowBatch batch) {
        batch.put(Keys.openSpan(customer, sequence, ordinal), RowCodec.present());
    }

    /** An entry left nothing in the block. A span has one beginning and one end, so that its open row goes for good. */
    static void end(CustomerKey customer, long ordinal, long since, long sequence, RowBatch batch) {
        batch.deleteOnly(Keys.openSpan(customer, since, ordinal));
        long last = sequence - 1;
        long node = highestIn(since, last);
        batch.put(Keys.spanByBegin(customer, node, since, ordinal), RowCodec.present());
        batch.put(Keys.spanByEnd(customer, node, last, ordinal), RowCodec.present());
    }

    /**
     * Ordinals of the blocks that had something left after an entry.
     *
     * @param version of the history: no span ends beyond it
     */
    static Set<Long> leftAfter(HistoryStore store, CustomerKey customer, long sequence, long version) {
        Set<Long> ordinals = new TreeSet<>();
        HistoryStore.Visitor found = (key, value) -> {
            ordinals.add(Keys.lastNumber(key));
            return true;
        };
        // Open ones first: one that ends while we read is then found twice rather than never.
        store.ascending(Keys.openSpans(customer), Keys.openSpan(customer, sequence + 1, 0), found);
        for (long half = 1; half > 0 && half <= version; half <<= 1) {
            long node = (sequence & -(half << 1)) | half;
            if (sequence < node) {
                store.ascending(Keys.spansByBegin(customer, node), Keys.spanByBegin(customer, node, sequence + 1, 0),
                        found);
            } else {
                store.ascending(Keys.spanByEnd(customer, node, sequence, 0), Keys.end(Keys.spansByEnd(customer, node)),
                        found);
            }
        }
        return ordinals;
    }

    /** The number of {@code [first, last]} that most twos divide. */
    static long highestIn(long first, long last) {
        return last & -Long.highestOneBit((first - 1) ^ last);
    }
}
