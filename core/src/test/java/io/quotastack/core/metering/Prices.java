package io.quotastack.core.metering;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;

import io.quotastack.core.metering.Price.TierMode;
import io.quotastack.core.metering.Price.TierScope;

/** Prices for tests, said shortly, and a model of theirs that follows the contract's table word by word. */
final class Prices {

    private Prices() {}

    static Price.Tiered graduated(TierScope scope, Tier... tiers) {
        return new Price.Tiered(TierMode.GRADUATED, scope, List.of(tiers));
    }

    static Price.Tiered volume(TierScope scope, Tier... tiers) {
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

    static BigInteger sum(List<PriceStep> steps) {
        return steps.stream().map(PriceStep::amount).reduce(BigInteger.ZERO, BigInteger::add);
    }

    /** Any price with amounts up to {@code maxAmount} and tiers that end by about {@code maxUnits}. */
    static Price random(Random random, long maxAmount, long maxUnits) {
        return switch (random.nextInt(5)) {
            case 0 -> new Price.Flat(amount(random, maxAmount));
            case 1 -> new Price.PerUnit(amount(random, maxAmount));
            case 2 -> new Price.PerPackage(1 + random.nextLong(maxUnits), amount(random, maxAmount));
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
        return new Price.Tiered(mode, random.nextBoolean() ? TierScope.EVENT : TierScope.MONTH, tiers);
    }

    /** Often 0, as free tiers are where comparisons go wrong. */
    private static long amount(Random random, long maxAmount) {
        return random.nextInt(4) == 0 ? 0 : random.nextLong(maxAmount);
    }

    /** The cost as the contract words it. */
    static BigInteger modelCost(Price price, long before, long units) {
        if (units == 0 && !(price instanceof Price.Flat)) {
            return BigInteger.ZERO;
        }
        return switch (price) {
            case Price.Flat flat -> big(flat.flatCost());
            case Price.PerUnit perUnit -> big(units).multiply(big(perUnit.unitCost()));
            case Price.PerPackage p -> big(units).add(big(p.packageSize() - 1)).divide(big(p.packageSize()))
                    .multiply(big(p.packageCost()));
            case Price.Tiered tiered -> {
                BigInteger counted = tiered.scope() == TierScope.MONTH ? big(before) : BigInteger.ZERO;
                yield modelPrice(tiered, counted.add(big(units))).subtract(modelPrice(tiered, counted))
                        .max(BigInteger.ZERO);
            }
        };
    }

    private static BigInteger modelPrice(Price.Tiered price, BigInteger total) {
        BigInteger graduated = BigInteger.ZERO;
        BigInteger start = BigInteger.ZERO;
        for (Tier tier : price.tiers()) {
            BigInteger end = tier.upTo().isPresent() ? big(tier.upTo().getAsLong()) : total.max(start);
            if (total.compareTo(start) > 0) {
                BigInteger inTier = total.min(end).subtract(start);
                graduated = graduated.add(inTier.multiply(big(tier.unitCost()))).add(big(tier.flatCost()));
                if (price.mode() == TierMode.VOLUME && total.compareTo(end) <= 0) {
                    return total.multiply(big(tier.unitCost())).add(big(tier.flatCost()));
                }
            }
            start = end;
        }
        return price.mode() == TierMode.GRADUATED ? graduated : BigInteger.ZERO;
    }
}
