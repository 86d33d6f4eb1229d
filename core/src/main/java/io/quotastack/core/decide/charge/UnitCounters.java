package io.quotastack.core.decide.charge;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.quotastack.core.account.Account;
import io.quotastack.core.account.AccountRows;
import io.quotastack.core.account.AccountState;
import io.quotastack.core.account.TierCounter;
import io.quotastack.core.metering.ChosenPrice;
import io.quotastack.core.metering.Price.Scope;
import io.quotastack.core.metering.TierPeriod;
import io.quotastack.core.subscription.Subscription;
import io.quotastack.core.usage.UsageEvent;

/** What a customer's tier counters say before a charge; each is read once, and only when it is asked for. */
final class UnitCounters {

    /** After no more entries than these no counter can be full, since an entry counts so many units at most. */
    private static final long ENTRIES_THAT_FILL_NONE = Long.MAX_VALUE / UsageEvent.MAX_UNITS - 1;

    private final AccountState state;
    private final long entries;
    private final Optional<TierPeriod> subscriptionPeriod;
    private final Map<TierCounter, Optional<Long>> read = new HashMap<>();

    UnitCounters(AccountState state, Account account, Optional<Subscription> subscription) {
        this.state = state;
        this.entries = account.version();
        this.subscriptionPeriod = subscription.flatMap(Subscription::tierPeriod);
    }

    /** The period that the customer's subscription is in: a charge counts in it besides the month. */
    Optional<TierPeriod> subscriptionPeriod() {
        return subscriptionPeriod;
    }

    /** The counter that goes with a price: it counts the subscription's period where it says so and there is one. */
    long before(String metricKey, ChosenPrice chosen, Instant timestamp) {
        TierPeriod month = TierPeriod.of(timestamp);
        return units(new TierCounter(metricKey,
                chosen.price().scope() == Scope.PERIOD ? subscriptionPeriod.orElse(month) : month,
                chosen.counterKey()));
    }

    /** The same where the price depends on it, else 0. */
    long pricedAfter(String metricKey, ChosenPrice chosen, Instant timestamp) {
        return chosen.price().scope() != Scope.EVENT
                ? before(metricKey, chosen, timestamp)
                : 0;
    }

    /** How many units more every counter that a charge adds to can take; never more than one event may have. */
    long room(String metricKey, Instant timestamp) {
        if (entries <= ENTRIES_THAT_FILL_NONE) {
            return UsageEvent.MAX_UNITS;
        }
        long room = UsageEvent.MAX_UNITS;
        for (TierPeriod period : periods(timestamp)) {
            room = Math.min(room, Long.MAX_VALUE - units(new TierCounter(metricKey, period)));
        }
        return room;
    }

    /** What a charge counts in: the month of its timestamp, and the subscription's period. */
    List<TierPeriod> periods(Instant timestamp) {
        List<TierPeriod> periods = new ArrayList<>(List.of(TierPeriod.of(timestamp)));
        subscriptionPeriod.ifPresent(periods::add);
        return periods;
    }

    long units(TierCounter counter) {
        return find(counter).orElse(0L);
    }

    /** Whether anything was ever counted there. */
    boolean isThere(TierCounter counter) {
        return find(counter).isPresent();
    }

    private Optional<Long> find(TierCounter counter) {
        return read.computeIfAbsent(counter, name -> state.get(AccountRows.TIER_UNITS, name));
    }
}
