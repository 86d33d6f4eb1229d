package io.quotastack.core.entitlement;

import java.util.Optional;

import io.quotastack.core.customer.Customer;
import io.quotastack.core.plan.Feature;
import io.quotastack.core.subscription.SubscriptionStatus;

/**
 * What a customer's plan says of a feature (CONTRACT 6, 9).
 *
 * @param units how much of it was asked for; only a number limits that
 * @param value absent: not included
 * @param reason why it may not be used now; absent exactly when it may
 * @param subscriptionStatus of the live subscription
 */
public record FeatureEntitlement(
        Customer customer,
        String featureKey,
        long units,
        Optional<Feature> value,
        Optional<Entitlement.Reason> reason,
        Optional<SubscriptionStatus> subscriptionStatus,
        long asOfSequence) {}
