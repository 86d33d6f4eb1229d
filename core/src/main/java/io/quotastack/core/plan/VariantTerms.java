package io.quotastack.core.plan;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

import io.quotastack.core.customer.Alert;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.customer.UsageCap;

/**
 * The terms of a subscription (CONTRACT 9). Whether they go together is up to {@link TermsFault#of}: only terms without
 * such a fault are part of a {@link PlanVariant}.
 *
 * @param period the billing period
 * @param price in the currency's smallest unit; we take no payment, it is for the tenant to read
 * @param currency ISO 4217
 * @param renewalDueDays how long before the end of a period its renewal is due; a period may be shorter than that
 * @param gracePeriodDays from the end of a period that was not renewed until the subscription expires
 * @param overagePolicy absent: the tenant's
 * @param overageLimit millicredits below 0 that the policy lets the balance go; absent: no floor
 * @param metrics keys of the metrics it may use; absent: all
 * @param fallbackVariantId the variant that takes over when the subscription expires
 * @param alerts of customers that say none themselves
 * @param caps likewise
 */
public record VariantTerms(
        BillingMode billingMode,
        Cadence period,
        Optional<Long> price,
        Optional<String> currency,
        int trialDays,
        int renewalDueDays,
        int gracePeriodDays,
        boolean allowUsageWhileOverdue,
        boolean allowUsageWhilePaused,
        Optional<OveragePolicy> overagePolicy,
        Optional<Long> overageLimit,
        List<CreditGrantTerms> creditGrants,
        Optional<SortedSet<String>> metrics,
        Optional<ContractTerms> contract,
        Optional<String> fallbackVariantId,
        Optional<List<Alert>> alerts,
        Optional<List<UsageCap>> caps) {

    public VariantTerms {
        creditGrants = List.copyOf(creditGrants);
        alerts = alerts.map(List::copyOf);
        caps = caps.map(List::copyOf);
        metrics = metrics.map(keys -> Collections.unmodifiableSortedSet(new TreeSet<>(keys)));
    }

    /** Without alerts and caps. */
    public VariantTerms(BillingMode billingMode, Cadence period, Optional<Long> price, Optional<String> currency,
            int trialDays, int renewalDueDays, int gracePeriodDays, boolean allowUsageWhileOverdue,
            boolean allowUsageWhilePaused, Optional<OveragePolicy> overagePolicy, Optional<Long> overageLimit,
            List<CreditGrantTerms> creditGrants, Optional<SortedSet<String>> metrics,
            Optional<ContractTerms> contract, Optional<String> fallbackVariantId) {
        this(billingMode, period, price, currency, trialDays, renewalDueDays, gracePeriodDays, allowUsageWhileOverdue,
                allowUsageWhilePaused, overagePolicy, overageLimit, creditGrants, metrics, contract, fallbackVariantId,
                Optional.empty(), Optional.empty());
    }

    /** What the contract says of a variant of which nothing but its interval is said. */
    public static VariantTerms every(Interval interval) {
        return new VariantTerms(BillingMode.PREPAID, new Cadence(interval, 1), Optional.empty(), Optional.empty(), 0, 3,
                3, true, false, Optional.empty(), Optional.empty(), List.of(), Optional.empty(), Optional.empty(),
                Optional.empty());
    }

    /** How many periods begin and grants are made in that time, about. */
    public long turnsIn(Duration time) {
        return period.turnsIn(time)
                + creditGrants.stream().mapToLong(grant -> grant.cadenceIn(period).turnsIn(time)).sum();
    }

    /** Whether a subscription on these terms may use the metric. */
    public boolean includes(String metricKey) {
        return metrics.isEmpty() || metrics.get().contains(metricKey);
    }
}
