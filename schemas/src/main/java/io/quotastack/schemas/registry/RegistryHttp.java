package io.quotastack.schemas.registry;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

import org.apache.kafka.common.errors.InterruptException;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.schemas.json.Json;
import io.quotastack.schemas.registry.SchemaRegistryException.NotFound;
import io.quotastack.schemas.registry.SchemaRegistryException.Refused;
import io.quotastack.schemas.registry.SchemaRegistryException.Unavailable;

/** Calls to a registry over HTTP: tries its nodes in turn and sorts answers into what they mean for the caller. */
final class RegistryHttp implements AutoCloseable {

    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int REQUEST_TIMED_OUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERRORS = 500;
    /** The registry's own codes for a missing thing are 404 and two digits; a proxy's 404 says nothing of a schema. */
    private static final int FIRST_NOT_FOUND_CODE = 40400;
    private static final int LAST_NOT_FOUND_CODE = 40499;

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT).build();
    private final List<Node> nodes;
    private volatile Node preferred;

    private record Node(String base, Optional<String> authorization) {

        static Node parse(String url) {
            URI uri = URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
            if (uri.getHost() == null) {
                throw new IllegalArgumentException("not the URL of a schema registry: " + url);
            }
            String credentials = uri.getUserInfo();
            if (credentials == null) {
                return new Node(uri.toString(), Optional.empty());
            }
            byte[] bytes = credentials.getBytes(StandardCharsets.UTF_8);
            return new Node(uri.toString().replace(uri.getRawUserInfo() + "@", ""),
                    Optional.of("Basic " + Base64.getEncoder().encodeToString(bytes)));
        }
    }

    /** @param urls one or more, separated by commas; user:password@ in front of a host is sent as basic credentials */
    RegistryHttp(String urls) {
        this.nodes = Arrays.stream(urls.split(",", -1)).map(String::strip).map(Node::parse).toList();
        this.preferred = nodes.getFirst();
    }

    JsonNode get(String path) {
        return call(path, "GET", HttpRequest.BodyPublishers.noBody());
    }

    JsonNode send(String method, String path, JsonNode body) {
        return call(path, method, HttpRequest.BodyPublishers.ofByteArray(Json.bytes(body)));
    }

    private JsonNode call(String path, String method, HttpRequest.BodyPublisher body) {
        Node first = preferred;
        try {
            return call(first, path, method, body);
        } catch (Unavailable e) {
            for (Node node : nodes) {
                if (!node.equals(first)) {
                    try {
                        JsonNode answer = call(node, path, method, body);
                        preferred = node;
                        return answer;
                    } catch (Unavailable alsoDown) {
                        e.addSuppressed(alsoDown);
                    }
                }
            }
            throw e;
        }
    }

    private JsonNode call(Node node, String path, String method, HttpRequest.BodyPublisher body) {
        URI uri = URI.create(node.base() + path);
        var request = HttpRequest.newBuilder(uri).timeout(REQUEST_TIMEOUT).header("Content-Type", MEDIA_TYPE)
                .header("Accept", MEDIA_TYPE + ", application/json").method(method, body);
        node.authorization().ifPresent(value -> request.header("Authorization", value));
        HttpResponse<byte[]> response;
        try {
            response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new Unavailable("the schema registry cannot be reached: " + method + " " + uri + ": " + e, e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
        return understood(method + " " + uri, response);
    }

    private static JsonNode understood(String call, HttpResponse<byte[]> response) {
        int status = response.statusCode();
        Optional<JsonNode> body = parsed(response.body());
        if (status / 100 == 2 && body.isPresent()) {
            return body.orElseThrow();
        }
        int code = body.map(json -> json.path("error_code").asInt()).orElse(0);
        String message = call + " was answered " + status + body.map(json -> " " + json).orElse("");
        if (status == NOT_FOUND && code >= FIRST_NOT_FOUND_CODE && code <= LAST_NOT_FOUND_CODE) {
            throw new NotFound(message);
        }
        boolean nothingSaidOfTheSchema = status / 100 != 4 || status == NOT_FOUND || status == UNAUTHORIZED
                || status == FORBIDDEN || status == REQUEST_TIMED_OUT || status == TOO_MANY_REQUESTS
                || status >= SERVER_ERRORS;
        if (nothingSaidOfTheSchema) {
            throw new Unavailable(message);
        }
        throw new Refused(message);
    }

    private static Optional<JsonNode> parsed(byte[] body) {
        try {
            return Optional.of(Json.MAPPER.readTree(body)).filter(json -> !json.isMissingNode());
        } catch (JacksonException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new IllegalStateException("reading bytes in memory failed", e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
