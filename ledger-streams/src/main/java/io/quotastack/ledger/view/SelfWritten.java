package io.quotastack.ledger.view;

import java.io.IOException;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializable;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;

/**
 * A view of which every charge makes one: it writes its components itself, in their order, instead of having them looked up
 * one by one. What it writes is what Jackson writes of a record.
 */
interface SelfWritten extends JsonSerializable {

    void write(JsonGenerator json) throws IOException;

    @Override
    default void serialize(JsonGenerator json, SerializerProvider serializers) throws IOException {
        write(json);
    }

    /** No view says its type. */
    @Override
    default void serializeWithType(JsonGenerator json, SerializerProvider serializers, TypeSerializer types)
            throws IOException {
        write(json);
    }
}
