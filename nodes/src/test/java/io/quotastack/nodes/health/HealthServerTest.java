package io.quotastack.nodes.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

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

    private static String get(int port, String path, String called) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: " + called
                    + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
