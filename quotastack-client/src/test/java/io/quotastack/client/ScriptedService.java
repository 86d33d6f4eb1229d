package io.quotastack.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** An HTTP server that answers each request by the next step of a script, the last one over and over. */
final class ScriptedService implements AutoCloseable {

    /** What a request gets. */
    interface Step {
        void answer(HttpExchange exchange) throws IOException;
    }

    record Asked(String request, Optional<String> key, String body) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Step> script;
    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    ScriptedService(Step... script) {
        this.script = List.of(script);
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add(new Asked(exchange.getRequestMethod() + " " + exchange.getRequestURI(),
                    Optional.ofNullable(exchange.getRequestHeaders().getFirst("Idempotency-Key")), body));
            script.get(Math.min(asked.size(), script.size()) - 1).answer(exchange);
        }
    }

    QuotaStackClient client() {
        return client(Patience.STANDARD);
    }

    /** One that does not pause for long. */
    QuotaStackClient client(Patience patience) {
        return new QuotaStackClient(URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"), "qs_test_1",
                patience.withPauses(Duration.ofMillis(1), Duration.ofMillis(2)));
    }

    List<Asked> asked() {
        return List.copyOf(asked);
    }

    static Step answer(int status, String body) {
        return answer(status, body, Map.of());
    }

    static Step answer(int status, String body, Map<String, String> headers) {
        return exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("X-Request-Id", "req_1");
            headers.forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        };
    }

    static Step problem(int status, String slug) {
        return problem(status, slug, Map.of());
    }

    static Step problem(int status, String slug, Map<String, String> headers) {
        return answer(status, """
                {"type": "urn:quotastack:problem:%s", "title": "for a test", "status": %d, "detail": "for a test",
                 "instance": "/", "request_id": "req_1", "required": 7, "effective_balance": 3,
                 "errors": [{"pointer": "/units", "detail": "too many"}]}""".formatted(slug, status), headers);
    }

    /** Ends the connection in the middle of an answer. */
    static Step cut() {
        return exchange -> {
            exchange.sendResponseHeaders(201, 100);
            exchange.getResponseBody().write('{');
        };
    }

    /** Answers later than anybody waits. */
    static Step silence() {
        return exchange -> {
            try {
                Thread.sleep(Duration.ofSeconds(20));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
