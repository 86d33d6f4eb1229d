package io.quotastack.schemas.registry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import org.apache.kafka.common.errors.InterruptException;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quotastack.schemas.json.Json;
import io.quotastack.schemas.registry.RegistrySettings.Node;
import io.quotastack.schemas.registry.SchemaRegistryException.NotFound;
import io.quotastack.schemas.registry.SchemaRegistryException.Refused;
import io.quotastack.schemas.registry.SchemaRegistryException.Unavailable;

/**
 * Calls to a registry over HTTP: tries its nodes in turn and sorts answers into what they mean for the caller. Only what
 * the registry itself says of a schema, with an error code of its own, is a yes or a no; all else, such as a proxy's
 * 404, says nothing and may pass.
 */
final class RegistryHttp implements AutoCloseable {

    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final Duration SLOW = Duration.ofSeconds(1);
    private static final int MOST_BYTES = 16 << 20;
    private static final int MOST_QUOTED = 500;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int UNPROCESSABLE = 422;
    /** The registry's own codes for a missing thing are 404 and two digits. */
    private static final int FIRST_NOT_FOUND_CODE = 40400;
    private static final int LAST_NOT_FOUND_CODE = 40499;

    private final HttpClient http;
    /** The client's own timeout ends with the head of the answer; a server may stop in the middle of the rest. */
    private final Duration answerWithin;
    private final List<Node> nodes;
    private final Outage outage;
    private volatile Node preferred;
    private volatile Optional<Hung> lastHung = Optional.empty();

    /**
     * A call that got no answer for long. Those that follow are not made to wait as long, one after the other: for the
     * same time they fail at once.
     */
    private record Hung(String message, long untilNanos) {}

    RegistryHttp(RegistrySettings settings) {
        HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(settings.connectWithin());
        settings.tls().ifPresent(builder::sslContext);
        this.http = builder.build();
        this.answerWithin = settings.answerWithin();
        this.nodes = settings.nodes();
        this.preferred = nodes.getFirst();
        this.outage = new Outage("the schema registry at " + String.join(",", nodes.stream().map(Node::base).toList()));
    }

    Outage outage() {
        return outage;
    }

    /** @param read fails with {@link Unavailable} on what no registry answers */
    <R> R get(String path, Function<JsonNode, R> read) {
        return call(new Call<>("GET", path, HttpRequest.BodyPublishers.noBody(), read));
    }

    /** @param read as in {@link #get} */
    <R> R send(String method, String path, JsonNode body, Function<JsonNode, R> read) {
        return call(new Call<>(method, path, HttpRequest.BodyPublishers.ofByteArray(Json.bytes(body)), read));
    }

    private record Call<R>(String method, String path, HttpRequest.BodyPublisher body, Function<JsonNode, R> read) {}

    private <R> R call(Call<R> call) {
        Optional<Hung> hung = lastHung.filter(last -> System.nanoTime() - last.untilNanos() < 0);
        if (hung.isPresent()) {
            throw new Unavailable(hung.get().message());
        }
        long begun = System.nanoTime();
        try {
            R answer = callOneNodeAfterTheOther(call);
            outage.ended();
            return answer;
        } catch (Unavailable e) {
            long ended = System.nanoTime();
            if (ended - begun > SLOW.toNanos()) {
                lastHung = Optional.of(new Hung(String.valueOf(e.getMessage()), ended + (ended - begun)));
            }
            outage.met(String.valueOf(e.getMessage()));
            throw e;
        } catch (NotFound | Refused e) {
            outage.ended();
            throw e;
        }
    }

    private <R> R callOneNodeAfterTheOther(Call<R> call) {
        Node first = preferred;
        try {
            return call(first, call);
        } catch (Unavailable e) {
            for (Node node : nodes) {
                if (!node.equals(first)) {
                    try {
                        R answer = call(node, call);
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

    private <R> R call(Node node, Call<R> call) {
        URI uri = URI.create(node.base() + call.path());
        var request = HttpRequest.newBuilder(uri).header("Content-Type", MEDIA_TYPE)
                .header("Accept", MEDIA_TYPE + ", application/json").method(call.method(), call.body());
        node.authorization().ifPresent(value -> request.header("Authorization", value));
        var bytes = new ByteArrayOutputStream();
        CompletableFuture<HttpResponse<Void>> exchange = http.sendAsync(request.build(),
                HttpResponse.BodyHandlers.ofByteArrayConsumer(piece -> piece.ifPresent(some -> add(bytes, some))));
        String what = call.method() + " " + uri;
        try {
            int status = exchange.get(answerWithin.toMillis(), TimeUnit.MILLISECONDS).statusCode();
            return call.read().apply(understood(what, status, bytes.toByteArray()));
        } catch (ExecutionException e) {
            throw new Unavailable("the schema registry cannot be reached: " + what + ": " + e.getCause(), e);
        } catch (TimeoutException e) {
            exchange.cancel(true);
            throw new Unavailable("the schema registry did not answer " + what + " within "
                    + answerWithin.toMillis() + " ms", e);
        } catch (InterruptedException e) {
            exchange.cancel(true);
            throw new InterruptException(e);
        }
    }

    private static void add(ByteArrayOutputStream bytes, byte[] some) {
        if (bytes.size() + some.length > MOST_BYTES) {
            throw new UncheckedIOException(new IOException("an answer of more than " + MOST_BYTES + " bytes"));
        }
        bytes.writeBytes(some);
    }

    private static JsonNode understood(String call, int status, byte[] body) {
        Optional<JsonNode> json = parsed(body);
        if (status / 100 == 2 && json.isPresent()) {
            return json.get();
        }
        String message = call + " was answered " + status + json.map(said -> " " + quoted(said)).orElse("");
        int code = json.map(said -> said.path("error_code").intValue()).orElse(0);
        if (status == NOT_FOUND && code >= FIRST_NOT_FOUND_CODE && code <= LAST_NOT_FOUND_CODE) {
            throw new NotFound(message);
        }
        boolean judged = (status == CONFLICT || status == UNPROCESSABLE) && (code == status || code / 100 == status);
        if (judged) {
            throw new Refused(message);
        }
        throw new Unavailable(message);
    }

    private static String quoted(JsonNode said) {
        String text = said.toString();
        return text.length() <= MOST_QUOTED ? text : text.substring(0, MOST_QUOTED) + "…";
    }

    private static Optional<JsonNode> parsed(byte[] body) {
        try {
            return Optional.of(Json.MAPPER.readTree(body)).filter(ObjectNode.class::isInstance);
        } catch (JacksonException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new IllegalStateException("reading bytes in memory failed", e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }
}
