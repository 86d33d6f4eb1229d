package io.quotastack.metering.intake;

/** The record is a dead letter; the first line of the message is the reason an operator reads. */
final class UnreadableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnreadableException(String reason) {
        super(reason.lines().findFirst().orElse(""), null, false, false);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
