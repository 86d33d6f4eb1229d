package io.quotastack.api.read;

import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;

/**
 * What a field may hold.
 *
 * @param unread stands for a value that is missing or at fault, so that reading can go on and find the other faults; it
 *        never gets out, since a request with faults is refused before it is used
 * @param reader the value, or nothing after telling the spot what is wrong with it
 */
public record FieldType<T>(T unread, Reader<T> reader) {

    /** Reads a value that is there and not null. */
    @FunctionalInterface
    public interface Reader<T> {
        Optional<T> read(JsonNode value, FieldPath path);
    }

    Optional<T> read(JsonNode value, FieldPath path) {
        return reader.read(value, path);
    }

    /** Reads a text from elsewhere than a body, such as a path, as a JSON string would be. */
    public Optional<T> read(String text, FieldPath path) {
        return reader.read(TextNode.valueOf(text), path);
    }
}
