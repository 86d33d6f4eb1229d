package io.quotastack.core.metering;

import java.math.BigInteger;
import java.util.List;
import java.util.OptionalLong;

import io.quotastack.core.metering.Price.TierMode;
import io.quotastack.core.metering.Price.TierScope;

/**
 * What units cost (CONTRACT 4), in millicredits, exactly: a cost is either right or, when it leaves {@code int64},
 * absent.
 *
 * <p>{@code unitsBefore} is the customer's charged units of the metric in the event's month ({@link TierPeriod}). Only
 * tiers of scope {@code month} read it; there the cost is price(unitsBefore + units) − price(unitsBefore), never below
 * 0. A total of 0 has price 0, so 0 units cost 0 in every mode but {@code flat}.
 */
public final class Pricing {

    /** Stands for a cost beyond {@code int64}; costs themselves are never negative. */
    private static final long OVERFLOW = -1;

    private Pricing() {}

    /** The cost of the units in millicredits; empty when it leaves {@code int64}, or the counted total would. */
    public static OptionalLong cost(Price price, long unitsBefore, long units) {
        if (units < 0 || unitsBefore < 0) {
            throw new IllegalArgumentException("units below 0: " + unitsBefore + ", " + units);
        }
        long cost = costOrOverflow(price, unitsBefore, units);
        return cost == OVERFLOW ? OptionalLong.empty() : OptionalLong.of(cost);
    }

    /**
     * What explains a cost that is not absent, in the order of the tiers; the amounts sum to it. Empty for 0 units, save
     * in {@code flat}.
     */
    public static List<PriceStep> steps(Price price, long unitsBefore, long units) {
        return PriceStep.explain(price, unitsBefore, units);
    }

    /**
     * The largest u in 0…{@code mostUnits} whose cost is at most {@code available} millicredits; 0 also when not even 0
     * units fit (below 0 nothing does). Empty when 10¹² fit: there is no bound that a client could meet (CONTRACT 6).
     *
     * @param mostUnits at most 10¹²
     */
    public static OptionalLong affordableUnits(Price price, long unitsBefore, long available, long mostUnits) {
        return AffordableUnits.of(price, unitsBefore, available, mostUnits);
    }

    private static long costOrOverflow(Price price, long unitsBefore, long units) {
        return switch (price) {
            case Price.Flat flat -> flat.flatCost();
            case Price.PerUnit perUnit -> product(units, perUnit.unitCost());
            case Price.PerPackage perPackage -> product(packages(units, perPackage.packageSize()),
                    perPackage.packageCost());
            case Price.Tiered tiered -> tieredCost(tiered, countedBefore(tiered, unitsBefore), units);
        };
    }

    /** How many packages are begun: the division rounds up. */
    static long packages(long units, long packageSize) {
        return units / packageSize + (units % packageSize == 0 ? 0 : 1);
    }

    /** The units that came before in the tiers' scope. */
    static long countedBefore(Price.Tiered price, long unitsBefore) {
        return price.scope() == TierScope.EVENT ? 0 : unitsBefore;
    }

    /** The tier that a total of at least 1 falls in. */
    static Tier tierOf(Price.Tiered price, long total) {
        List<Tier> tiers = price.tiers();
        int i = 0;
        while (tiers.get(i).lastUnit() < total) {
            i++;
        }
        return tiers.get(i);
    }

    private static long tieredCost(Price.Tiered price, long before, long units) {
        long after = before + units;
        if (after < 0) {
            return OVERFLOW;
        }
        if (units == 0) {
            return 0;
        }
        return price.mode() == TierMode.GRADUATED
                ? graduatedCost(price.tiers(), before, after)
                : volumeCost(price, before, after);
    }

    /**
     * The difference of the two totals, summed tier by tier over the units between them: no summand is negative, so one
     * that overflows means that the cost does.
     */
    private static long graduatedCost(List<Tier> tiers, long before, long after) {
        long cost = 0;
        long tierStart = 0;
        for (int i = 0; i < tiers.size() && tierStart < after; i++) {
            Tier tier = tiers.get(i);
            long units = Math.min(after, tier.lastUnit()) - Math.max(before, tierStart);
            if (units > 0) {
                cost = sum(cost, product(units, tier.unitCost()));
                cost = before <= tierStart ? sum(cost, tier.flatCost()) : cost;
            }
            tierStart = tier.lastUnit();
        }
        return cost;
    }

    private static long volumeCost(Price.Tiered price, long before, long after) {
        long priceAfter = volumePrice(price, after);
        long priceBefore = volumePrice(price, before);
        if (priceAfter != OVERFLOW && priceBefore != OVERFLOW) {
            return Math.max(0, priceAfter - priceBefore);
        }
        BigInteger cost = exactVolumePrice(price, after).subtract(exactVolumePrice(price, before))
                .max(BigInteger.ZERO);
        return cost.bitLength() < Long.SIZE ? cost.longValue() : OVERFLOW;
    }

    private static long volumePrice(Price.Tiered price, long total) {
        if (total == 0) {
            return 0;
        }
        Tier tier = tierOf(price, total);
        return sum(product(total, tier.unitCost()), tier.flatCost());
    }

    /** The price of a total may leave {@code int64} where the difference of two does not. */
    private static BigInteger exactVolumePrice(Price.Tiered price, long total) {
        if (total == 0) {
            return BigInteger.ZERO;
        }
        Tier tier = tierOf(price, total);
        return BigInteger.valueOf(total).multiply(BigInteger.valueOf(tier.unitCost()))
                .add(BigInteger.valueOf(tier.flatCost()));
    }

    private static long product(long a, long b) {
        long low = a * b;
        return Math.multiplyHigh(a, b) == 0 && low >= 0 ? low : OVERFLOW;
    }

    private static long sum(long a, long b) {
        if (a == OVERFLOW || b == OVERFLOW) {
            return OVERFLOW;
        }
        long sum = a + b;
        return sum >= 0 ? sum : OVERFLOW;
    }
}
