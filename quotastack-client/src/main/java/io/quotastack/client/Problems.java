package io.quotastack.client;

import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

/** Reads problem documents. */
final class Problems {

    static final String PREFIX = "urn:quotastack:problem:";

    private Problems() {}

    static Problem of(String type, JsonNode document) {
        var details = new Problem.Details(type, document.path("title").asText(), document.path("status").asInt(),
                document.path("detail").asText(), Optional.ofNullable(document.path("request_id").textValue()),
                document.path("errors").valueStream().map(Problems::error).toList(), document);
        return switch (type.substring(PREFIX.length())) {
            case "insufficient-credits" -> new Problem.InsufficientCredits(details,
                    document.path("required").longValue(), document.path("effective_balance").longValue());
            case "spend-cap-reached" -> new Problem.SpendCapReached(details);
            case "subscription-inactive" -> new Problem.SubscriptionInactive(details);
            case "feature-not-in-plan" -> new Problem.FeatureNotInPlan(details);
            case "not-found" -> new Problem.NotFound(details, document.path("resource").asText());
            case "already-exists" -> new Problem.AlreadyExists(details);
            case "reservation-not-active" -> new Problem.ReservationNotActive(details,
                    document.path("reservation_status").asText());
            case "subscription-exists" -> new Problem.SubscriptionExists(details);
            case "subscription-state" -> new Problem.SubscriptionState(details,
                    document.path("subscription_status").asText());
            case "test-clock-moving" -> new Problem.TestClockMoving(details);
            case "usage-state" -> new Problem.UsageState(details, document.path("usage_status").asText());
            case "delivery-state" -> new Problem.DeliveryState(details, document.path("delivery_status").asText());
            case "block-not-active" -> new Problem.BlockNotActive(details, document.path("block_status").asText());
            case "payment-conflict" -> new Problem.PaymentConflict(details);
            case "idempotency-key-reused" -> new Problem.IdempotencyKeyReused(details);
            case "metric-not-priced" -> new Problem.MetricNotPriced(details);
            case "amount-overflow" -> new Problem.AmountOverflow(details);
            case "timestamp-out-of-range" -> new Problem.TimestampOutOfRange(details);
            case "limit-exceeded" -> new Problem.LimitExceeded(details);
            default -> new Problem.Other(details);
        };
    }

    private static Problem.FieldError error(JsonNode error) {
        return new Problem.FieldError(error.path("pointer").asText(error.path("parameter").asText()),
                error.path("detail").asText());
    }

    /** One line for people. */
    static String text(Problem problem) {
        Problem.Details details = problem.details();
        var text = new StringBuilder(details.status() + " " + details.type() + ": " + details.detail());
        details.errors().forEach(error -> text.append("; ").append((error.place() + " " + error.detail()).strip()));
        return text.toString();
    }
}
