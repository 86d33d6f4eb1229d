package io.quotastack.metering.intake;

/** Somebody who was asked about a record has no answer now. The record is not the cause: it is read again later. */
final class NotNowException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final RuntimeException why;

    NotNowException(RuntimeException why) {
        super(why.getMessage(), why, false, false);
        this.why = why;
    }

    /** As it came from whoever was asked. */
    RuntimeException why() {
        return why;
    }
}
