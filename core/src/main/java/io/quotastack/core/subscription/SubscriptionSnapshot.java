package io.quotastack.core.subscription;

import java.time.Instant;
import java.util.Optional;

import io.quotastack.core.metering.RuleTarget.Subscribed;
import io.quotastack.core.plan.PlanVariant;

/**
 * A subscription as it is read and as events show it: a live one, or an ended one as it was last.
 *
 * @param contractEnd the end of its contract's term
 */
public record SubscriptionSnapshot(
        Subscription subscription,
        SubscriptionStatus status,
        Optional<Instant> contractEnd) {

    public static SubscriptionSnapshot of(Subscription live, PlanVariant terms) {
        return new SubscriptionSnapshot(live, live.status(), live.contractEnd(terms));
    }

    /** What rules of plans and variants go by once it has begun; nothing of one that has ended. */
    public Optional<Subscribed> subscribed() {
        return status.ended()
                ? Optional.empty()
                : Optional.of(Subscribed.to(subscription.planId(), subscription.variant().variantId()));
    }

    /** When it begins by itself: a trial begins without a further event. Absent once it has begun. */
    public Optional<Instant> beginsAt() {
        return subscription.phase() instanceof Phase.Scheduled(Instant startAt, int trialDays)
                ? Optional.of(startAt)
                : Optional.empty();
    }

    /** One that has ended: EXPIRED or CANCELED. */
    public static SubscriptionSnapshot ended(Subscription last, PlanVariant terms, SubscriptionStatus end) {
        return new SubscriptionSnapshot(last, end, last.period().flatMap(period -> last.contractEnd(terms)));
    }
}
