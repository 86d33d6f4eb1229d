package io.quotastack.core.account;

/** Names a kept answer of one customer: by the request's idempotency key, or by the id of a refused usage event. */
public record AnswerKey(Kind kind, String key) {

    /** Two name spaces: usage event ids outlive idempotency keys. */
    public enum Kind {
        REQUEST,
        REFUSED_USAGE
    }

    public static AnswerKey ofRequest(String idempotencyKey) {
        return new AnswerKey(Kind.REQUEST, idempotencyKey);
    }

    public static AnswerKey ofRefusedUsage(String eventId) {
        return new AnswerKey(Kind.REFUSED_USAGE, eventId);
    }
}
