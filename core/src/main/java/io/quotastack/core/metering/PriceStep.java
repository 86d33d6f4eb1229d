package io.quotastack.core.metering;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

import io.quotastack.core.metering.Price.TierMode;

/**
 * One line of the sum that a cost is (CONTRACT 4, 5: estimate, explain).
 *
 * <p>The amount is units × unit_cost ÷ per_units + flat_cost, taken off in {@link Kind#TOTAL_BEFORE}. It is exact and as
 * wide as it has to be: the price of a whole month may leave {@code int64} where the difference, the cost, does not.
 *
 * @param units what {@code unitCost} is paid for: units, or packages begun in {@link Kind#PACKAGES}
 * @param tierUpTo the end of the tier; absent in the last tier and where there are no tiers
 * @param perUnits how many units cost {@code unitCost}
 * @param flatCost millicredits for entering the tier; 0 if an earlier event of the month entered it
 */
public record PriceStep(
        Kind kind,
        long units,
        OptionalLong tierUpTo,
        long unitCost,
        long perUnits,
        long flatCost,
        Fraction amount) {

    /** What a step stands for. */
    public enum Kind {
        /** The price of any event. */
        FLAT,
        /** All units at one price. */
        UNITS,
        /** Packages that this event begins. */
        PACKAGES,
        /** Graduated: this event's units that lie in the tier. */
        TIER,
        /** Volume: the total with this event, at the price of the tier it falls in. */
        TOTAL_AFTER,
        /** Volume in a month: the total before this event at the price of its tier, taken off. */
        TOTAL_BEFORE,
        /** Volume in a month: what makes up for a total that got cheaper, as a cost is never below 0. */
        NEVER_BELOW_ZERO,
        /**
         * What makes the sum whole: the price of the total is rounded up, and what earlier events paid more than their
         * fraction is taken off.
         */
        ROUNDING;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static List<PriceStep> explain(Price price, long before, long units) {
        if (price instanceof Price.Flat(long flatCost)) {
            return List.of(step(Kind.FLAT, 0, OptionalLong.empty(), 0, 1, flatCost));
        }
        if (units == 0) {
            return List.of();
        }
        long after = Math.addExact(before, units);
        List<PriceStep> steps = new ArrayList<>(between(price, before, after));
        Fraction exact = sum(steps);
        BigInteger difference = priceOf(price, after).ceiling().subtract(priceOf(price, before).ceiling());
        if (difference.signum() < 0) {
            steps.add(made(Kind.NEVER_BELOW_ZERO, Fraction.of(difference.negate())));
        }
        Fraction rounding = Fraction.of(difference).minus(exact);
        if (!rounding.equals(Fraction.ZERO)) {
            steps.add(made(Kind.ROUNDING, rounding));
        }
        return List.copyOf(steps);
    }

    /** The exact price of a total; 0 of none. */
    static Fraction priceOf(Price price, long total) {
        return sum(between(price, 0, total));
    }

    static Fraction sum(List<PriceStep> steps) {
        return steps.stream().map(PriceStep::amount).reduce(Fraction.ZERO, Fraction::plus);
    }

    /** What the units between two totals cost before anything is rounded. */
    private static List<PriceStep> between(Price price, long before, long after) {
        return switch (price) {
            case Price.Flat flat -> throw new IllegalArgumentException("counts no units: " + flat);
            case Price.PerUnit(long unitCost, long perUnits, Price.Scope scope) -> List
                    .of(step(Kind.UNITS, after - before, OptionalLong.empty(), unitCost, perUnits, 0));
            case Price.PerPackage(long size, long cost, Price.Scope scope) -> List.of(step(Kind.PACKAGES,
                    Pricing.packages(after, size) - Pricing.packages(before, size), OptionalLong.empty(), cost, 1, 0));
            case Price.Tiered tiered -> tiered.mode() == TierMode.GRADUATED
                    ? graduated(tiered, before, after)
                    : volume(tiered, before, after);
        };
    }

    private static List<PriceStep> graduated(Price.Tiered price, long before, long after) {
        var steps = new ArrayList<PriceStep>();
        long tierStart = 0;
        for (Tier tier : price.tiers()) {
            long units = Math.min(after, tier.lastUnit()) - Math.max(before, tierStart);
            if (units > 0) {
                long flatCost = before <= tierStart ? tier.flatCost() : 0;
                steps.add(step(Kind.TIER, units, tier.upTo(), tier.unitCost(), price.perUnits(), flatCost));
            }
            tierStart = tier.lastUnit();
        }
        return steps;
    }

    private static List<PriceStep> volume(Price.Tiered price, long before, long after) {
        var steps = new ArrayList<PriceStep>();
        if (after > 0) {
            steps.add(ofTotal(Kind.TOTAL_AFTER, price, after));
        }
        if (before > 0) {
            steps.add(ofTotal(Kind.TOTAL_BEFORE, price, before).negated());
        }
        return steps;
    }

    private static PriceStep ofTotal(Kind kind, Price.Tiered price, long total) {
        Tier tier = Pricing.tierOf(price, total);
        return step(kind, total, tier.upTo(), tier.unitCost(), price.perUnits(), tier.flatCost());
    }

    private static PriceStep step(Kind kind, long units, OptionalLong tierUpTo, long unitCost, long perUnits,
            long flatCost) {
        var ofUnits = new Fraction(BigInteger.valueOf(units).multiply(BigInteger.valueOf(unitCost)),
                BigInteger.valueOf(perUnits));
        return new PriceStep(kind, units, tierUpTo, unitCost, perUnits, flatCost,
                ofUnits.plus(Fraction.of(flatCost)));
    }

    /** One of no units. */
    private static PriceStep made(Kind kind, Fraction amount) {
        return new PriceStep(kind, 0, OptionalLong.empty(), 0, 1, 0, amount);
    }

    private PriceStep negated() {
        return new PriceStep(kind, units, tierUpTo, unitCost, perUnits, flatCost, amount.negated());
    }
}
