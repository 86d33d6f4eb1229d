package io.quotastack.standalone.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.ToIntFunction;

import com.fasterxml.jackson.databind.JsonNode;
import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.quotastack.schemas.json.Json;

/** A tenant's endpoint: keeps what comes and answers as it is told. Every signature is verified on arrival. */
public final class WebhookReceiver implements AutoCloseable {

    public static final String SECRET = "whsec_"
            + Base64.getEncoder().encodeToString("a secret of thirty-two bytes, ok".getBytes(UTF_8));

    /** A retry takes its 5 seconds, and the session of a killed dispatcher as many. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpServer server;
    private final String host;
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private volatile ToIntFunction<Received> answering;

    /** A delivery that came, and the status it was answered with. */
    public record Received(Map<String, List<String>> headers, String body, JsonNode event) {

        public String id() {
            return headers.getOrDefault("webhook-id", List.of("")).getFirst();
        }

        public String type() {
            return event.required("type").asText();
        }

        public String customer() {
            return event.required("external_customer_id").asText();
        }

        public long sequence() {
            return event.required("sequence").asLong();
        }
    }

    /**
     * An endpoint that listens.
     *
     * @param answering the status of the answer to each delivery
     */
    public WebhookReceiver(ToIntFunction<Received> answering) {
        this(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), "127.0.0.1", answering);
    }

    /** One that listens on all addresses, for those who know this machine by that name. */
    static WebhookReceiver reachableAs(String host, ToIntFunction<Received> answering) {
        return new WebhookReceiver(new InetSocketAddress(0), host, answering);
    }

    private WebhookReceiver(InetSocketAddress address, String host, ToIntFunction<Received> answering) {
        this.answering = answering;
        this.host = host;
        try {
            server = HttpServer.create(address, 100);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::receive);
        server.start();
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            Map<String, List<String>> headers = new HashMap<>();
            exchange.getRequestHeaders().forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
            verify(headers, body);
            var came = new Received(headers, body, Json.MAPPER.readTree(body));
            int status = answering.applyAsInt(came);
            if (status >= 200 && status < 300) {
                received.add(came);
            }
            exchange.sendResponseHeaders(status, -1);
        }
    }

    private static void verify(Map<String, List<String>> headers, String body) throws IOException {
        try {
            new Webhook(SECRET).verify(body, headers);
        } catch (WebhookVerificationException | EmptyWebhookSecretException e) {
            throw new IOException("not signed by us", e);
        }
    }

    public void answering(ToIntFunction<Received> other) {
        answering = other;
    }

    public String url() {
        return "http://" + host + ":" + server.getAddress().getPort() + "/hook";
    }

    /** What was answered with a 2xx, in the order it came. */
    public List<Received> received() {
        return List.copyOf(received);
    }

    public List<String> types() {
        return received.stream().map(Received::type).toList();
    }

    public List<Received> await(int count) {
        return Eventually.answers(this::received, all -> all.size() >= count);
    }

    /** The sequences that a customer's deliveries had, repetitions of the one before left out. */
    public List<Long> sequences(String customer) {
        List<Long> sequences = new ArrayList<>();
        for (Received one : received) {
            if (one.customer().equals(customer) && (sequences.isEmpty() || sequences.getLast() != one.sequence())) {
                sequences.add(one.sequence());
            }
        }
        return sequences;
    }

    /**
     * The sequences of a customer's events as they arrived, without what came again, once so many have.
     */
    public List<Long> awaitFirst(String customer, int events) {
        return Eventually.within(PATIENCE, () -> received().stream().filter(one -> one.customer().equals(customer))
                .map(Received::sequence).distinct().toList(), sequences -> sequences.size() >= events);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
