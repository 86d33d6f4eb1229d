package io.quotastack.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.quotastack.core.problem.ProblemType;

/** A series of a metric lives as long as the process, so what clients make up is no label. */
class MetricLabelsTest extends ApiFixture {

    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS",
            "other");

    @Test
    void whatClientsMakeUpIsNoLabel() throws IOException {
        List<String> paths = List.of("/v1/usage", "/healthz", "/v1/customers/%d", "/v1/nothing/%d",
                "/v1/customer-by-external-id/%d/ledger?x=%d");
        for (String path : paths) {
            hostileRequests(path);
        }
        Set<String> routes = new HashSet<>(
                ApiServer.routes(ledger, config, parts(), List::of, Optional.of(metrics)).stream()
                        .map(route -> route.template()).toList());
        routes.add("none");
        Set<String> statuses = Stream.concat(Stream.of(200, 201, 202),
                Stream.of(ProblemType.values()).map(ProblemType::status)).map(Object::toString)
                .collect(Collectors.toSet());

        assertThat(metrics.getMeters()).isNotEmpty().hasSizeLessThan(60).allSatisfy(meter -> {
            for (Tag label : meter.getId().getTags()) {
                assertThat(values(meter, label, routes, statuses)).contains(label.getValue());
            }
        });
    }

    /** A label that is new has to be named here, with all the values it can have. */
    private static Set<String> values(Meter meter, Tag label, Set<String> routes, Set<String> statuses) {
        return switch (label.getKey()) {
            case "route" -> routes;
            case "method" -> METHODS;
            case "status" -> statuses;
            case "type" -> Stream.of(ProblemType.values()).map(ProblemType::slug).collect(Collectors.toSet());
            default -> throw new AssertionError(meter.getId() + " has a label without a bound: " + label);
        };
    }

    private void hostileRequests(String path) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(10_000);
            var answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            for (int i = 0; i < 100; i++) {
                String key = i % 2 == 0 ? KEY : "qs_live_" + i;
                String head = "M" + i + " " + path.replace("%d", "p" + i)
                        + " HTTP/1.1\r\nHost: localhost\r\nX-API-Key: "
                        + key + "\r\nUser-Agent: agent-" + i + "\r\n\r\n";
                socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
                skipAnswer(answers);
            }
        }
    }

    private static void skipAnswer(BufferedReader answers) throws IOException {
        assertThat(answers.readLine()).startsWith("HTTP/1.1 4");
        int length = 0;
        for (String line = answers.readLine(); !line.isEmpty(); line = answers.readLine()) {
            if (line.startsWith("Content-Length: ")) {
                length = Integer.parseInt(line.substring("Content-Length: ".length()));
            }
        }
        assertThat(answers.skip(length)).isEqualTo(length);
    }
}
