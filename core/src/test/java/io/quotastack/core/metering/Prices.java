package io.quotastack.core.metering;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;

import io.quotastack.core.metering.Price.TierMode;
import io.quotastack.core.metering.Price.Scope;

/** Prices for tests, said shortly, and a model of theirs that follows the contract's table word by word. */
final class Prices {

    private Prices() {}

    static Price.Tiered graduated(Scope scope, Tier... tiers) {
        return new Price.Tiered(TierMode.GRADUATED, scope, List.of(tiers));
    }

    static Price.Tiered volume(Scope scope, Tier... tiers) {
        return new Price.Tiered(TierMode.VOLUME, scope, List.of(tiers));
    }

    static Tier tier(long upTo, long unitCost, long flatCost) {
        return new Tier(OptionalLong.of(upTo), unitCost, flatCost);
    }

    static Tier last(long unitCost, long flatCost) {
        return new Tier(OptionalLong.empty(), unitCost, flatCost);
    }

    static BigInteger big(long value) {
        return BigInteger.valueOf(value);
    }

    static Fraction sum(List<PriceStep> steps) {
        return steps.stream().map(PriceStep::amount).reduce(Fraction.ZERO, Fraction::plus);
    }

    /** Any price with amounts up to {@code maxAmount} and tiers that end by about {@code maxUnits}. */
    static Price random(Random random, long maxAmount, long maxUnits) {
        return switch (random.nextInt(5)) {
            case 0 -> new Price.Flat(amount(random, maxAmount));
            case 1 -> new Price.PerUnit(amount(random, maxAmount), perUnits(random), scope(random));
            case 2 -> new Price.PerPackage(1 + random.nextLong(maxUnits), amount(random, maxAmount), scope(random));
            case 3 -> randomTiers(random, TierMode.GRADUATED, maxAmount, maxUnits);
            default -> randomTiers(random, TierMode.VOLUME, maxAmount, maxUnits);
        };
    }

    static Price.Tiered randomTiers(Random random, TierMode mode, long maxAmount, long maxUnits) {
        var tiers = new ArrayList<Tier>();
        long upTo = 0;
        int ends = random.nextInt(4);
        for (int i = 0; i < ends; i++) {
            upTo += 1 + random.nextLong(1 + maxUnits / 4);
            tiers.add(tier(upTo, amount(random, maxAmount), amount(random, maxAmount)));
        }
        tiers.add(last(amount(random, maxAmount), amount(random, maxAmount)));
        return new Price.Tiered(mode, scope(random), tiers, perUnits(random));
    }

    private static Scope scope(Random random) {
        return random.nextBoolean() ? Scope.EVENT : Scope.MONTH;
    }

    private static long perUnits(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> 1;
            case 1 -> 1 + random.nextLong(10);
            case 2 -> 1_000_000;
            default -> 1 + random.nextLong(Price.MOST_PER_UNITS);
        };
    }

    /** Often 0, as free tiers are where comparisons go wrong. */
    private static long amount(Random random, long maxAmount) {
        return random.nextInt(4) == 0 ? 0 : random.nextLong(maxAmount);
    }

    /** The cost as the contract words it. */
    static BigInteger modelCost(Price price, long before, long units) {
        if (price instanceof Price.Flat flat) {
            return big(flat.flatCost());
        }
        BigInteger counted = big(before);
        return modelPrice(price, counted.add(big(units))).subtract(modelPrice(price, counted)).max(BigInteger.ZERO);
    }

    /** The price of a total, rounded up. */
    static BigInteger modelPrice(Price price, BigInteger total) {
        return switch (price) {
            case Price.Flat flat -> big(flat.flatCost());
            case Price.PerUnit perUnit -> ceiling(total.multiply(big(perUnit.unitCost())), perUnit.perUnits());
            case Price.PerPackage p -> ceiling(total, p.packageSize()).multiply(big(p.packageCost()));
            case Price.Tiered tiered -> ceiling(modelTiers(tiered, total), tiered.perUnits());
        };
    }

    private static BigInteger ceiling(BigInteger numerator, long denominator) {
        return numerator.add(big(denominator - 1)).divide(big(denominator));
    }

    /** The price of a total, in parts of which {@code per_units} are one millicredit. */
    private static BigInteger modelTiers(Price.Tiered price, BigInteger total) {
        BigInteger graduated = BigInteger.ZERO;
        BigInteger start = BigInteger.ZERO;
        for (Tier tier : price.tiers()) {
            BigInteger end = tier.upTo().isPresent() ? big(tier.upTo().getAsLong()) : total.max(start);
            BigInteger flat = big(tier.flatCost()).multiply(big(price.perUnits()));
            if (total.compareTo(start) > 0) {
                BigInteger inTier = total.min(end).subtract(start);
                graduated = graduated.add(inTier.multiply(big(tier.unitCost()))).add(flat);
                if (price.mode() == TierMode.VOLUME && total.compareTo(end) <= 0) {
                    return total.multiply(big(tier.unitCost())).add(flat);
                }
            }
            start = end;
        }
        return price.mode() == TierMode.GRADUATED ? graduated : BigInteger.ZERO;
    }
}
