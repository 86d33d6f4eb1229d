package io.quotastack.schemas.serde;

import org.apache.kafka.common.errors.SerializationException;

/** Bytes that are in no wire format: no record of any schema, whatever a registry may say. */
public final class NotAMessageException extends SerializationException {

    private static final long serialVersionUID = 1L;

    public NotAMessageException() {
        super("not in Confluent's wire format");
    }
}
