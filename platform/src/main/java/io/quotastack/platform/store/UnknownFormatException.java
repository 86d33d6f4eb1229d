package io.quotastack.platform.store;

import io.quotastack.platform.app.UnrecoverableException;

/**
 * What was stored says a format that this version does not know, so a later one wrote it. To set it aside would lose what
 * it has; the task stops, and the version that knows the format goes on from there.
 */
public final class UnknownFormatException extends UnrecoverableException {

    private static final long serialVersionUID = 1L;

    private UnknownFormatException(String message) {
        super(message);
    }

    /**
     * Something of another format.
     *
     * @param what in words
     * @param known the last format that this version reads
     */
    public static UnknownFormatException of(String what, int format, int known) {
        return new UnknownFormatException(what + " has format " + format + ", and this version reads formats up to "
                + known + ": start the version of QuotaStack that wrote it, or a later one");
    }

    /** The same, with the place of the record that it is. */
    public UnknownFormatException at(String topic, long offset) {
        return new UnknownFormatException("the record at offset " + offset + " of " + topic
                + " cannot be read: " + getMessage());
    }
}
