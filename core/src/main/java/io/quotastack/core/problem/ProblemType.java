package io.quotastack.core.problem;

/** The closed list of problem types a client can meet (CONTRACT 1). Clients switch on {@link #urn()}. */
public enum ProblemType {
    MALFORMED_JSON("malformed-json", 400, "The body is not valid JSON"),
    INVALID_REQUEST("invalid-request", 400, "The request has invalid fields"),
    CUSTOMER_IDENTIFIER("customer-identifier", 400, "Exactly one customer identifier is needed"),
    MISSING_IDEMPOTENCY_KEY("missing-idempotency-key", 400, "An Idempotency-Key header is needed"),
    UNAUTHENTICATED("unauthenticated", 401, "The API key is missing or not valid"),
    INSUFFICIENT_CREDITS("insufficient-credits", 402, "The customer has not enough credits"),
    SPEND_CAP_REACHED("spend-cap-reached", 402, "The customer's spend cap is reached"),
    SUBSCRIPTION_INACTIVE("subscription-inactive", 402, "The customer's subscription does not allow usage now"),
    FEATURE_NOT_IN_PLAN("feature-not-in-plan", 402, "The customer's plan does not include this"),
    INSUFFICIENT_SCOPE("insufficient-scope", 403, "The API key lacks the scope"),
    NOT_FOUND("not-found", 404, "Not found"),
    METHOD_NOT_ALLOWED("method-not-allowed", 405, "The path does not support this method"),
    ALREADY_EXISTS("already-exists", 409, "It already exists"),
    RESERVATION_NOT_ACTIVE("reservation-not-active", 409, "The reservation is not active"),
    SUBSCRIPTION_EXISTS("subscription-exists", 409, "The customer has a live subscription"),
    SUBSCRIPTION_STATE("subscription-state", 409, "The subscription is not in a state that allows this"),
    TEST_CLOCK_MOVING("test-clock-moving", 409, "The customer's test clock is moving"),
    USAGE_STATE("usage-state", 409, "The usage event is not in a state that allows this"),
    DELIVERY_STATE("delivery-state", 409, "The delivery is not in a state that allows this"),
    BLOCK_NOT_ACTIVE("block-not-active", 409, "The credit block is not active"),
    PAYMENT_CONFLICT("payment-conflict", 409, "The payment id was used for something else"),
    PAYLOAD_TOO_LARGE("payload-too-large", 413, "The body is too large"),
    UNSUPPORTED_MEDIA_TYPE("unsupported-media-type", 415, "The media type is not supported"),
    IDEMPOTENCY_KEY_REUSED("idempotency-key-reused", 422, "The key was used for something else"),
    METRIC_NOT_PRICED("metric-not-priced", 422, "No metering rule prices this metric at that time"),
    AMOUNT_OVERFLOW("amount-overflow", 422, "An amount leaves the 64-bit range"),
    TIMESTAMP_OUT_OF_RANGE("timestamp-out-of-range", 422, "The time is out of range"),
    LIMIT_EXCEEDED("limit-exceeded", 422, "A limit is exceeded"),
    RATE_LIMITED("rate-limited", 429, "Too many requests"),
    INTERNAL("internal", 500, "Something broke on our side"),
    UNAVAILABLE("unavailable", 503, "The service cannot take the request now"),
    OUTCOME_PENDING("outcome-pending", 503, "The command is durable, its outcome is not known yet");

    private final String slug;
    private final int status;
    private final String title;

    ProblemType(String slug, int status, String title) {
        this.slug = slug;
        this.status = status;
        this.title = title;
    }

    public String slug() {
        return slug;
    }

    /** The HTTP status that goes with this type. */
    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    /** The `type` member of the problem document. */
    public String urn() {
        return "urn:quotastack:problem:" + slug;
    }
}
