package io.quotastack.core.account;

/**
 * Names a kept answer of one customer: by the request's idempotency key, by the id of a refused usage event, or by the
 * command that took such an event in.
 */
public record AnswerKey(Kind kind, String key) {

    /** Name spaces of their own: usage event ids outlive idempotency keys. */
    public enum Kind {
        REQUEST,
        REFUSED_USAGE,
        TAKEN_IN
    }

    public static AnswerKey ofRequest(String idempotencyKey) {
        return new AnswerKey(Kind.REQUEST, idempotencyKey);
    }

    public static AnswerKey ofRefusedUsage(String eventId) {
        return new AnswerKey(Kind.REFUSED_USAGE, eventId);
    }

    /** Of the command that took an event in, by {@link io.quotastack.core.command.CommandEnvelope#idWithEvent}. */
    public static AnswerKey ofTakenIn(String command) {
        return new AnswerKey(Kind.TAKEN_IN, command);
    }
}
