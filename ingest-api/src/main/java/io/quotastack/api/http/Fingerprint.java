package io.quotastack.api.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;

import io.quotastack.core.digest.Sha256;

/** What two requests with one Idempotency-Key must have in common (CONTRACT 11): method, path, query and JSON value. */
final class Fingerprint {

    private Fingerprint() {}

    /**
     * Lower-case hex SHA-256. How a path, a query or a number is spelled does not count, nor do the order of the query and
     * of members, and white space.
     *
     * @param values of the route's parameters, decoded
     * @param query decoded
     * @param body a missing node when there is none
     */
    static String of(Route route, List<String> values, Map<String, String> query, JsonNode body) {
        var text = new StringBuilder(256).append(route.method()).append(' ');
        appendPath(route, values, text);
        new TreeMap<>(query).forEach((name, value) -> text.append('&').append(encoded(name)).append('=')
                .append(encoded(value)));
        text.append('\n');
        append(body, text);
        return Sha256.hex(text.toString());
    }

    private static void appendPath(Route route, List<String> values, StringBuilder text) {
        Iterator<String> value = values.iterator();
        for (String segment : route.template().substring(1).split("/", -1)) {
            text.append('/').append(Route.isParameter(segment) ? encoded(value.next()) : segment);
        }
    }

    /** One spelling of each text, and another one for every other. */
    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
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
        } else if (value.isNumber()) {
            // 100, 100.0 and 1e2 are one value. A number of any size is written in few digits.
            text.append(value.decimalValue().stripTrailingZeros());
        } else {
            text.append(value);
        }
    }
}
