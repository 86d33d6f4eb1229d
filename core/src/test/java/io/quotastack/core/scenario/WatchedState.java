package io.quotastack.core.scenario;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.quotastack.core.account.Account;
import io.quotastack.core.account.AccountState;
import io.quotastack.core.account.TierCounter;

/** A state that counts how often each kind of row is asked for, and that can be told it has seen more than it has. */
public final class WatchedState {

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

    /** The state to give away. */
    public AccountState state() {
        return (AccountState) Proxy.newProxyInstance(AccountState.class.getClassLoader(),
                new Class<?>[] {AccountState.class}, (proxy, method, arguments) -> read(method, arguments));
    }

    /** How often each was read, by the name of the read. */
    public Map<String, Integer> reads() {
        return reads;
    }

    private Object read(Method method, Object[] arguments) throws Throwable {
        if (!method.getName().equals("key")) {
            reads.merge(method.getName(), 1, Integer::sum);
        }
        if (countedUnits.isPresent() && arguments != null && arguments[0] instanceof TierCounter) {
            return countedUnits.get();
        }
        try {
            Object read = method.invoke(state, arguments);
            return countedUnits.isPresent() && method.getName().equals("account")
                    ? ((Optional<?>) read).map(Account.class::cast)
                            .map(account -> account.withEntry(MANY_ENTRIES, account.ledgerHash()))
                    : read;
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
