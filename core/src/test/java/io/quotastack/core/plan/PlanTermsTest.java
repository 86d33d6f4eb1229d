package io.quotastack.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.Optional;

import org.junit.jupiter.api.Test;

/** Terms that cannot be (CONTRACT 9). */
class PlanTermsTest {

    private static final Cadence WEEKLY = new Cadence(Interval.WEEK, 1);
    private static final Cadence MONTHLY = new Cadence(Interval.MONTH, 1);

    @Test
    void aGrantWithoutACadenceComesEveryBillingPeriod() {
        assertThat(grant(new GrantExpiry.Never(), Rollover.NONE).cadenceIn(MONTHLY)).isEqualTo(MONTHLY);
        assertThat(new CreditGrantTerms(1, Optional.of(WEEKLY), new GrantExpiry.Never(), 0, Rollover.NONE, false)
                .cadenceIn(MONTHLY)).isEqualTo(WEEKLY);
    }

    @Test
    void onlyABlockThatEndsWithItsPeriodRollsOver() {
        var half = new Rollover(50, Optional.of(0L));

        grant(new GrantExpiry.PeriodEnd(), half);
        grant(new GrantExpiry.CadenceEnd(), half);
        assertThatIllegalArgumentException().isThrownBy(() -> grant(new GrantExpiry.Never(), half));
        assertThatIllegalArgumentException().isThrownBy(() -> grant(new GrantExpiry.After(1), half));
    }

    @Test
    void aCapIsOfSomethingThatRollsOver() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Rollover(0, Optional.of(5L)));
        assertThatIllegalArgumentException().isThrownBy(() -> new Rollover(101, Optional.empty()));
    }

    @Test
    void aTurnTakesTenYearsAtMost() {
        for (Interval interval : Interval.values()) {
            assertThat(new Cadence(interval, interval.inTenYears()).withinTenYears()).isTrue();
            assertThat(new Cadence(interval, interval.inTenYears() + 1).withinTenYears()).isFalse();
        }
        assertThatIllegalArgumentException().isThrownBy(() -> new Cadence(Interval.DAY, 0));
    }

    @Test
    void noVariantHasTermsThatDoNotGoTogether() {
        VariantTerms terms = Patch.of().price(5).on(VariantTerms.every(Interval.MONTH));

        assertThatIllegalArgumentException().isThrownBy(
                () -> new PlanVariant("var_1", "plan_1", "v", 1, terms, Instant.EPOCH, Instant.EPOCH));
    }

    private static CreditGrantTerms grant(GrantExpiry expires, Rollover rollover) {
        return new CreditGrantTerms(1, Optional.empty(), expires, 0, rollover, false);
    }
}
