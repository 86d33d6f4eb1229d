package io.quotastack.ledger.history.store;

import java.util.LinkedHashMap;
import java.util.Map;

import io.quotastack.core.customer.CustomerKey;

/** Sees to it that the entries of each customer follow each other without a hole. For one thread. */
final class EntrySequences {

    private final HistoryStore store;
    private final int customersKept;
    /** The sequence of the last entry, of those who had one lately, those who had none for longest first. */
    private final Map<CustomerKey, Long> last = new LinkedHashMap<>(16, 0.75f, true);

    EntrySequences(HistoryStore store, int customersKept) {
        this.store = store;
        this.customersKept = customersKept;
    }

    /** Takes the customer's next entry; throws {@link UnreadSourceException.Gap} when there is a hole before it. */
    void follow(CustomerKey customer, long sequence) {
        boolean follows = sequence == 1 || last.getOrDefault(customer, 0L) == sequence - 1
                || store.get(Keys.entry(customer, sequence - 1)).isPresent();
        if (!follows) {
            throw new UnreadSourceException.Gap(customer, sequence);
        }
        last.put(customer, sequence);
        if (last.size() > customersKept) {
            last.remove(last.keySet().iterator().next());
        }
    }
}
