package io.quotastack.platform.store;

import java.util.HexFormat;

import org.apache.kafka.common.utils.Bytes;

import io.quotastack.platform.app.UnrecoverableException;

/** A stored row is not what its key says: the task stops, since to go on without it would lose what it has. */
public final class UnreadableRowException extends UnrecoverableException {

    private static final long serialVersionUID = 1L;

    /**
     * A row of a kind.
     *
     * @param kind in words, for who has to repair it
     * @param owner whose it is, in words
     */
    UnreadableRowException(String kind, String owner, Bytes key, RuntimeException cause) {
        super("the row of " + kind + " of " + owner + ", with the key " + HexFormat.of().formatHex(key.get())
                + ", cannot be read: " + cause.getMessage(), cause);
    }
}
