package io.quotastack.core.metering;

import static io.quotastack.core.metering.Prices.graduated;
import static io.quotastack.core.metering.Prices.last;
import static io.quotastack.core.metering.Prices.tier;
import static io.quotastack.core.metering.Prices.volume;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;

import io.quotastack.core.metering.Price.TierMode;
import io.quotastack.core.metering.Price.TierScope;
import io.quotastack.core.metering.PriceStep.Kind;

class PricingTest {

    private static final Price GRADUATED = graduated(TierScope.EVENT, tier(10, 100, 5), tier(20, 50, 7),
            last(10, 1_000));
    private static final Price VOLUME = volume(TierScope.EVENT, tier(10, 100, 5), tier(20, 50, 7), last(10, 0));

    @Test
    void flatCostsTheSameForAnyUnitsAlsoForNone() {
        var price = new Price.Flat(700);

        assertThat(cost(price, 0)).hasValue(700);
        assertThat(cost(price, 1)).hasValue(700);
        assertThat(cost(price, 1_000_000)).hasValue(700);
    }

    @Test
    void perUnitMultiplies() {
        assertThat(cost(new Price.PerUnit(3), 7)).hasValue(21);
    }

    @Test
    void aPackageBegunIsPaidWhole() {
        var price = new Price.PerPackage(1_000, 15);

        assertThat(cost(price, 1)).hasValue(15);
        assertThat(cost(price, 1_000)).hasValue(15);
        assertThat(cost(price, 1_001)).hasValue(30);
    }

    @Test
    void graduatedPricesEachUnitInItsOwnTierAndEachTierEnteredOnce() {
        assertThat(cost(GRADUATED, 10)).hasValue(10 * 100 + 5);
        assertThat(cost(GRADUATED, 11)).hasValue(10 * 100 + 5 + 50 + 7);
        assertThat(cost(GRADUATED, 25)).hasValue(10 * 100 + 5 + 10 * 50 + 7 + 5 * 10 + 1_000);
    }

    @Test
    void volumePricesAllUnitsAtTheTierOfTheTotal() {
        assertThat(cost(VOLUME, 10)).hasValue(10 * 100 + 5);
        assertThat(cost(VOLUME, 11)).hasValue(11 * 50 + 7);
        assertThat(cost(VOLUME, 21)).hasValue(21 * 10);
    }

    @Test
    void noUnitsCostNothingSaveInFlat() {
        for (TierScope scope : TierScope.values()) {
            for (Price price : List.of(new Price.PerUnit(3), new Price.PerPackage(10, 3),
                    graduated(scope, last(1, 9)), volume(scope, last(1, 9)))) {
                assertThat(Pricing.cost(price, 0, 0)).hasValue(0);
                assertThat(Pricing.cost(price, 55, 0)).hasValue(0);
                assertThat(Pricing.steps(price, 55, 0)).isEmpty();
            }
        }
    }

    @Test
    void aMonthsTiersGoOnWhereTheLastEventStopped() {
        Price price = graduated(TierScope.MONTH, tier(10, 100, 5), last(50, 7));

        assertThat(Pricing.cost(price, 8, 5)).hasValue(2 * 100 + 3 * 50 + 7);
        assertThat(Pricing.cost(price, 13, 5)).as("both tiers were entered before").hasValue(5 * 50);
    }

    @Test
    void tiersOfAnEventKnowNoEarlierUnits() {
        assertThat(Pricing.cost(GRADUATED, 1_000, 3)).isEqualTo(cost(GRADUATED, 3));
    }

    @Test
    void anEventThatMakesTheWholeMonthCheaperCostsNothing() {
        Price price = volume(TierScope.MONTH, tier(10, 100, 0), last(10, 0));

        assertThat(Pricing.cost(price, 10, 1)).hasValue(0);
        assertThat(Pricing.cost(price, 10, 100)).hasValue(110 * 10 - 10 * 100);
    }

    @Test
    void aCostBeyondInt64IsAbsent() {
        assertThat(cost(new Price.PerUnit(Long.MAX_VALUE), 1)).hasValue(Long.MAX_VALUE);
        assertThat(cost(new Price.PerUnit(Long.MAX_VALUE), 2)).isEmpty();
        assertThat(cost(new Price.PerPackage(1, Long.MAX_VALUE / 2), 3)).isEmpty();
        assertThat(cost(graduated(TierScope.EVENT, tier(1, Long.MAX_VALUE, 0), last(1, 0)), 2)).isEmpty();
        assertThat(cost(volume(TierScope.EVENT, last(Long.MAX_VALUE, 1)), 1)).isEmpty();
    }

    @Test
    void aCostIsExactWhereOnlyThePricesOfTheTotalsLeaveInt64() {
        long before = 5_000_000_000_000_000_000L;
        Price volume = volume(TierScope.MONTH, last(1_000, 0));
        Price graduated = graduated(TierScope.MONTH, tier(10, Long.MAX_VALUE, 0), last(1_000, 0));

        assertThat(Pricing.cost(volume, before, 3)).hasValue(3_000);
        assertThat(Pricing.cost(graduated, before, 3)).hasValue(3_000);
        assertThat(Prices.sum(Pricing.steps(volume, before, 3))).hasToString("3000");
    }

    @Test
    void aTotalBeyondInt64HasNoPrice() {
        assertThat(Pricing.cost(graduated(TierScope.MONTH, last(0, 0)), Long.MAX_VALUE, 1)).isEmpty();
    }

    @Test
    void stepsOfAGraduatedPriceAreTheUnitsInEachTier() {
        Price price = graduated(TierScope.MONTH, tier(10, 100, 5), tier(20, 50, 7), last(10, 1_000));

        assertThat(Pricing.steps(price, 8, 15)).containsExactly(
                new PriceStep(Kind.TIER, 2, OptionalLong.of(10), 100, 0, Prices.big(200)),
                new PriceStep(Kind.TIER, 10, OptionalLong.of(20), 50, 7, Prices.big(507)),
                new PriceStep(Kind.TIER, 3, OptionalLong.empty(), 10, 1_000, Prices.big(1_030)));
    }

    @Test
    void stepsOfAMonthsVolumeAreTheTotalAfterLessTheTotalBefore() {
        Price price = volume(TierScope.MONTH, tier(10, 100, 0), last(10, 3));

        assertThat(Pricing.steps(price, 10, 1)).containsExactly(
                new PriceStep(Kind.TOTAL_AFTER, 11, OptionalLong.empty(), 10, 3, Prices.big(113)),
                new PriceStep(Kind.TOTAL_BEFORE, 10, OptionalLong.of(10), 100, 0, Prices.big(-1_000)),
                new PriceStep(Kind.NEVER_BELOW_ZERO, 0, OptionalLong.empty(), 0, 0, Prices.big(887)));
    }

    @Test
    void stepsOfAPackagePriceCountPackages() {
        assertThat(Pricing.steps(new Price.PerPackage(1_000, 15), 0, 1_001))
                .containsExactly(new PriceStep(Kind.PACKAGES, 2, OptionalLong.empty(), 15, 0, Prices.big(30)));
    }

    @Test
    void refusesPricesThatAreNone() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Price.Flat(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Price.PerUnit(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Price.PerPackage(0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Price.PerPackage(1, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> tier(0, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> tier(1, -1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> tier(1, 1, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> graduated(TierScope.EVENT));
        assertThatIllegalArgumentException().isThrownBy(() -> graduated(TierScope.EVENT, tier(1, 1, 1)));
        assertThatIllegalArgumentException().isThrownBy(() -> volume(TierScope.EVENT, last(1, 1), last(1, 1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> volume(TierScope.EVENT, tier(5, 1, 1), tier(5, 1, 1), last(1, 1)));
    }

    @Test
    void refusesUnitsBelowZero() {
        assertThatIllegalArgumentException().isThrownBy(() -> Pricing.cost(new Price.PerUnit(1), 0, -1));
        assertThatIllegalArgumentException().isThrownBy(
                () -> Pricing.cost(new Price.Tiered(TierMode.VOLUME, TierScope.MONTH, List.of(last(1, 0))), -1, 1));
    }

    private static OptionalLong cost(Price price, long units) {
        return Pricing.cost(price, 0, units);
    }
}
