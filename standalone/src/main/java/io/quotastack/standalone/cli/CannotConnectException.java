package io.quotastack.standalone.cli;

/** It is not known which API to ask, or with which key. The message says what to give. */
public final class CannotConnectException extends RuntimeException {

    private static final long serialVersionUID = 1;

    CannotConnectException(String message) {
        super(message);
    }
}
