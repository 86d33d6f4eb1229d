package io.quotastack.core.metering;

import java.util.List;
import java.util.OptionalLong;

import io.quotastack.core.usage.UsageEvent;

/** How far credits go: the largest number of units of one event whose cost fits (CONTRACT 6, {@code affordable_units}). */
final class AffordableUnits {

    private AffordableUnits() {}

    /** See {@link Pricing#affordableUnits}. */
    static OptionalLong of(Price price, long unitsBefore, long available, long mostUnits) {
        if (fits(price, unitsBefore, mostUnits, available)) {
            return mostUnits == UsageEvent.MAX_UNITS ? OptionalLong.empty() : OptionalLong.of(mostUnits);
        }
        return OptionalLong.of(price instanceof Price.Tiered tiered
                ? ofTiers(tiered, unitsBefore, available, mostUnits)
                : mostThatFit(price, unitsBefore, 0, mostUnits, available));
    }

    /**
     * From the last tier down, because in volume mode more units can cost less: only as long as the total stays in one
     * tier does the cost never fall.
     */
    private static long ofTiers(Price.Tiered price, long unitsBefore, long available, long mostUnits) {
        List<Tier> tiers = price.tiers();
        for (int i = tiers.size() - 1; i >= 0; i--) {
            long tierStart = i == 0 ? 0 : tiers.get(i - 1).lastUnit();
            long fewest = Math.max(0, tierStart - unitsBefore) + 1;
            long most = Math.min(mostUnits, tiers.get(i).lastUnit() - unitsBefore);
            if (fewest <= most && fits(price, unitsBefore, fewest, available)) {
                return mostThatFit(price, unitsBefore, fewest, most, available);
            }
        }
        return 0;
    }

    /** The largest number in {@code [fewest, most]} that fits, where the cost never falls; {@code fewest} if none does. */
    private static long mostThatFit(Price price, long unitsBefore, long fewest, long most, long available) {
        long low = fewest;
        long high = most;
        while (low < high) {
            long middle = low + (high - low + 1) / 2;
            if (fits(price, unitsBefore, middle, available)) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    private static boolean fits(Price price, long unitsBefore, long units, long available) {
        OptionalLong cost = Pricing.cost(price, unitsBefore, units);
        return cost.isPresent() && cost.getAsLong() <= available;
    }
}
