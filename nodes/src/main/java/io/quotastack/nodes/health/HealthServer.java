package io.quotastack.nodes.health;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.quotastack.gateway.HostNames;
import io.quotastack.schemas.json.Json;

/**
 * {@code /healthz}: the process runs. {@code /readyz}: it can serve its role now, else 503 and what is not ready.
 * {@code /metrics}: for Prometheus. On a port of their own, which tenants need not reach.
 */
public final class HealthServer implements AutoCloseable {

    private static final int BACKLOG = 16;

    private final HttpServer http;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private HealthServer(HttpServer http) {
        this.http = http;
    }

    /**
     * Listens from now on.
     *
     * @param port 0: a free one
     * @param notReady the names of what cannot serve now
     */
    public static HealthServer start(String host, int port, Supplier<List<String>> notReady,
            PrometheusMeterRegistry metrics) {
        try {
            var names = HostNames.of(host, Set.of());
            var server = new HealthServer(HttpServer.create(new InetSocketAddress(host, port), BACKLOG));
            server.http.setExecutor(server.threads);
            server.http.createContext("/", exchange -> answer(exchange, names, notReady, metrics));
            server.http.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return http.getAddress().getPort();
    }

    private static void answer(HttpExchange exchange, HostNames names, Supplier<List<String>> notReady,
            PrometheusMeterRegistry metrics) throws IOException {
        try (exchange) {
            if (!exchange.getRequestMethod().equals("GET")) {
                answer(exchange, 405, "text/plain", "only GET\n".getBytes(UTF_8));
                return;
            }
            if (!names.answersTo(exchange.getRequestHeaders().getFirst("Host"))) {
                answer(exchange, 421, "text/plain", "call this port as localhost\n".getBytes(UTF_8));
                return;
            }
            switch (exchange.getRequestURI().getPath()) {
                case "/healthz" -> answerJson(exchange, 200, Map.of("status", "alive"));
                case "/readyz" -> {
                    List<String> waited = notReady.get();
                    if (waited.isEmpty()) {
                        answerJson(exchange, 200, Map.of("status", "ready"));
                    } else {
                        answerJson(exchange, 503, Map.of("status", "not ready", "not_ready", waited));
                    }
                }
                case "/metrics" -> answer(exchange, 200, "text/plain; version=0.0.4", metrics.scrape().getBytes(UTF_8));
                default -> answer(exchange, 404, "text/plain", "not found\n".getBytes(UTF_8));
            }
        }
    }

    private static void answerJson(HttpExchange exchange, int status, Map<String, ?> body) throws IOException {
        answer(exchange, status, "application/json", Json.bytes(body));
    }

    private static void answer(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        http.stop(0);
        threads.close();
    }
}
