package io.quotastack.ledger.state;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.quotastack.core.account.AccountRows;
import io.quotastack.core.account.AccountState;
import io.quotastack.core.account.AnswerKey;
import io.quotastack.core.account.AnswerMark;
import io.quotastack.core.account.RowChange;
import io.quotastack.core.account.RowType;
import io.quotastack.core.customer.CustomerKey;

/**
 * Rows of the customers that were decided last, as the store has them, read once and decoded: looking into the store was
 * half of what a charge cost the thread that decides. Every row that is written is told to it, so it is never older than
 * the store. For that one thread, and for as long as the task has its store.
 *
 * <p>Only kinds that are read again and again are kept. A row that a decision looks for once, such as a charged event or
 * an answer, is read from the store.
 */
public final class RowCache {

    private static final boolean[] KEPT = byIndex(AccountRows.ACCOUNT, AccountRows.CUSTOMER,
            AccountRows.BLOCK_BALANCES, AccountRows.FULLY_HELD_BALANCES, AccountRows.BLOCK_TERMS,
            AccountRows.SOLD_BLOCKS, AccountRows.SCHEDULED_ACTIONS, AccountRows.RESERVATIONS, AccountRows.TIER_UNITS,
            AccountRows.CAPPED_USAGE, AccountRows.SUBSCRIPTION, AccountRows.PERIOD_BLOCKS, AccountRows.PERIOD_CREDITS,
            AccountRows.PERIOD_USAGE);

    /** What may bear text of the tenant's: its size is that of the stored row. */
    private static final boolean[] WITH_TEXT = byIndex(AccountRows.CUSTOMER, AccountRows.BLOCK_TERMS,
            AccountRows.RESERVATIONS, AccountRows.SUBSCRIPTION, AccountRows.PERIOD_CREDITS);

    /** Estimated: key, value and the maps' nodes. */
    private static final int BYTES_OF_ROW = 400;
    /** Text is mostly larger in memory than in the store. */
    private static final int BYTES_OF_STORED_BYTE = 2;

    /** Of the first rows of an ordered kind; a decision seldom looks at more. */
    private static final int MOST_FIRST_ROWS = 32;
    private static final int MOST_BYTES_OF_CUSTOMER = 1 << 20;

    private static boolean[] byIndex(RowType<?, ?>... types) {
        var kinds = new boolean[AccountRows.all().size()];
        for (RowType<?, ?> type : types) {
            kinds[type.index()] = true;
        }
        return kinds;
    }

    /** The share of all partitions of the process: a sixteenth of the heap. */
    public static long bytesOfEach(int partitions) {
        return Runtime.getRuntime().maxMemory() / 16 / partitions;
    }

    private final Function<CustomerKey, ? extends AccountState> stored;
    private final long mostBytes;
    private final int mostFirstRows;
    private final Map<CustomerKey, CachedAccount> accounts = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    /**
     * @param stored one customer as the store has it
     * @param mostBytes estimated; 0: nothing is kept from one decision to the next
     */
    public RowCache(Function<CustomerKey, ? extends AccountState> stored, long mostBytes) {
        this(stored, mostBytes, MOST_FIRST_ROWS);
    }

    RowCache(Function<CustomerKey, ? extends AccountState> stored, long mostBytes, int mostFirstRows) {
        this.stored = stored;
        this.mostBytes = mostBytes;
        this.mostFirstRows = mostFirstRows;
    }

    /** The customer, until the next one is asked for. */
    public AccountState account(CustomerKey customer) {
        makeRoom();
        CachedAccount account = accounts.get(customer);
        if (account != null && account.bytes > MOST_BYTES_OF_CUSTOMER) {
            forget(account);
            account = null;
        }
        if (account == null) {
            account = new CachedAccount(stored.apply(customer));
            accounts.put(customer, account);
        }
        return account;
    }

    /** Hears what is written to the store of the customer who was asked for last. */
    public AccountWriter.RowListener of(CustomerKey customer) {
        return Objects.requireNonNull(accounts.get(customer), () -> "not read before it is written: " + customer);
    }

    private void makeRoom() {
        while (bytes > mostBytes) {
            forget(accounts.values().iterator().next());
        }
    }

    private void forget(CachedAccount account) {
        accounts.remove(account.key());
        bytes -= account.bytes;
    }

    private final class CachedAccount implements AccountState, AccountWriter.RowListener {

        private final AccountState base;
        /** By {@link RowType#index}; none of a kind that was not asked for yet. */
        private final @Nullable CachedRows<?, ?>[] kinds = new CachedRows<?, ?>[KEPT.length];
        private long bytes;

        CachedAccount(AccountState base) {
            this.base = base;
            grow(BYTES_OF_ROW);
        }

        void grow(long by) {
            bytes += by;
            RowCache.this.bytes += by;
        }

        @Override
        public CustomerKey key() {
            return base.key();
        }

        @Override
        public <K extends Comparable<? super K>, V> Optional<V> get(RowType<K, V> type, K key) {
            return KEPT[type.index()] ? rows(type).get(key) : base.get(type, key);
        }

        @Override
        public <K extends Comparable<? super K>, V> void scan(RowType.Ordered<K, V> type, BiPredicate<K, V> visitor) {
            if (KEPT[type.index()] && rows(type) instanceof First<K, V> first) {
                first.scan(type, visitor);
            } else {
                base.scan(type, visitor);
            }
        }

        @Override
        public Optional<AnswerMark> answer(AnswerKey key) {
            return base.answer(key);
        }

        @Override
        public <K extends Comparable<? super K>, V> void written(RowChange<K, V> change, int bytes) {
            if (KEPT[change.type().index()]) {
                rows(change.type()).written(change.key(), row(change.type(), change.value(), bytes));
            }
        }

        /** The rows of a kind are of the kind's own key and value. */
        @SuppressWarnings("unchecked")
        private <K extends Comparable<? super K>, V> CachedRows<K, V> rows(RowType<K, V> type) {
            CachedRows<?, ?> rows = kinds[type.index()];
            if (rows == null) {
                rows = type instanceof RowType.Ordered<K, V>
                        ? new First<>(this, type, mostFirstRows)
                        : new Found<>(this, type);
                kinds[type.index()] = rows;
            }
            return (CachedRows<K, V>) rows;
        }

        /** A row as it was read. */
        <K extends Comparable<? super K>, V> Row<V> row(RowType<K, V> type, K key, Optional<V> value) {
            if (value.isEmpty() || !WITH_TEXT[type.index()]) {
                return row(type, value, 0);
            }
            StoredRow<K, V> stored = StoredRows.of(type);
            return row(type, value, stored.codec().write(stored.key(key(), key), value.get()).length);
        }

        private <V> Row<V> row(RowType<?, V> type, Optional<V> value, int storedBytes) {
            return new Row<>(value,
                    BYTES_OF_ROW + (WITH_TEXT[type.index()] ? (long) BYTES_OF_STORED_BYTE * storedBytes : 0));
        }
    }

    /**
     * What the store has under a key.
     *
     * @param value absent: there is no row
     * @param bytes that it takes here, estimated
     */
    private record Row<V>(Optional<V> value, long bytes) {}

    private abstract static sealed class CachedRows<K extends Comparable<? super K>, V> {

        final CachedAccount account;
        final RowType<K, V> type;

        CachedRows(CachedAccount account, RowType<K, V> type) {
            this.account = account;
            this.type = type;
        }

        abstract Optional<V> get(K key);

        abstract void written(K key, Row<V> row);

        final Row<V> row(K key, Optional<V> value) {
            return account.row(type, key, value);
        }

        final void grow(Row<V> row, @Nullable Row<V> before) {
            account.grow(row.bytes - (before == null ? 0 : before.bytes));
        }
    }

    /** Rows that were looked for, found or not. Of most kinds a customer has one, which needs no map. */
    private static final class Found<K extends Comparable<? super K>, V> extends CachedRows<K, V> {

        private @Nullable K firstKey;
        private @Nullable Row<V> first;
        private Map<K, Row<V>> others = Map.of();

        Found(CachedAccount account, RowType<K, V> type) {
            super(account, type);
        }

        @Override
        Optional<V> get(K key) {
            Row<V> row = first != null && key.equals(firstKey) ? first : others.get(key);
            if (row != null) {
                return row.value;
            }
            Optional<V> value = account.base.get(type, key);
            written(key, row(key, value));
            return value;
        }

        @Override
        void written(K key, Row<V> row) {
            if (first == null || key.equals(firstKey)) {
                grow(row, first);
                firstKey = key;
                first = row;
                return;
            }
            if (others.isEmpty()) {
                others = new HashMap<>();
            }
            grow(row, others.put(key, row));
        }
    }

    /** The first rows of an ordered kind: all there are up to a key, or all there are. */
    private static final class First<K extends Comparable<? super K>, V> extends CachedRows<K, V> {

        private final int most;
        private final NavigableMap<K, Row<V>> rows = new TreeMap<>();
        /** No row up to this key is missing. Absent: nothing is known yet. */
        private @Nullable K upTo;
        /** No row is missing at all. */
        private boolean all;

        First(CachedAccount account, RowType<K, V> type, int most) {
            super(account, type);
            this.most = most;
        }

        private void put(K key, Row<V> row) {
            grow(row, rows.put(key, row));
        }

        private boolean covers(K key) {
            return all || (upTo != null && key.compareTo(upTo) <= 0);
        }

        @Override
        Optional<V> get(K key) {
            if (!covers(key)) {
                return account.base.get(type, key);
            }
            Row<V> row = rows.get(key);
            return row == null ? Optional.empty() : row.value;
        }

        void scan(RowType.Ordered<K, V> ordered, BiPredicate<K, V> visitor) {
            for (var row = rows.firstEntry(); row != null; row = rows.higherEntry(row.getKey())) {
                if (!visitor.test(row.getKey(), row.getValue().value.orElseThrow())) {
                    return;
                }
            }
            if (!all) {
                var rest = new Rest(visitor);
                account.base.scan(ordered, rest::show);
                all = !rest.enough && !rest.leftOut;
            }
        }

        /** The rows that the first ones do not cover. */
        private final class Rest {
            private final BiPredicate<K, V> visitor;
            private boolean enough;
            private boolean leftOut;

            Rest(BiPredicate<K, V> visitor) {
                this.visitor = visitor;
            }

            boolean show(K key, V value) {
                if (covers(key)) {
                    return true; // it was among the first ones
                }
                if (rows.size() < most) {
                    put(key, row(key, Optional.of(value)));
                    upTo = key;
                } else {
                    leftOut = true;
                }
                enough = !visitor.test(key, value);
                return !enough;
            }
        }

        @Override
        void written(K key, Row<V> row) {
            if (!covers(key)) {
                return; // a scan that comes so far reads it
            }
            if (row.value.isEmpty()) {
                Row<V> removed = rows.remove(key);
                account.grow(removed == null ? 0 : -removed.bytes);
                return;
            }
            put(key, row);
            if (rows.size() > most) {
                account.grow(-rows.pollLastEntry().getValue().bytes);
                upTo = rows.lastKey();
                all = false;
            }
        }
    }
}
