package io.quotastack.webhook.state;

import java.util.HexFormat;

import org.apache.kafka.common.utils.Bytes;

/** A stored row is not what its key says: the task stops, since to go on without it would lose or double deliveries. */
public final class UnreadableRowException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    UnreadableRowException(String kind, Bytes key, RuntimeException cause) {
        super("the row of " + kind + " with the key " + HexFormat.of().formatHex(key.get())
                + " cannot be read: " + cause.getMessage(), cause);
    }
}
