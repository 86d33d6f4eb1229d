package io.quotastack.core.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

import io.quotastack.core.customer.Alert;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.customer.UsageCap;
import io.quotastack.core.plan.BillingMode;
import io.quotastack.core.plan.Cadence;
import io.quotastack.core.plan.ContractTerms;
import io.quotastack.core.plan.CreditGrantTerms;
import io.quotastack.core.plan.GrantExpiry;
import io.quotastack.core.plan.Interval;
import io.quotastack.core.plan.Rollover;
import io.quotastack.core.plan.VariantTerms;

/** Terms of a subscription, said shortly: {@code every(MONTH).postpaid().granting(100)}. */
public record Offer(VariantTerms terms) {

    public static Offer every(Interval interval) {
        return new Offer(VariantTerms.every(interval));
    }

    public static Offer every(int count, Interval interval) {
        VariantTerms t = VariantTerms.every(interval);
        return new Offer(new VariantTerms(t.billingMode(), new Cadence(interval, count), t.price(), t.currency(),
                t.trialDays(), t.renewalDueDays(), t.gracePeriodDays(), t.allowUsageWhileOverdue(),
                t.allowUsageWhilePaused(), t.overagePolicy(), t.overageLimit(), t.creditGrants(), t.metrics(),
                t.contract(), t.fallbackVariantId(), t.alerts(), t.caps()));
    }

    public Offer postpaid() {
        VariantTerms t = terms;
        return new Offer(new VariantTerms(BillingMode.POSTPAID, t.period(), t.price(), t.currency(), t.trialDays(),
                t.renewalDueDays(), t.gracePeriodDays(), t.allowUsageWhileOverdue(), t.allowUsageWhilePaused(),
                t.overagePolicy(), t.overageLimit(), t.creditGrants(), t.metrics(), t.contract(),
                t.fallbackVariantId(), t.alerts(), t.caps()));
    }

    public Offer days(int trial, int renewalDue, int grace) {
        VariantTerms t = terms;
        return new Offer(new VariantTerms(t.billingMode(), t.period(), t.price(), t.currency(), trial, renewalDue,
                grace, t.allowUsageWhileOverdue(), t.allowUsageWhilePaused(), t.overagePolicy(), t.overageLimit(),
                t.creditGrants(), t.metrics(), t.contract(), t.fallbackVariantId(), t.alerts(), t.caps()));
    }

    public Offer usage(boolean whileOverdue, boolean whilePaused) {
        VariantTerms t = terms;
        return new Offer(new VariantTerms(t.billingMode(), t.period(), t.price(), t.currency(), t.trialDays(),
                t.renewalDueDays(), t.gracePeriodDays(), whileOverdue, whilePaused, t.overagePolicy(),
                t.overageLimit(), t.creditGrants(), t.metrics(), t.contract(), t.fallbackVariantId(), t.alerts(),
                t.caps()));
    }

    public Offer overage(OveragePolicy policy, long limit) {
        VariantTerms t = terms;
        return new Offer(new VariantTerms(t.billingMode(), t.period(), t.price(), t.currency(), t.trialDays(),
                t.renewalDueDays(), t.gracePeriodDays(), t.allowUsageWhileOverdue(), t.allowUsageWhilePaused(),
                Optional.of(policy), Optional.of(limit), t.creditGrants(), t.metrics(), t.contract(),
                t.fallbackVariantId(), t.alerts(), t.caps()));
    }

    public Offer metrics(String... keys) {
        VariantTerms t = terms;
        return new Offer(new VariantTerms(t.billingMode(), t.period(), t.price(), t.currency(), t.trialDays(),
                t.renewalDueDays(), t.gracePeriodDays(), t.allowUsageWhileOverdue(), t.allowUsageWhilePaused(),
                t.overagePolicy(), t.overageLimit(), t.creditGrants(), Optional.of(new TreeSet<>(List.of(keys))),
                t.contract(), t.fallbackVariantId(), t.alerts(), t.caps()));
    }

    public Offer contract(int periods, boolean autoRenew, int noticeDays) {
        VariantTerms t = terms;
        return new Offer(new VariantTerms(t.billingMode(), t.period(), t.price(), t.currency(), t.trialDays(),
                t.renewalDueDays(), t.gracePeriodDays(), t.allowUsageWhileOverdue(), t.allowUsageWhilePaused(),
                t.overagePolicy(), t.overageLimit(), t.creditGrants(), t.metrics(),
                Optional.of(new ContractTerms(periods, autoRenew, noticeDays)), t.fallbackVariantId(), t.alerts(),
                t.caps()));
    }

    public Offer alerts(Alert... alerts) {
        return watching(Optional.of(List.of(alerts)), terms.caps());
    }

    public Offer caps(UsageCap... caps) {
        return watching(terms.alerts(), Optional.of(List.of(caps)));
    }

    private Offer watching(Optional<List<Alert>> alerts, Optional<List<UsageCap>> caps) {
        VariantTerms t = terms;
        return new Offer(new VariantTerms(t.billingMode(), t.period(), t.price(), t.currency(), t.trialDays(),
                t.renewalDueDays(), t.gracePeriodDays(), t.allowUsageWhileOverdue(), t.allowUsageWhilePaused(),
                t.overagePolicy(), t.overageLimit(), t.creditGrants(), t.metrics(), t.contract(),
                t.fallbackVariantId(), alerts, caps));
    }

    public Offer fallback(String variantId) {
        VariantTerms t = terms;
        return new Offer(new VariantTerms(t.billingMode(), t.period(), t.price(), t.currency(), t.trialDays(),
                t.renewalDueDays(), t.gracePeriodDays(), t.allowUsageWhileOverdue(), t.allowUsageWhilePaused(),
                t.overagePolicy(), t.overageLimit(), t.creditGrants(), t.metrics(), t.contract(),
                Optional.of(variantId), t.alerts(), t.caps()));
    }

    public Offer granting(CreditGrantTerms grant) {
        VariantTerms t = terms;
        List<CreditGrantTerms> grants = new ArrayList<>(t.creditGrants());
        grants.add(grant);
        return new Offer(new VariantTerms(t.billingMode(), t.period(), t.price(), t.currency(), t.trialDays(),
                t.renewalDueDays(), t.gracePeriodDays(), t.allowUsageWhileOverdue(), t.allowUsageWhilePaused(),
                t.overagePolicy(), t.overageLimit(), grants, t.metrics(), t.contract(), t.fallbackVariantId(),
                t.alerts(), t.caps()));
    }

    /** Once a period, until it ends. */
    public Offer granting(long credits) {
        return granting(credits, Rollover.NONE, false);
    }

    public Offer granting(long credits, Rollover rollover, boolean onTrial) {
        return granting(new CreditGrantTerms(credits, Optional.empty(), new GrantExpiry.PeriodEnd(), 0, rollover,
                onTrial));
    }

    /** On a cadence of its own. */
    public Offer granting(long credits, int count, Interval interval, GrantExpiry expiry) {
        return granting(new CreditGrantTerms(credits, Optional.of(new Cadence(interval, count)), expiry, 0,
                Rollover.NONE, false));
    }
}
