package io.quotastack.api.http;

import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;

import io.quotastack.core.digest.Sha256;

/** What two requests with one Idempotency-Key must have in common (CONTRACT 11): method, path and JSON value. */
final class Fingerprint {

    private Fingerprint() {}

    /**
     * Lower-case hex SHA-256; key order and white space of the body do not count.
     *
     * @param target path and query, as they stand in the request line
     * @param body a missing node when there is none
     */
    static String of(String method, String target, JsonNode body) {
        var text = new StringBuilder(256).append(method).append(' ').append(target).append('\n');
        append(body, text);
        return Sha256.hex(text.toString());
    }

    private static void append(JsonNode value, StringBuilder text) {
        if (value.isObject()) {
            var sorted = new TreeMap<String, JsonNode>();
            value.properties().forEach(member -> sorted.put(member.getKey(), member.getValue()));
            text.append('{');
            for (Map.Entry<String, JsonNode> member : sorted.entrySet()) {
                text.append(TextNode.valueOf(member.getKey())).append(':');
                append(member.getValue(), text);
                text.append(',');
            }
            text.append('}');
        } else if (value.isArray()) {
            text.append('[');
            value.forEach(item -> {
                append(item, text);
                text.append(',');
            });
            text.append(']');
        } else {
            // A request that gets as far as this has integers only, and those have one text each.
            text.append(value);
        }
    }
}
