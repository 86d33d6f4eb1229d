package io.quotastack.ledger.history.store;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.problem.UnavailableException;

/** A record of the topics that could not be read. Nothing goes on without it; it may be readable later. */
public abstract sealed class UnreadSourceException extends UnavailableException {

    private static final long serialVersionUID = 1L;

    private final String reason;

    private UnreadSourceException(String message, Throwable why) {
        this(message, String.valueOf(why.getMessage()));
    }

    private UnreadSourceException(String message, String reason) {
        super(message);
        this.reason = reason;
    }

    /** For the operator: what the message, which clients see, does not say. */
    public String reason() {
        return reason;
    }

    /** The registry does not answer: nothing is known of the record. */
    static final class OutOfReach extends UnreadSourceException {
        private static final long serialVersionUID = 1L;

        OutOfReach(Throwable why) {
            super("the history cannot be read: the schema registry does not answer", why);
        }
    }

    /** By all that the registry says, it is no record of its topic. That may be the registry's fault: one that lost its schemas. */
    static final class Unreadable extends UnreadSourceException {
        private static final long serialVersionUID = 1L;

        Unreadable(Throwable why) {
            super("the history has a record that cannot be read", why);
        }
    }

    /** It cannot be one of ours, whatever a registry says. */
    static final class NotAMessage extends UnreadSourceException {
        private static final long serialVersionUID = 1L;

        NotAMessage(Throwable why) {
            super("the history has a record that is none", why);
        }
    }

    /** Entries that were committed before it are not in the topic: what follows from it would be wrong. */
    static final class Gap extends UnreadSourceException {
        private static final long serialVersionUID = 1L;

        Gap(CustomerKey customer, long sequence) {
            super("the history has lost entries", "entry " + sequence + " of " + customer
                    + " is there, and the one before it is not");
        }
    }
}
