package io.quotastack.ledger.state;

import java.util.Optional;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

import io.quotastack.core.account.RowType;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.platform.store.FirstRows;
import io.quotastack.platform.store.KeyRange;
import io.quotastack.platform.store.RowCodec;

/**
 * How the store keeps the rows of one kind.
 *
 * @param letter tells the kinds of a customer's rows apart; none is ever used again for another kind.
 *     Behind that of a kind that is walked along none stands for a kind of one row, whose key a range would end with
 * @param codec of the value; it gets the key too, in which a part of the value may stand
 */
record StoredRow<K extends Comparable<? super K>, V>(
        RowType<K, V> type,
        char letter,
        KeyPart<K> part,
        RowCodec<V> codec) {

    Optional<V> find(ReadOnlyKeyValueStore<Bytes, byte[]> store, CustomerKey customer, K key) {
        return codec.find(store, key(customer, key));
    }

    /**
     * Puts the row, or deletes it when there is none any more.
     *
     * @return how many bytes its value has
     */
    int write(KeyValueStore<Bytes, byte[]> store, FirstRows firstRows, CustomerKey customer, K key,
            Optional<V> value) {
        Bytes row = key(customer, key);
        if (value.isEmpty()) {
            store.delete(row);
            return 0;
        }
        byte[] stored = codec.write(row, value.get());
        store.put(row, stored);
        if (type instanceof RowType.Ordered<?, ?>) {
            firstRows.written(range(customer), row);
        }
        return stored.length;
    }

    /** All rows of this kind that the customer has. */
    KeyRange range(CustomerKey customer) {
        return StateKeys.ofCustomer(customer, letter).range();
    }

    Bytes key(CustomerKey customer, K key) {
        var writer = StateKeys.ofCustomer(customer, letter);
        part.writer().accept(writer, key);
        return writer.key();
    }

    /** What tells the row apart, from its whole key. */
    K keyOf(Bytes row) {
        return StateKeys.partOf(row, part);
    }
}
