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
import io.quotastack.core.metering.Price.Scope;
import io.quotastack.core.metering.PriceStep.Kind;

class PricingTest {

    private static final Price GRADUATED = graduated(Scope.EVENT, tier(10, 100, 5), tier(20, 50, 7),
            last(10, 1_000));
    private static final Price VOLUME = volume(Scope.EVENT, tier(10, 100, 5), tier(20, 50, 7), last(10, 0));

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
        for (Scope scope : Scope.values()) {
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
        Price price = graduated(Scope.MONTH, tier(10, 100, 5), last(50, 7));

        assertThat(Pricing.cost(price, 8, 5)).hasValue(2 * 100 + 3 * 50 + 7);
        assertThat(Pricing.cost(price, 13, 5)).as("both tiers were entered before").hasValue(5 * 50);
    }

    @Test
    void anEventThatMakesTheWholeMonthCheaperCostsNothing() {
        Price price = volume(Scope.MONTH, tier(10, 100, 0), last(10, 0));

        assertThat(Pricing.cost(price, 10, 1)).hasValue(0);
        assertThat(Pricing.cost(price, 10, 100)).hasValue(110 * 10 - 10 * 100);
    }

    @Test
    void aCostBeyondInt64IsAbsent() {
        assertThat(cost(new Price.PerUnit(Long.MAX_VALUE), 1)).hasValue(Long.MAX_VALUE);
        assertThat(cost(new Price.PerUnit(Long.MAX_VALUE), 2)).isEmpty();
        assertThat(cost(new Price.PerPackage(1, Long.MAX_VALUE / 2), 3)).isEmpty();
        assertThat(cost(graduated(Scope.EVENT, tier(1, Long.MAX_VALUE, 0), last(1, 0)), 2)).isEmpty();
        assertThat(cost(volume(Scope.EVENT, last(Long.MAX_VALUE, 1)), 1)).isEmpty();
    }

    @Test
    void aCostIsExactWhereOnlyThePricesOfTheTotalsLeaveInt64() {
        long before = 5_000_000_000_000_000_000L;
        Price volume = volume(Scope.MONTH, last(1_000, 0));
        Price graduated = graduated(Scope.MONTH, tier(10, Long.MAX_VALUE, 0), last(1_000, 0));

        assertThat(Pricing.cost(volume, before, 3)).hasValue(3_000);
        assertThat(Pricing.cost(graduated, before, 3)).hasValue(3_000);
        assertThat(Prices.sum(Pricing.steps(volume, before, 3))).hasToString("3000");
    }

    @Test
    void aTotalBeyondInt64HasNoPrice() {
        assertThat(Pricing.cost(graduated(Scope.MONTH, last(0, 0)), Long.MAX_VALUE, 1)).isEmpty();
    }

    @Test
    void stepsOfAGraduatedPriceAreTheUnitsInEachTier() {
        Price price = graduated(Scope.MONTH, tier(10, 100, 5), tier(20, 50, 7), last(10, 1_000));

        assertThat(Pricing.steps(price, 8, 15)).containsExactly(
                new PriceStep(Kind.TIER, 2, OptionalLong.of(10), 100, 1, 0, Fraction.of(200)),
                new PriceStep(Kind.TIER, 10, OptionalLong.of(20), 50, 1, 7, Fraction.of(507)),
                new PriceStep(Kind.TIER, 3, OptionalLong.empty(), 10, 1, 1_000, Fraction.of(1_030)));
    }

    @Test
    void stepsOfAMonthsVolumeAreTheTotalAfterLessTheTotalBefore() {
        Price price = volume(Scope.MONTH, tier(10, 100, 0), last(10, 3));

        assertThat(Pricing.steps(price, 10, 1)).containsExactly(
                new PriceStep(Kind.TOTAL_AFTER, 11, OptionalLong.empty(), 10, 1, 3, Fraction.of(113)),
                new PriceStep(Kind.TOTAL_BEFORE, 10, OptionalLong.of(10), 100, 1, 0, Fraction.of(-1_000)),
                new PriceStep(Kind.NEVER_BELOW_ZERO, 0, OptionalLong.empty(), 0, 1, 0, Fraction.of(887)));
    }

    @Test
    void stepsOfAPackagePriceCountPackages() {
        assertThat(Pricing.steps(new Price.PerPackage(1_000, 15), 0, 1_001))
                .containsExactly(new PriceStep(Kind.PACKAGES, 2, OptionalLong.empty(), 15, 1, 0, Fraction.of(30)));
    }

    @Test
    void aPriceForManyUnitsIsRoundedUpOnce() {
        var price = new Price.PerUnit(150, 1_000, Scope.EVENT);

        assertThat(cost(price, 1)).hasValue(1);
        assertThat(cost(price, 20)).hasValue(3);
        assertThat(cost(price, 21)).hasValue(4);
        assertThat(cost(new Price.PerUnit(Long.MAX_VALUE, 1_000_000, Scope.EVENT), 1_000_000))
                .as("the product leaves 64 bits, the cost does not").hasValue(Long.MAX_VALUE);
    }

    @Test
    void aMillionEventsOfAFractionInAMonthCostTheirSum() {
        var price = new Price.PerUnit(150, 1_000, Scope.MONTH);
        long cost = 0;
        for (long before = 0; before < 1_000_000; before++) {
            cost += Pricing.cost(price, before, 1).orElseThrow();
        }

        assertThat(cost).isEqualTo(150_000);
    }

    @Test
    void aPackageOfAMonthIsPaidByTheEventThatBeginsIt() {
        var price = new Price.PerPackage(1_000, 15, Scope.MONTH);

        assertThat(Pricing.cost(price, 0, 1)).hasValue(15);
        assertThat(Pricing.cost(price, 1, 999)).hasValue(0);
        assertThat(Pricing.cost(price, 999, 1_002)).hasValue(30);
    }

    @Test
    void whatIsRoundedIsTheLastStep() {
        assertThat(Pricing.steps(new Price.PerUnit(1_449, 1_000_000, Scope.EVENT), 0, 1)).containsExactly(
                new PriceStep(Kind.UNITS, 1, OptionalLong.empty(), 1_449, 1_000_000, 0,
                        new Fraction(Prices.big(1_449), Prices.big(1_000_000))),
                new PriceStep(Kind.ROUNDING, 0, OptionalLong.empty(), 0, 1, 0,
                        new Fraction(Prices.big(998_551), Prices.big(1_000_000))));
        assertThat(Pricing.steps(new Price.PerUnit(150, 1_000, Scope.MONTH), 1, 1)).extracting(PriceStep::amount)
                .as("the event before paid for this one, too").extracting(Fraction::toString)
                .containsExactly("3/20", "-3/20");
    }

    @Test
    void refusesPricesThatAreNone() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Price.PerUnit(1, 0, Scope.EVENT));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Price.PerUnit(1, Price.MOST_PER_UNITS + 1, Scope.EVENT));
        assertThatIllegalArgumentException().isThrownBy(() -> new Price.Flat(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Price.PerUnit(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Price.PerPackage(0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Price.PerPackage(1, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> tier(0, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> tier(1, -1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> tier(1, 1, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> graduated(Scope.EVENT));
        assertThatIllegalArgumentException().isThrownBy(() -> graduated(Scope.EVENT, tier(1, 1, 1)));
        assertThatIllegalArgumentException().isThrownBy(() -> volume(Scope.EVENT, last(1, 1), last(1, 1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> volume(Scope.EVENT, tier(5, 1, 1), tier(5, 1, 1), last(1, 1)));
    }

    @Test
    void refusesUnitsBelowZero() {
        assertThatIllegalArgumentException().isThrownBy(() -> Pricing.cost(new Price.PerUnit(1), 0, -1));
        assertThatIllegalArgumentException().isThrownBy(
                () -> Pricing.cost(new Price.Tiered(TierMode.VOLUME, Scope.MONTH, List.of(last(1, 0))), -1, 1));
    }

    private static OptionalLong cost(Price price, long units) {
        return Pricing.cost(price, 0, units);
    }
}
