package io.quotastack.core.plan;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

import io.quotastack.core.customer.Alert;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.customer.UsageCap;

/** Other terms: an absent outer Optional leaves one as it is, an absent inner one clears it. */
@SuppressWarnings("OptionalMapToOptional") // an outer Optional says whether, an inner one what
public record VariantPatch(
        Optional<BillingMode> billingMode,
        Optional<Interval> interval,
        Optional<Integer> intervalCount,
        Optional<Optional<Long>> price,
        Optional<Optional<String>> currency,
        Optional<Integer> trialDays,
        Optional<Integer> renewalDueDays,
        Optional<Integer> gracePeriodDays,
        Optional<Boolean> allowUsageWhileOverdue,
        Optional<Boolean> allowUsageWhilePaused,
        Optional<Optional<OveragePolicy>> overagePolicy,
        Optional<Optional<Long>> overageLimit,
        Optional<List<CreditGrantTerms>> creditGrants,
        Optional<Optional<SortedSet<String>>> metrics,
        Optional<Optional<ContractTerms>> contract,
        Optional<Optional<String>> fallbackVariantId,
        Optional<Optional<List<Alert>>> alerts,
        Optional<Optional<List<UsageCap>>> caps) {

    public VariantPatch {
        creditGrants = creditGrants.map(List::copyOf);
        alerts = alerts.map(list -> list.map(List::copyOf));
        caps = caps.map(list -> list.map(List::copyOf));
    }

    /** One that leaves alerts and caps as they are. */
    public VariantPatch(Optional<BillingMode> billingMode, Optional<Interval> interval, Optional<Integer> intervalCount,
            Optional<Optional<Long>> price, Optional<Optional<String>> currency, Optional<Integer> trialDays,
            Optional<Integer> renewalDueDays, Optional<Integer> gracePeriodDays,
            Optional<Boolean> allowUsageWhileOverdue, Optional<Boolean> allowUsageWhilePaused,
            Optional<Optional<OveragePolicy>> overagePolicy, Optional<Optional<Long>> overageLimit,
            Optional<List<CreditGrantTerms>> creditGrants, Optional<Optional<SortedSet<String>>> metrics,
            Optional<Optional<ContractTerms>> contract, Optional<Optional<String>> fallbackVariantId) {
        this(billingMode, interval, intervalCount, price, currency, trialDays, renewalDueDays, gracePeriodDays,
                allowUsageWhileOverdue, allowUsageWhilePaused, overagePolicy, overageLimit, creditGrants, metrics,
                contract, fallbackVariantId, Optional.empty(), Optional.empty());
    }

    /** The terms with what the patch says. */
    public VariantTerms on(VariantTerms before) {
        return new VariantTerms(billingMode.orElse(before.billingMode()),
                new Cadence(interval.orElse(before.period().interval()), intervalCount.orElse(before.period().count())),
                price.orElse(before.price()), currency.orElse(before.currency()), trialDays.orElse(before.trialDays()),
                renewalDueDays.orElse(before.renewalDueDays()), gracePeriodDays.orElse(before.gracePeriodDays()),
                allowUsageWhileOverdue.orElse(before.allowUsageWhileOverdue()),
                allowUsageWhilePaused.orElse(before.allowUsageWhilePaused()),
                overagePolicy.orElse(before.overagePolicy()), overageLimit.orElse(before.overageLimit()),
                creditGrants.orElse(before.creditGrants()), metrics.orElse(before.metrics()),
                contract.orElse(before.contract()), fallbackVariantId.orElse(before.fallbackVariantId()),
                alerts.orElse(before.alerts()), caps.orElse(before.caps()));
    }
}
