package io.quotastack.ledger.view;

import java.util.Optional;

import io.quotastack.core.customer.Customer;
import io.quotastack.core.entitlement.Entitlement;
import io.quotastack.core.entitlement.FeatureEntitlement;
import io.quotastack.core.plan.Feature;
import io.quotastack.core.subscription.SubscriptionStatus;
import io.quotastack.schemas.json.PlanViews;

/**
 * What a customer's plan says of a feature, as answered (CONTRACT 6, 9).
 *
 * @param type {@code boolean}, {@code number} or {@code string}; null, with {@code value}, when the plan does not include it
 */
public record FeatureView(
        boolean allowed,
        Optional<String> reason,
        String customerId,
        String externalCustomerId,
        String featureKey,
        long units,
        Optional<String> type,
        Optional<Object> value,
        Optional<String> subscriptionStatus,
        long asOfSequence) {

    public static FeatureView of(FeatureEntitlement feature) {
        Customer customer = feature.customer();
        return new FeatureView(feature.reason().isEmpty(), feature.reason().map(Entitlement.Reason::text),
                customer.key().customerId().toString(), customer.externalId(), feature.featureKey(), feature.units(),
                feature.value().map(FeatureView::type), feature.value().map(PlanViews::value),
                feature.subscriptionStatus().map(SubscriptionStatus::text), feature.asOfSequence());
    }

    private static String type(Feature feature) {
        return switch (feature) {
            case Feature.Included included -> "boolean";
            case Feature.Quantity quantity -> "number";
            case Feature.Text text -> "string";
        };
    }
}
