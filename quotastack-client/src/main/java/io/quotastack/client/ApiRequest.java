package io.quotastack.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request of any operation of the API.
 *
 * @param path with its query, percent-encoded
 * @param body JSON, made of maps, lists, strings, numbers and the like
 * @param idempotencyKey absent for what changes nothing
 * @param prefer {@code respond-async}, or {@code wait=<seconds>}
 */
public record ApiRequest(
        String method,
        String path,
        Optional<Object> body,
        Optional<String> idempotencyKey,
        Optional<String> prefer) {

    private static final Pattern KEY = Pattern.compile("[ -~]{1,255}");
    /** A plain header would be read as another key: spaces at an end are cut off, quotes around are taken away. */
    private static final Pattern TO_BE_QUOTED = Pattern.compile("[ \"].*|.*[ \"]");
    private static final Pattern WAIT = Pattern.compile("(?:^|,)\\s*wait=(\\d{1,3})");

    public ApiRequest {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("a path begins with a slash, unlike " + path);
        }
        if (idempotencyKey.isPresent() && !KEY.matcher(idempotencyKey.get()).matches()) {
            throw new IllegalArgumentException("an idempotency key has 1 to 255 printable ASCII characters");
        }
    }

    public static ApiRequest get(String path) {
        return new ApiRequest("GET", path, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** A question with a body, such as {@code /v1/metering-rules/estimate}: it takes no idempotency key. */
    public static ApiRequest ask(String path, Map<String, ?> body) {
        return new ApiRequest("POST", path, Optional.of(body), Optional.empty(), Optional.empty());
    }

    /** Under a random key, which is kept for as long as the request is. */
    public static ApiRequest post(String path, Map<String, ?> body) {
        return write("POST", path, body);
    }

    /** Under a random key, which is kept for as long as the request is. */
    public static ApiRequest patch(String path, Map<String, ?> body) {
        return write("PATCH", path, body);
    }

    private static ApiRequest write(String method, String path, Map<String, ?> body) {
        return new ApiRequest(method, path, body.isEmpty() ? Optional.empty() : Optional.of(body),
                Optional.of(UUID.randomUUID().toString()), Optional.empty());
    }

    /** The same under a key of yours: it takes effect once, however often it is sent. */
    public ApiRequest under(String key) {
        return new ApiRequest(method, path, body, Optional.of(key), prefer);
    }

    public ApiRequest preferring(String preference) {
        return new ApiRequest(method, path, body, idempotencyKey, Optional.of(preference));
    }

    /** What goes into the header. */
    Optional<String> keyHeader() {
        return idempotencyKey.map(key -> TO_BE_QUOTED.matcher(key).matches()
                ? '"' + key.replaceAll("[\"\\\\]", "\\\\$0") + '"'
                : key);
    }

    /** How long the service was asked to wait. */
    Duration preferredWait() {
        Matcher wait = WAIT.matcher(prefer.orElse(""));
        return Duration.ofSeconds(wait.find() ? Long.parseLong(wait.group(1)) : 0);
    }

    /** Percent-encoded, for a query. */
    public static String encode(String text) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new IllegalArgumentException("not well-formed Unicode: it would become another text");
        }
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** A segment of a path, percent-encoded. None can be empty or of dots: it would lead to another path. */
    public static String segment(String text) {
        if (text.isEmpty() || text.equals(".") || text.equals("..")) {
            throw new IllegalArgumentException("\"" + text + "\" cannot be a part of a path");
        }
        return encode(text);
    }
}
