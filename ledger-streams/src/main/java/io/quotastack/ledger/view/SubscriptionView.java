package io.quotastack.ledger.view;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.subscription.Period;
import io.quotastack.core.subscription.Subscription;
import io.quotastack.core.subscription.SubscriptionSnapshot;

/**
 * A subscription as answered (CONTRACT 9); an ended one as it was last.
 *
 * @param currentPeriodStart null, with {@code currentPeriodEnd}, before it begins
 * @param trialEnd null unless it is a trial
 * @param graceEnd null unless it is overdue
 * @param scheduledChange null unless the period's end brings other terms
 * @param contractEnd null without a contract
 */
public record SubscriptionView(
        String id,
        String status,
        String customerId,
        String externalCustomerId,
        String planId,
        String planVariantId,
        int variantVersion,
        Optional<Instant> currentPeriodStart,
        Optional<Instant> currentPeriodEnd,
        Optional<Instant> trialEnd,
        Optional<Instant> graceEnd,
        boolean cancelAtPeriodEnd,
        Optional<ScheduledChange> scheduledChange,
        Optional<Instant> pausedAt,
        Optional<Instant> contractEnd,
        Map<String, String> metadata,
        Instant createdAt) {

    /** The variant that the subscription changes to, and when. */
    public record ScheduledChange(String planVariantId, Optional<Instant> at) {}

    public static SubscriptionView of(CustomerKey customer, String externalCustomerId, SubscriptionSnapshot snapshot) {
        Subscription subscription = snapshot.subscription();
        Optional<Instant> periodEnd = subscription.period().map(Period::end);
        return new SubscriptionView(Subscription.idOf(customer, subscription.ordinal()), snapshot.status().text(),
                customer.customerId().toString(), externalCustomerId, subscription.planId(),
                subscription.variant().variantId(), subscription.variant().version(),
                subscription.period().map(Period::start), periodEnd, subscription.trialEnd(), subscription.graceEnd(),
                subscription.cancelAtPeriodEnd(),
                subscription.changeTo().map(variant -> new ScheduledChange(variant, periodEnd)),
                subscription.pausedAt(), snapshot.contractEnd(), new TreeMap<>(subscription.metadata()),
                subscription.createdAt());
    }
}
