package io.quotastack.nodes.health;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.quotastack.gateway.HostNames;
import io.quotastack.schemas.json.Json;

/**
 * {@code /healthz}: the process runs. {@code /readyz}: it can serve its role now, else 503 and what is not ready.
 * {@code /metrics}: for Prometheus. On a port of their own, which tenants need not reach, and with a bound of connections
 * all the same: further ones wait until one ends, and idle ones end early.
 */
public final class HealthServer implements AutoCloseable {

    static final int MOST_CONNECTIONS = 256;

    private static final Logger LOG = LoggerFactory.getLogger(HealthServer.class);
    /** Longer than the time between two looks of Prometheus, which keeps its connection. */
    private static final Duration IDLE = Duration.ofSeconds(75);
    private static final Duration IDLE_WHEN_FULL = Duration.ofSeconds(1);

    private final Server server = new Server(new VirtualThreadPool());
    private final ServerConnector connector;

    private HealthServer(String host, int port) {
        var http = new HttpConfiguration();
        http.setSendServerVersion(false);
        connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost(host);
        connector.setPort(port);
        connector.setIdleTimeout(IDLE.toMillis());
        connector.setShutdownIdleTimeout(0);
        var limit = new NetworkConnectionLimit(MOST_CONNECTIONS, connector);
        limit.setEndPointIdleTimeout(IDLE_WHEN_FULL.toMillis());
        server.addBean(limit);
        server.addConnector(connector);
    }

    /**
     * Listens from now on.
     *
     * @param port 0: a free one
     * @param notReady the names of what cannot serve now
     */
    public static HealthServer start(String host, int port, Supplier<List<String>> notReady,
            PrometheusMeterRegistry metrics) {
        var health = new HealthServer(host, port);
        health.server.setHandler(new Answers(HostNames.of(host, Set.of()), notReady, metrics));
        try {
            health.connector.open();
            health.server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) { // Jetty's own signature
            throw new IllegalStateException("the health port cannot listen on " + host + ":" + port, e);
        }
        return health;
    }

    public int port() {
        return connector.getLocalPort();
    }

    private static final class Answers extends Handler.Abstract {

        private final HostNames names;
        private final Supplier<List<String>> notReady;
        private final PrometheusMeterRegistry metrics;

        Answers(HostNames names, Supplier<List<String>> notReady, PrometheusMeterRegistry metrics) {
            this.names = names;
            this.notReady = notReady;
            this.metrics = metrics;
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            if (!HttpMethod.GET.is(request.getMethod())) {
                answer(response, callback, 405, "text/plain", "only GET\n".getBytes(UTF_8));
            } else if (!names.answersTo(request.getHeaders().get(HttpHeader.HOST))) {
                answer(response, callback, 421, "text/plain", "call this port as localhost\n".getBytes(UTF_8));
            } else {
                answer(Request.getPathInContext(request), response, callback);
            }
            return true;
        }

        private void answer(String path, Response response, Callback callback) {
            switch (path) {
                case "/healthz" -> answerJson(response, callback, 200, Map.of("status", "alive"));
                case "/readyz" -> {
                    List<String> waited = notReady.get();
                    if (waited.isEmpty()) {
                        answerJson(response, callback, 200, Map.of("status", "ready"));
                    } else {
                        answerJson(response, callback, 503, Map.of("status", "not ready", "not_ready", waited));
                    }
                }
                case "/metrics" -> answer(response, callback, 200, "text/plain; version=0.0.4",
                        metrics.scrape().getBytes(UTF_8));
                default -> answer(response, callback, 404, "text/plain", "not found\n".getBytes(UTF_8));
            }
        }

        private static void answerJson(Response response, Callback callback, int status, Map<String, ?> body) {
            answer(response, callback, status, "application/json", Json.bytes(body));
        }

        private static void answer(Response response, Callback callback, int status, String type, byte[] body) {
            response.setStatus(status);
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
            response.write(true, ByteBuffer.wrap(body), callback);
        }
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) { // Jetty's own signature
            LOG.warn("the health port did not stop", e);
        }
    }
}
