package io.quotastack.standalone.prices;

/** Prices cannot be read or made; the message says why, all faults of a file a line each. */
final class PriceListException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    PriceListException(String message) {
        super(message, null, false, false);
    }
}
