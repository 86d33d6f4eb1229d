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
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

import io.quotastack.schemas.json.Json;

/**
 * A client with one key. Writes bear a new idempotency key unless one is given by {@link #idempotencyKey}. Bodies are
 * maps and lists, or a JSON text as it is. Every answer is held against the OpenAPI document before a test sees it.
 */
public final class Api {

    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5)).build();
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(30);
    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";
    private static final String CONTENT_TYPE = "Content-Type";

    private final URI base;
    private final List<String> headers;
    private final boolean keyed;

    public Api(URI base, String key) {
        this(base, List.of("X-API-Key", key), true);
    }

    private Api(URI base, List<String> headers, boolean keyed) {
        this.base = base;
        this.headers = headers;
        this.keyed = keyed;
    }

    /** A client without an API key. */
    static Api stranger(URI base) {
        return new Api(base, List.of(), true);
    }

    /** The same client with one more header on every request; it takes the place of one of that name. */
    public Api header(String name, String value) {
        var more = new ArrayList<String>();
        for (int i = 0; i < headers.size(); i += 2) {
            if (!headers.get(i).equals(name)) {
                more.addAll(headers.subList(i, i + 2));
            }
        }
        more.add(name);
        more.add(value);
        return new Api(base, List.copyOf(more), keyed);
    }

    /** The same client, its writes under this key. */
    public Api idempotencyKey(String key) {
        return header(IDEMPOTENCY_KEY, key);
    }

    /** The same client, its writes under no key at all. */
    Api withoutIdempotencyKey() {
        return new Api(base, headers, false);
    }

    /** The same client, its wish said by {@code Prefer}. */
    Api prefer(String preference) {
        return header("Prefer", preference);
    }

    public Answer get(String path) {
        return send("GET", path, BodyPublishers.noBody(), MissingNode.getInstance());
    }

    public Answer post(String path, Object body) {
        return send("POST", path, json(body), tree(body));
    }

    public Answer patch(String path, Object body) {
        return send("PATCH", path, json(body), tree(body));
    }

    /** A request with a body that is no JSON, or with a method that the API does not have. */
    Answer send(String method, String path, byte[] body) {
        return send(method, path,
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body),
                MissingNode.getInstance());
    }

    /** All rows of a list, piece by piece of that many rows. */
    public List<JsonNode> rows(String path, int limit) {
        var rows = new ArrayList<JsonNode>();
        String paged = path + (path.contains("?") ? "&" : "?") + "limit=" + limit;
        String next = paged;
        while (true) {
            JsonNode page = get(next).expect(200).json();
            page.required("data").forEach(rows::add);
            if (!page.at("/pagination/has_more").booleanValue()) {
                return rows;
            }
            next = paged + "&cursor=" + page.at("/pagination/next_cursor").textValue();
        }
    }

    private static HttpRequest.BodyPublisher json(Object body) {
        return body instanceof String text
                ? BodyPublishers.ofString(text)
                : BodyPublishers.ofByteArray(Json.bytes(body));
    }

    private static JsonNode tree(Object body) {
        try {
            return body instanceof String ? MissingNode.getInstance() : Json.MAPPER.readTree(Json.bytes(body));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Answer send(String method, String path, HttpRequest.BodyPublisher body, JsonNode sent) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path)).timeout(ANSWERED_WITHIN)
                .method(method, body);
        for (int i = 0; i < headers.size(); i += 2) {
            request.header(headers.get(i), headers.get(i + 1));
        }
        if (!headers.contains(CONTENT_TYPE)) {
            request.header(CONTENT_TYPE, "application/json");
        }
        if (keyed && !method.equals("GET") && !headers.contains(IDEMPOTENCY_KEY)) {
            request.header(IDEMPOTENCY_KEY, UUID.randomUUID().toString());
        }
        try {
            var response = HTTP.send(request.build(), BodyHandlers.ofString());
            var answer = new Answer(response.statusCode(), response.headers(), response.body(), sent);
            OpenApi.of(base).check(method, path, answer);
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for an answer", e);
        }
    }

    /** An answer as it came, and the body that was sent for it: a missing node where that was none, or a text. */
    public record Answer(int status, HttpHeaders headers, String body, JsonNode sent) {

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

        /** This answer, which must have that status. */
        public Answer expect(int expected) {
            if (status != expected) {
                throw new AssertionError("expected " + expected + ", got " + status + ": " + body);
            }
            return this;
        }

        /** This answer, which must be that problem. */
        public Answer expect(int expected, String slug) {
            expect(expected);
            if (!problem().equals(slug)) {
                throw new AssertionError("expected " + slug + ", got " + body);
            }
            return this;
        }

        String header(String name) {
            return headers.firstValue(name).orElse("");
        }

        boolean replayed() {
            return header("X-Idempotent-Replayed").equals("true");
        }

        /** The member at a JSON pointer, or of that name. */
        public JsonNode at(String member) {
            return member.startsWith("/") ? json().at(member) : json().path(member);
        }

        public long number(String member) {
            JsonNode node = at(member);
            if (!node.isIntegralNumber()) {
                throw new AssertionError(member + " is no integer in " + body);
            }
            return node.longValue();
        }

        public String text(String member) {
            JsonNode node = at(member);
            if (!node.isTextual()) {
                throw new AssertionError(member + " is no string in " + body);
            }
            return node.textValue();
        }

        /** Where the faults of a bad request are: pointers and parameters. */
        List<String> faults() {
            return json().path("errors").valueStream()
                    .flatMap(error -> Stream.of(error.path("pointer"), error.path("parameter")))
                    .filter(JsonNode::isTextual).map(JsonNode::textValue).toList();
        }
    }
}
