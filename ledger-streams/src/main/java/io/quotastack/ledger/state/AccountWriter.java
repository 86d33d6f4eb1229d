package io.quotastack.ledger.state;

import java.util.List;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

import io.quotastack.core.account.Account;
import io.quotastack.core.account.AnswerKey;
import io.quotastack.core.account.Changes;
import io.quotastack.core.account.RowChange;
import io.quotastack.core.customer.Customer;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.decide.booking.CustomerEvent;
import io.quotastack.core.subscription.Subscription;
import io.quotastack.platform.store.FirstRows;
import io.quotastack.platform.store.KeptAnswer;
import io.quotastack.platform.store.RowCodec;

/** Writes the rows that a decision leaves other than it found them, and those by which the customer is found. */
public final class AccountWriter {

    private static final RowListener NO_LISTENER = new RowListener() {
        @Override
        public <K extends Comparable<? super K>, V> void written(RowChange<K, V> change, int bytes) {
            // Whoever has no memory of rows has nothing to do.
        }
    };

    private final CustomerKey key;
    private final KeyValueStore<Bytes, byte[]> store;
    private final TimerIndex timers;
    private final FirstRows firstRows;

    AccountWriter(CustomerKey key, KeyValueStore<Bytes, byte[]> store, TimerIndex timers, FirstRows firstRows) {
        this.key = key;
        this.store = store;
        this.timers = timers;
        this.firstRows = firstRows;
    }

    /** What is done with the rows that were written. */
    public interface RowListener {
        /**
         * Hears of one row.
         *
         * @param bytes of the stored value; 0 when the row was deleted
         */
        <K extends Comparable<? super K>, V> void written(RowChange<K, V> change, int bytes);
    }

    public void write(Changes changes) {
        write(changes, NO_LISTENER);
    }

    /** The same, told of each row. */
    public void write(Changes changes, RowListener listener) {
        changes.rows().forEach(change -> write(change, listener));
        changes.account().ifPresent(
                account -> timers.move(key, changes.before().flatMap(Account::tickAt), account.tickAt()));
    }

    private <K extends Comparable<? super K>, V> void write(RowChange<K, V> change, RowListener listener) {
        listener.written(change,
                StoredRows.of(change.type()).write(store, firstRows, key, change.key(), change.value()));
        if (change.value().orElse(null) instanceof Customer customer) {
            store.put(StateKeys.byCreation(key, customer.createdAt()), RowCodec.present());
        }
    }

    /** Notes where subscriptions are to be found: all that were made, and how far history must be to know what became of them. */
    public void note(List<CustomerEvent> events) {
        for (CustomerEvent event : events) {
            if (event.data() instanceof CustomerEvent.SubscriptionMoved moved) {
                Subscription subscription = moved.subscription().subscription();
                StoredRows.LAST_SUBSCRIPTION_EVENT.put(store, StateKeys.lastSubscriptionEvent(key), event.sequence());
                if (event.type() == CustomerEvent.Type.SUBSCRIPTION_CREATED) {
                    store.put(StateKeys.subscriptionByCreation(key, subscription.createdAt(), subscription.ordinal()),
                            RowCodec.present());
                }
            }
        }
    }

    public void keep(AnswerKey answerKey, KeptAnswer answer) {
        StoredRows.ANSWER.put(store, StateKeys.answer(key, answerKey), answer);
    }
}
