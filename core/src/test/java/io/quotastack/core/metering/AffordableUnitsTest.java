package io.quotastack.core.metering;

import static io.quotastack.core.metering.Prices.graduated;
import static io.quotastack.core.metering.Prices.last;
import static io.quotastack.core.metering.Prices.tier;
import static io.quotastack.core.metering.Prices.volume;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.quotastack.core.metering.Price.Scope;
import io.quotastack.core.usage.UsageEvent;

class AffordableUnitsTest {

    @Test
    void creditsDividedByTheUnitCostRoundedDown() {
        assertThat(Pricing.affordableUnits(new Price.PerUnit(3), 0, 20, UsageEvent.MAX_UNITS)).hasValue(6);
    }

    @Test
    void aPackagePaidForCanBeUsedUp() {
        assertThat(Pricing.affordableUnits(new Price.PerPackage(1_000, 15), 0, 44, UsageEvent.MAX_UNITS))
                .hasValue(2_000);
    }

    @Test
    void flatIsAllOrNothing() {
        assertThat(Pricing.affordableUnits(new Price.Flat(10), 0, 10, UsageEvent.MAX_UNITS)).isEmpty();
        assertThat(Pricing.affordableUnits(new Price.Flat(10), 0, 9, UsageEvent.MAX_UNITS)).hasValue(0);
    }

    @Test
    void whatIsFreeHasNoBound() {
        assertThat(Pricing.affordableUnits(new Price.PerUnit(0), 0, 0, UsageEvent.MAX_UNITS)).isEmpty();
    }

    @Test
    void nothingFitsBelowZero() {
        assertThat(Pricing.affordableUnits(new Price.PerUnit(0), 0, -1, UsageEvent.MAX_UNITS)).hasValue(0);
    }

    @Test
    void aTierWhoseEntryCannotBePaidIsNotEntered() {
        Price price = graduated(Scope.EVENT, tier(10, 1, 0), last(1, 100));

        assertThat(Pricing.affordableUnits(price, 0, 109, UsageEvent.MAX_UNITS)).hasValue(10);
        assertThat(Pricing.affordableUnits(price, 0, 111, UsageEvent.MAX_UNITS)).hasValue(11);
    }

    @Test
    void moreUnitsMayFitWhereFewerDoNot() {
        Price price = volume(Scope.EVENT, tier(10, 100, 0), last(10, 0));

        assertThat(Pricing.affordableUnits(price, 0, 500, UsageEvent.MAX_UNITS)).as("6 units cost 600, 50 cost 500")
                .hasValue(50);
    }

    @Test
    void aMonthsTotalMayGetCheaperByMoreUnits() {
        Price price = volume(Scope.MONTH, tier(10, 100, 0), last(10, 0));

        assertThat(Pricing.affordableUnits(price, 10, 0, UsageEvent.MAX_UNITS)).as("100 units in all cost what 10 did")
                .hasValue(90);
    }

    @Test
    void aCostBeyondInt64FitsNobody() {
        assertThat(Pricing.affordableUnits(new Price.PerUnit(Long.MAX_VALUE), 0, Long.MAX_VALUE, UsageEvent.MAX_UNITS))
                .hasValue(1);
    }
}
