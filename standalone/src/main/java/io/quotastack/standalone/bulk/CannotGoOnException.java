package io.quotastack.standalone.bulk;

/** A file that an import or export works with is not as it should be. The message says what to do. */
public final class CannotGoOnException extends RuntimeException {

    private static final long serialVersionUID = 1;

    CannotGoOnException(String message) {
        super(message);
    }
}
