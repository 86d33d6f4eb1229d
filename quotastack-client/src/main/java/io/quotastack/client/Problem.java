package io.quotastack.client;

import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

/** A problem document, by its type (CONTRACT 1). What a newer service has more of is an {@link Other}. */
public sealed interface Problem {

    Details details();

    /**
     * What all problems tell.
     *
     * @param type {@code urn:quotastack:problem:…}
     * @param errors each bad field of the request
     * @param document all of it
     */
    record Details(
            String type,
            String title,
            int status,
            String detail,
            Optional<String> requestId,
            List<FieldError> errors,
            JsonNode document) {

        public Details {
            errors = List.copyOf(errors);
        }
    }

    /**
     * A bad field.
     *
     * @param place a pointer into the body (RFC 6901), or a parameter; empty when it is neither
     */
    record FieldError(String place, String detail) {}

    /** Amounts in millicredits. */
    record InsufficientCredits(Details details, long required, long effectiveBalance) implements Problem {}

    record SpendCapReached(Details details) implements Problem {}

    record SubscriptionInactive(Details details) implements Problem {}

    record FeatureNotInPlan(Details details) implements Problem {}

    /**
     * Nothing is there.
     *
     * @param resource {@code customer}, {@code billable_metric} …
     */
    record NotFound(Details details, String resource) implements Problem {}

    record AlreadyExists(Details details) implements Problem {}

    record ReservationNotActive(Details details, String reservationStatus) implements Problem {}

    record SubscriptionExists(Details details) implements Problem {}

    record SubscriptionState(Details details, String subscriptionStatus) implements Problem {}

    record TestClockMoving(Details details) implements Problem {}

    record UsageState(Details details, String usageStatus) implements Problem {}

    record DeliveryState(Details details, String deliveryStatus) implements Problem {}

    record BlockNotActive(Details details, String blockStatus) implements Problem {}

    record PaymentConflict(Details details) implements Problem {}

    record IdempotencyKeyReused(Details details) implements Problem {}

    record MetricNotPriced(Details details) implements Problem {}

    record AmountOverflow(Details details) implements Problem {}

    record TimestampOutOfRange(Details details) implements Problem {}

    record LimitExceeded(Details details) implements Problem {}

    /** Of any other type. */
    record Other(Details details) implements Problem {}

    /** What a document says, if it is a problem of QuotaStack's. */
    static Optional<Problem> of(JsonNode document) {
        String type = document.path("type").asText("");
        if (!type.startsWith(Problems.PREFIX)) {
            return Optional.empty();
        }
        return Optional.of(Problems.of(type, document));
    }
}
