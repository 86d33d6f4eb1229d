package io.quotastack.standalone.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

import io.quotastack.schemas.json.Json;

/**
 * A client with one key. Writes bear a new idempotency key unless one is given by {@link #idempotencyKey}. Bodies are
 * maps and lists, or a JSON text as it is.
 */
public final class Api {

    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5)).build();
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(30);

    private final URI base;
    private final List<String> headers;

    public Api(URI base, String key) {
        this(base, List.of("X-API-Key", key));
    }

    private Api(URI base, List<String> headers) {
        this.base = base;
        this.headers = headers;
    }

    /** The same client with one more header on every request. */
    public Api header(String name, String value) {
        var more = new ArrayList<>(headers);
        more.add(name);
        more.add(value);
        return new Api(base, List.copyOf(more));
    }

    /** The same client, its writes under this key. */
    public Api idempotencyKey(String key) {
        return header("Idempotency-Key", key);
    }

    public Answer get(String path) {
        return send("GET", path, BodyPublishers.noBody());
    }

    public Answer post(String path, Object body) {
        return send("POST", path, json(body));
    }

    public Answer patch(String path, Object body) {
        return send("PATCH", path, json(body));
    }

    private static HttpRequest.BodyPublisher json(Object body) {
        return body instanceof String text
                ? BodyPublishers.ofString(text)
                : BodyPublishers.ofByteArray(Json.bytes(body));
    }

    private Answer send(String method, String path, HttpRequest.BodyPublisher body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).timeout(ANSWERED_WITHIN)
                .header("Content-Type", "application/json").method(method, body);
        for (int i = 0; i < headers.size(); i += 2) {
            request.header(headers.get(i), headers.get(i + 1));
        }
        if (!method.equals("GET") && !headers.contains("Idempotency-Key")) {
            request.header("Idempotency-Key", UUID.randomUUID().toString());
        }
        try {
            var response = HTTP.send(request.build(), BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.headers(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for an answer", e);
        }
    }

    /** An answer as it came. */
    public record Answer(int status, HttpHeaders headers, String body) {

        /** The body read as JSON; of an empty body, a missing node. */
        public JsonNode json() {
            try {
                return body.isEmpty() ? MissingNode.getInstance() : Json.MAPPER.readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException("not JSON: " + body, e);
            }
        }

        /** The body as nested maps and lists. */
        @SuppressWarnings("unchecked")
        public Map<String, Object> map() {
            return Json.MAPPER.convertValue(json(), Map.class);
        }

        /** {@code not-found} of {@code urn:quotastack:problem:not-found}; empty when it is no problem. */
        public String problem() {
            return json().path("type").asText("").replace("urn:quotastack:problem:", "");
        }
    }
}
