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
 * <p>The amount is units × unit_cost + flat_cost, taken off in {@link Kind#TOTAL_BEFORE}. It is as wide as it has to be:
 * the price of a whole month may leave {@code int64} where the difference, the cost, does not.
 *
 * @param units what {@code unitCost} is paid for: units, or packages begun in {@link Kind#PACKAGES}
 * @param tierUpTo the end of the tier; absent in the last tier and where there are no tiers
 * @param flatCost millicredits for entering the tier; 0 if an earlier event of the month entered it
 */
public record PriceStep(Kind kind, long units, OptionalLong tierUpTo, long unitCost, long flatCost, BigInteger amount) {

    /** What a step stands for. */
    public enum Kind {
        /** The price of any event. */
        FLAT,
        /** All units at one price. */
        UNITS,
        /** Packages begun. */
        PACKAGES,
        /** Graduated: this event's units that lie in the tier. */
        TIER,
        /** Volume: the total with this event, at the price of the tier it falls in. */
        TOTAL_AFTER,
        /** Volume in a month: the total before this event at the price of its tier, taken off. */
        TOTAL_BEFORE,
        /** Volume in a month: what makes up for a total that got cheaper, as a cost is never below 0. */
        NEVER_BELOW_ZERO;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static List<PriceStep> explain(Price price, long unitsBefore, long units) {
        return switch (price) {
            case Price.Flat flat -> List.of(step(Kind.FLAT, 0, OptionalLong.empty(), 0, flat.flatCost()));
            case Price.PerUnit perUnit -> units == 0
                    ? List.of()
                    : List.of(step(Kind.UNITS, units, OptionalLong.empty(), perUnit.unitCost(), 0));
            case Price.PerPackage perPackage -> units == 0
                    ? List.of()
                    : List.of(step(Kind.PACKAGES, Pricing.packages(units, perPackage.packageSize()),
                            OptionalLong.empty(), perPackage.packageCost(), 0));
            case Price.Tiered tiered -> tiered(tiered, Pricing.countedBefore(tiered, unitsBefore), units);
        };
    }

    private static List<PriceStep> tiered(Price.Tiered price, long before, long units) {
        if (units == 0) {
            return List.of();
        }
        long after = Math.addExact(before, units);
        return price.mode() == TierMode.GRADUATED
                ? graduated(price.tiers(), before, after)
                : volume(price, before, after);
    }

    private static List<PriceStep> graduated(List<Tier> tiers, long before, long after) {
        var steps = new ArrayList<PriceStep>();
        long tierStart = 0;
        for (Tier tier : tiers) {
            long units = Math.min(after, tier.lastUnit()) - Math.max(before, tierStart);
            if (units > 0) {
                long flatCost = before <= tierStart ? tier.flatCost() : 0;
                steps.add(step(Kind.TIER, units, tier.upTo(), tier.unitCost(), flatCost));
            }
            tierStart = tier.lastUnit();
        }
        return List.copyOf(steps);
    }

    private static List<PriceStep> volume(Price.Tiered price, long before, long after) {
        PriceStep whole = ofTotal(Kind.TOTAL_AFTER, Pricing.tierOf(price, after), after);
        if (before == 0) {
            return List.of(whole);
        }
        PriceStep paid = ofTotal(Kind.TOTAL_BEFORE, Pricing.tierOf(price, before), before).negated();
        BigInteger cost = whole.amount().add(paid.amount());
        if (cost.signum() >= 0) {
            return List.of(whole, paid);
        }
        return List.of(whole, paid,
                new PriceStep(Kind.NEVER_BELOW_ZERO, 0, OptionalLong.empty(), 0, 0, cost.negate()));
    }

    private static PriceStep ofTotal(Kind kind, Tier tier, long total) {
        return step(kind, total, tier.upTo(), tier.unitCost(), tier.flatCost());
    }

    private static PriceStep step(Kind kind, long units, OptionalLong tierUpTo, long unitCost, long flatCost) {
        BigInteger amount = BigInteger.valueOf(units).multiply(BigInteger.valueOf(unitCost))
                .add(BigInteger.valueOf(flatCost));
        return new PriceStep(kind, units, tierUpTo, unitCost, flatCost, amount);
    }

    private PriceStep negated() {
        return new PriceStep(kind, units, tierUpTo, unitCost, flatCost, amount.negate());
    }
}
