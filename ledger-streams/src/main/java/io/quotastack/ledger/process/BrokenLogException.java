package io.quotastack.ledger.process;

import io.quotastack.platform.app.UnrecoverableException;

/** The log of commands and what is known of how far it is decided do not fit together: to go on would be to guess. */
final class BrokenLogException extends UnrecoverableException {

    private static final long serialVersionUID = 1L;

    BrokenLogException(String message) {
        super(message);
    }
}
