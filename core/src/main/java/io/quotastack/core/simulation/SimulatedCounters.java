package io.quotastack.core.simulation;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import io.quotastack.core.account.TierCounter;
import io.quotastack.core.ledger.CountedValues;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.ledger.PricedLine;
import io.quotastack.core.metering.ChosenPrice;
import io.quotastack.core.metering.TierPeriod;

/**
 * A customer's charged units, as its account counted them (CONTRACT 4): those that the prices of a simulation may ask for.
 * Of periods only the one that the last charge counted in is kept, since a period that is over is never charged in again.
 */
final class SimulatedCounters {

    private final ProposedRules proposed;
    private final Instant firstMonth;
    private final Instant endOfLastMonth;
    private final Map<TierCounter, Long> inMonths = new HashMap<>();
    private final Map<TierCounter, Long> inPeriod = new HashMap<>();
    private Optional<TierPeriod> period = Optional.empty();

    SimulatedCounters(SimulatedTime time, ProposedRules proposed) {
        this.proposed = proposed;
        this.firstMonth = time.firstMonth();
        this.endOfLastMonth = time.endOfLastMonth();
    }

    /** What a price counts on from in a charge that was not added yet. */
    long before(String metricKey, ChosenPrice chosen, LedgerEntry charge) {
        TierPeriod month = TierPeriod.of(timestamp(charge));
        return switch (chosen.price().scope()) {
            case EVENT -> 0;
            case MONTH -> units(metricKey, month, chosen);
            case PERIOD -> units(metricKey, charge.context().subscriptionPeriod().orElse(month), chosen);
        };
    }

    private long units(String metricKey, TierPeriod of, ChosenPrice chosen) {
        var counter = new TierCounter(metricKey, of, chosen.counterKey());
        return Optional.ofNullable(inMonths.get(counter)).orElseGet(() -> inPeriod.getOrDefault(counter, 0L));
    }

    void add(LedgerEntry charge) {
        Optional<TierPeriod> counted = charge.context().subscriptionPeriod();
        if (counted.isPresent() && !counted.equals(period)) {
            inPeriod.clear();
            period = counted;
        }
        count(charge, 1);
    }

    void takeOff(LedgerEntry refund) {
        count(refund, -1);
    }

    private void count(LedgerEntry entry, int sign) {
        Instant timestamp = timestamp(entry);
        if (!timestamp.isBefore(firstMonth) && timestamp.isBefore(endOfLastMonth)) {
            count(entry, TierPeriod.of(timestamp), sign, inMonths);
        }
        if (proposed.countPeriods() && period.isPresent() && entry.context().subscriptionPeriod().equals(period)) {
            count(entry, period.get(), sign, inPeriod);
        }
    }

    private void count(LedgerEntry entry, TierPeriod in, int sign, Map<TierCounter, Long> counters) {
        for (PricedLine line : entry.usage().orElseThrow().lines()) {
            if (proposed.reprice(line.metricKey())) {
                counters.merge(new TierCounter(line.metricKey(), in), sign * line.units(), Long::sum);
            }
        }
        for (CountedValues counted : entry.context().countedValues()) {
            if (proposed.countValues(counted.metricKey(), counted.values())) {
                counters.merge(new TierCounter(counted.metricKey(), in, counted.values()), sign * counted.units(),
                        Long::sum);
            }
        }
    }

    private static Instant timestamp(LedgerEntry entry) {
        return entry.context().usageTimestamp().orElseThrow();
    }
}
