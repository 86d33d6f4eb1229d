package io.quotastack.nodes.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/** Whom the health port of a node answers. */
class HealthServerTest {

    @ParameterizedTest
    @CsvSource({"127.0.0.1,localhost,200", "127.0.0.1,127.0.0.1:9464,200", "127.0.0.1,ledger-1:9464,200",
        "127.0.0.1,evil.example:9464,421", "0.0.0.0,node.example.com:9464,200"})
    void onTheLoopbackItAnswersToNoNameOfAPage(String host, String called, int status) throws IOException {
        try (var server = HealthServer.start(host, 0, List::of,
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT))) {
            for (String path : List.of("/healthz", "/readyz", "/metrics")) {
                assertThat(get(server.port(), path, called)).startsWith("HTTP/1.1 " + status);
            }
        }
    }

    /** As the image asks, with nothing but bash: HTTP/1.0, and no host. */
    @Test
    void aContainerAsksWithoutAHost() throws IOException {
        try (var server = HealthServer.start("0.0.0.0", 0, () -> List.of("ledger"),
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT))) {
            assertThat(said(server.port(), "GET /readyz HTTP/1.0\r\n\r\n")).contains(" 503 ")
                    .contains("\"not_ready\":[\"ledger\"]");
            assertThat(said(server.port(), "GET /healthz HTTP/1.0\r\n\r\n")).contains(" 200 ");
            assertThat(said(server.port(), "POST /healthz HTTP/1.0\r\n\r\n")).contains(" 405 ");
        }
    }

    /** Whoever opens connections and says nothing holds up the others for a moment, and none of them takes a thread. */
    @Test
    @Timeout(60)
    void connectionsAreBoundedAndIdleOnesEndEarlyWhenThereAreTooMany() throws IOException {
        List<Socket> idle = new ArrayList<>();
        try (var server = HealthServer.start("127.0.0.1", 0, List::of,
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT))) {
            for (int i = 0; i < HealthServer.MOST_CONNECTIONS + 8; i++) {
                idle.add(new Socket(InetAddress.getLoopbackAddress(), server.port()));
            }

            assertThat(get(server.port(), "/healthz", "localhost")).startsWith("HTTP/1.1 200");
            idle.getFirst().setSoTimeout(10_000);
            assertThat(idle.getFirst().getInputStream().read()).as("it was closed").isEqualTo(-1);
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }

    private static String get(int port, String path, String called) throws IOException {
        return said(port, "GET " + path + " HTTP/1.1\r\nHost: " + called + "\r\nConnection: close\r\n\r\n");
    }

    private static String said(int port, String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
