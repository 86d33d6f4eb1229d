package io.quotastack.ledger.state;

import java.util.Optional;
import java.util.function.BiPredicate;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

import io.quotastack.core.account.AccountState;
import io.quotastack.core.account.AnswerKey;
import io.quotastack.core.account.AnswerMark;
import io.quotastack.core.account.RowType;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.platform.store.FirstRows;
import io.quotastack.platform.store.KeptAnswer;
import io.quotastack.platform.store.KeyRange;

/** One customer as the store has it. */
public final class StoredAccount implements AccountState {

    private final CustomerKey key;
    private final ReadOnlyKeyValueStore<Bytes, byte[]> store;
    private final FirstRows firstRows;

    StoredAccount(CustomerKey key, ReadOnlyKeyValueStore<Bytes, byte[]> store, FirstRows firstRows) {
        this.key = key;
        this.store = store;
        this.firstRows = firstRows;
    }

    @Override
    public CustomerKey key() {
        return key;
    }

    @Override
    public <K extends Comparable<? super K>, V> Optional<V> get(RowType<K, V> type, K rowKey) {
        return StoredRows.of(type).find(store, key, rowKey);
    }

    @Override
    public <K extends Comparable<? super K>, V> void scan(RowType.Ordered<K, V> type, BiPredicate<K, V> visitor) {
        StoredRow<K, V> stored = StoredRows.of(type);
        KeyRange range = stored.range(key);
        try (KeyValueIterator<Bytes, byte[]> rows = store.range(firstRows.of(range), range.to())) {
            firstRows.found(range, rows.hasNext() ? rows.peekNextKey() : range.to());
            boolean more = true;
            while (more && rows.hasNext()) {
                var row = rows.next();
                more = visitor.test(stored.keyOf(row.key), stored.codec().read(row.key, row.value));
            }
        }
    }

    @Override
    public Optional<AnswerMark> answer(AnswerKey answer) {
        return StoredRows.ANSWER.find(store, StateKeys.answer(key, answer)).map(KeptAnswer::mark);
    }

    /** The kept answer itself. */
    public Optional<KeptAnswer> keptAnswer(AnswerKey answer) {
        return StoredRows.ANSWER.find(store, StateKeys.answer(key, answer));
    }

    /** The sequence of the last customer event about a subscription; 0: there was none. */
    public long lastSubscriptionEvent() {
        return StoredRows.LAST_SUBSCRIPTION_EVENT.find(store, StateKeys.lastSubscriptionEvent(key)).orElse(0L);
    }
}
