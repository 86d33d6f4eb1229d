package io.quotastack.ledger.history.store;

/** The local store of the history is broken: a full disk, a damaged file. */
public final class HistoryFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    HistoryFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
