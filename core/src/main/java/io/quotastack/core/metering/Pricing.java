package io.quotastack.core.metering;

import java.math.BigInteger;
import java.util.List;
import java.util.OptionalLong;

import io.quotastack.core.metering.Price.Scope;
import io.quotastack.core.metering.Price.TierMode;

/**
 * What units cost (CONTRACT 4), in millicredits, exactly: a cost is either right or, when it leaves {@code int64},
 * absent.
 *
 * <p>{@code unitsBefore} is where the price counts from: what the counter of its scope says before the charge
 * ({@link TierPeriod}); for the scope {@code event}, 0 or what earlier lines of the same event used. The cost is ⌈price(before + units)⌉ − ⌈price(before)⌉, never
 * below 0: prices are fractions until then and rounded up once, so that what a scope's events pay in all is the price of
 * their total, rounded up. A total of 0 has price 0, so 0 units cost 0 in every price but {@code flat}.
 */
public final class Pricing {

    /** Stands for an amount beyond {@code int64}; amounts themselves are never negative. */
    private static final long OVERFLOW = -1;

    private Pricing() {}

    /** The cost of the units in millicredits; empty when it leaves {@code int64}, or the counted total would. */
    public static OptionalLong cost(Price price, long unitsBefore, long units) {
        if (units < 0 || unitsBefore < 0) {
            throw new IllegalArgumentException("units below 0: " + unitsBefore + ", " + units);
        }
        long cost = price instanceof Price.Flat(long flatCost)
                ? flatCost
                : costOrOverflow(price, unitsBefore, units);
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

    /** How many packages are begun: the division rounds up. */
    static long packages(long units, long packageSize) {
        return Math.ceilDiv(units, packageSize);
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

    private static long costOrOverflow(Price price, long before, long units) {
        long after = before + units;
        if (after < 0) {
            return OVERFLOW;
        }
        if (units == 0) {
            return 0;
        }
        long priceAfter = roundedUp(price, after);
        long priceBefore = roundedUp(price, before);
        return priceAfter != OVERFLOW && priceBefore != OVERFLOW
                ? Math.max(0, priceAfter - priceBefore)
                : wideCost(price, before, after);
    }

    /** The price of a total may leave {@code int64} where the difference of two does not. */
    private static long wideCost(Price price, long before, long after) {
        BigInteger cost = PriceStep.priceOf(price, after).ceiling()
                .subtract(PriceStep.priceOf(price, before).ceiling()).max(BigInteger.ZERO);
        return cost.bitLength() < Long.SIZE ? cost.longValue() : OVERFLOW;
    }

    /** The price of a total, rounded up; or that it, or what it is made of, is too wide. */
    private static long roundedUp(Price price, long total) {
        if (total == 0) {
            return 0;
        }
        return switch (price) {
            case Price.Flat(long flatCost) -> flatCost;
            case Price.PerUnit(long unitCost, long perUnits, Scope scope) -> quotient(product(total, unitCost),
                    perUnits);
            case Price.PerPackage(long size, long cost, Scope scope) -> product(packages(total, size), cost);
            case Price.Tiered tiered when tiered.mode() == TierMode.GRADUATED -> graduated(tiered, total);
            case Price.Tiered tiered -> {
                Tier tier = tierOf(tiered, total);
                yield sum(quotient(product(total, tier.unitCost()), tiered.perUnits()), tier.flatCost());
            }
        };
    }

    private static long graduated(Price.Tiered price, long total) {
        long units = 0;
        long flat = 0;
        long tierStart = 0;
        for (int i = 0; i < price.tiers().size() && tierStart < total; i++) {
            Tier tier = price.tiers().get(i);
            units = sum(units, product(Math.min(total, tier.lastUnit()) - tierStart, tier.unitCost()));
            flat = sum(flat, tier.flatCost());
            tierStart = tier.lastUnit();
        }
        return sum(quotient(units, price.perUnits()), flat);
    }

    private static long quotient(long numerator, long denominator) {
        return numerator == OVERFLOW || denominator == 1 ? numerator : Math.ceilDiv(numerator, denominator);
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
