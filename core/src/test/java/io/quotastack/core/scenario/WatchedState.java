package io.quotastack.core.scenario;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiPredicate;

import io.quotastack.core.account.Account;
import io.quotastack.core.account.AccountRows;
import io.quotastack.core.account.AccountState;
import io.quotastack.core.account.AnswerKey;
import io.quotastack.core.account.AnswerMark;
import io.quotastack.core.account.RowType;
import io.quotastack.core.customer.CustomerKey;

/** A state that counts how often each kind of row is asked for, and that can be told it has seen more than it has. */
public final class WatchedState implements AccountState {

    /** As many entries as let a counter be full: an entry counts 10¹² units at most. */
    private static final long MANY_ENTRIES = 20_000_000;

    private final AccountState state;
    private final Map<String, Integer> reads = new TreeMap<>();
    private Optional<Long> countedUnits = Optional.empty();

    public WatchedState(AccountState state) {
        this.state = state;
    }

    /** Every counter stands at so many units, after as many entries as it takes to come there. */
    public WatchedState counted(long units) {
        countedUnits = Optional.of(units);
        return this;
    }

    /** How often each was read, by the kind of row. */
    public Map<String, Integer> reads() {
        return reads;
    }

    @Override
    public CustomerKey key() {
        return state.key();
    }

    @Override
    @SuppressWarnings("unchecked") // a value of the kind that is asked for takes the place of another
    public <K extends Comparable<? super K>, V> Optional<V> get(RowType<K, V> type, K key) {
        reads.merge(type.toString(), 1, Integer::sum);
        if (countedUnits.isPresent() && type.equals(AccountRows.TIER_UNITS)) {
            return (Optional<V>) countedUnits;
        }
        Optional<V> row = state.get(type, key);
        return countedUnits.isPresent() && type.equals(AccountRows.ACCOUNT)
                ? (Optional<V>) row.map(Account.class::cast)
                        .map(account -> account.withHead(new Account.Head(MANY_ENTRIES, account.ledgerHash())))
                : row;
    }

    @Override
    public <K extends Comparable<? super K>, V> void scan(RowType.Ordered<K, V> type, BiPredicate<K, V> visitor) {
        reads.merge(type.toString(), 1, Integer::sum);
        state.scan(type, visitor);
    }

    @Override
    public Optional<AnswerMark> answer(AnswerKey key) {
        reads.merge("an answer", 1, Integer::sum);
        return state.answer(key);
    }
}
