package io.quotastack.schemas.registry;

import org.apache.avro.Schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quotastack.schemas.json.Json;

/** A schema as the registry and all other clients see it. */
public final class PublishedSchema {

    /** How Avro's compiler notes in a class's schema that its strings are java.lang.String: nobody else's business. */
    private static final String JAVA_STRING = "avro.java.string";

    private PublishedSchema() {}

    /** The text of the schema without the compiler's notes, in Avro's own spelling, so equal schemas have equal texts. */
    public static String text(Schema schema) {
        try {
            JsonNode json = Json.MAPPER.readTree(schema.toString());
            strip(json);
            return new Schema.Parser().parse(json.toString()).toString();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a schema whose text is not JSON", e);
        }
    }

    private static void strip(JsonNode json) {
        if (json instanceof ObjectNode object) {
            object.remove(JAVA_STRING);
        }
        json.forEach(PublishedSchema::strip);
    }
}
