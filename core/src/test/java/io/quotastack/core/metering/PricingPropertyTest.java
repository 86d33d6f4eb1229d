package io.quotastack.core.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.OptionalLong;
import java.util.Random;
import java.util.random.RandomGenerator;

import org.junit.jupiter.api.Test;

import io.quotastack.core.metering.Price.TierMode;
import io.quotastack.core.metering.Price.Scope;
import io.quotastack.core.usage.UsageEvent;

/** Random prices and units, small ones and such that overflow, against a naive model; a failure names its seed. */
class PricingPropertyTest {

    private static final int ROUNDS = 20_000;
    private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);

    private final long seed = RandomGenerator.getDefault().nextLong();
    private final Random random = new Random(seed);

    @Test
    void aCostIsTheModelsOrAbsentWhenThatLeavesInt64() {
        for (int round = 0; round < ROUNDS; round++) {
            Price price = anyPrice();
            long before = anyUnits();
            long units = anyUnits();
            BigInteger expected = Prices.modelCost(price, before, units);

            assertThat(Pricing.cost(price, before, units)).as(named(price, before, units))
                    .isEqualTo(expected.compareTo(MAX) <= 0
                            ? OptionalLong.of(expected.longValueExact())
                            : OptionalLong.empty());
        }
    }

    @Test
    void stepsSumToTheCost() {
        for (int round = 0; round < ROUNDS; round++) {
            Price price = anyPrice();
            long before = anyUnits();
            long units = anyUnits();

            assertThat(Prices.sum(Pricing.steps(price, before, units))).as(named(price, before, units))
                    .isEqualTo(Fraction.of(Prices.modelCost(price, before, units)));
        }
    }

    /** In any order and however many there are; a void leaves the counter lower, and what comes next pays from there. */
    @Test
    void whatAScopesEventsPayIsThePriceOfTheirTotalRoundedUpOnce() {
        for (int round = 0; round < ROUNDS / 10; round++) {
            Price price = neverFalling();
            long total = random.nextLong(50);
            BigInteger before = Prices.modelPrice(price, BigInteger.valueOf(total));
            BigInteger paid = BigInteger.ZERO;
            BigInteger expected = BigInteger.ZERO;
            for (int event = 0; event < 30; event++) {
                if (random.nextInt(5) == 0) {
                    expected = expected.add(Prices.modelPrice(price, BigInteger.valueOf(total)).subtract(before));
                    total -= random.nextLong(total + 1);
                    before = Prices.modelPrice(price, BigInteger.valueOf(total));
                }
                long units = random.nextLong(20);
                paid = paid.add(BigInteger.valueOf(Pricing.cost(price, total, units).orElseThrow()));
                total += units;
            }
            expected = expected.add(Prices.modelPrice(price, BigInteger.valueOf(total)).subtract(before));

            assertThat(paid).as("seed " + seed + ": " + price).isEqualTo(expected);
        }
    }

    private Price neverFalling() {
        return switch (random.nextInt(3)) {
            case 0 -> new Price.PerUnit(random.nextLong(1_000), 1 + random.nextLong(5_000), Scope.MONTH);
            case 1 -> new Price.PerPackage(1 + random.nextLong(30), random.nextLong(100), Scope.MONTH);
            default -> {
                Price.Tiered any = Prices.randomTiers(random, TierMode.GRADUATED, 1_000, 40);
                yield new Price.Tiered(TierMode.GRADUATED, Scope.MONTH, any.tiers(), any.perUnits());
            }
        };
    }

    /** Costs of few units decide where the bound is, so the search over all of them is exact beyond any doubt. */
    @Test
    void affordableUnitsAreTheLargestNumberThatFits() {
        for (int round = 0; round < ROUNDS; round++) {
            Price price = Prices.random(random, 30, 40);
            long before = random.nextLong(60);
            long available = random.nextLong(1_000) - 50;
            String name = named(price, before, 0) + " available " + available;

            OptionalLong affordable = Pricing.affordableUnits(price, before, available, UsageEvent.MAX_UNITS);

            if (affordable.isEmpty()) {
                assertThat(Pricing.cost(price, before, UsageEvent.MAX_UNITS).orElseThrow()).as(name)
                        .isLessThanOrEqualTo(available);
            } else {
                long most = affordable.getAsLong();
                assertThat(most == 0 || Pricing.cost(price, before, most).orElseThrow() <= available).as(name)
                        .isTrue();
                assertThat(Pricing.cost(price, before, UsageEvent.MAX_UNITS).orElseThrow()).as(name)
                        .isGreaterThan(available);
                for (long more = most + 1; more < most + 300; more++) {
                    assertThat(Pricing.cost(price, before, more).orElseThrow()).as(name + " at " + more)
                            .isGreaterThan(available);
                }
            }
        }
    }

    @Test
    void affordableUnitsOfLargeNumbersFitAndOneMoreDoesNot() {
        for (int round = 0; round < ROUNDS; round++) {
            Price price = anyPrice();
            long before = anyUnits();
            long available = random.nextLong(Long.MAX_VALUE);

            OptionalLong affordable = Pricing.affordableUnits(price, before, available, UsageEvent.MAX_UNITS);

            BigInteger most = Prices.modelCost(price, before, affordable.orElse(UsageEvent.MAX_UNITS));
            assertThat(affordable.orElse(1) == 0 || most.compareTo(BigInteger.valueOf(available)) <= 0)
                    .as(named(price, before, 0) + " available " + available).isTrue();
            affordable.ifPresent(units -> assertThat(Prices.modelCost(price, before, units + 1))
                    .as(named(price, before, units) + " available " + available)
                    .isGreaterThan(BigInteger.valueOf(available)));
        }
    }

    private Price anyPrice() {
        return random.nextBoolean()
                ? Prices.random(random, 1_000, 100)
                : Prices.random(random, Long.MAX_VALUE >> random.nextInt(60), UsageEvent.MAX_UNITS);
    }

    private long anyUnits() {
        return random.nextBoolean() ? random.nextLong(200) : random.nextLong(UsageEvent.MAX_UNITS + 1);
    }

    private String named(Price price, long before, long units) {
        return "seed " + seed + ": " + price + " before " + before + " units " + units;
    }
}
