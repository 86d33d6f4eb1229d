package io.quotastack.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.quotastack.api.http.BodyPace;
import io.quotastack.core.config.ConfigChange;
import io.quotastack.core.tenant.RateLimit;
import io.quotastack.core.tenant.Settings;

/** Bodies that come slowly or not at all hold up nobody but who sends them. */
class SlowBodyTest extends ApiFixture {

    private static final String JSON = "Content-Type: application/json\r\n";
    private static final String EVENT = "{\"external_customer_id\":\"u\",\"billable_metric_key\":\"tokens\"}";
    private static final int MEBIBYTE = 1024 * 1024;

    @Test
    void announcedBytesTakeNoRoom() throws IOException {
        restart(BodyPace.DEFAULT);
        addKey("qs_test_slow", TEST);
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 25; i++) {
                slow.add(post("qs_test_slow", "Content-Length: 5242880\r\n\r\n{"));
                slow.add(post("qs_test_slow", "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n"));
            }
            post("/v1/usage/batch").json("{\"events\":[" + EVENT + "]}" + " ".repeat(MEBIBYTE)).send().is(202);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void aBodyHasToComeInTime() throws IOException {
        restart(new BodyPace(Duration.ofMillis(300), 1024, Duration.ofSeconds(5), Duration.ofMillis(300)));
        try (Socket silent = post(KEY, "Content-Length: 100\r\n\r\n{")) {
            assertThat(answer(silent)).startsWith("HTTP/1.1 400").contains("too slow").contains("Connection: close");
        }
        post("/v1/usage").json(EVENT).send().is(201);
    }

    @Test
    void aStrangerIsAnsweredBeforeTheBody() throws IOException {
        try (Socket stranger = post("qs_live_unknown", "Content-Length: 5000000\r\n\r\n")) {
            assertThat(answer(stranger)).startsWith("HTTP/1.1 401").contains("Connection: close");
        }
    }

    @Test
    void theRateLimitStandsBeforeTheBody() throws IOException {
        config.apply(new ConfigChange.SettingsPut(LIVE, new Settings(Settings.DEFAULT.defaultOveragePolicy(),
                Optional.empty(), Optional.of(new RateLimit(1, 3_600)), 35)));
        restart(new BodyPace(Duration.ofMillis(300), 1024, Duration.ofSeconds(5), Duration.ofMillis(300)));
        get("/v1/customers").send().is(200);
        try (Socket limited = post(KEY, "Content-Length: 100\r\n\r\n")) {
            assertThat(answer(limited)).startsWith("HTTP/1.1 429");
        }
    }

    @Test
    void aPreflightIsToldNoWithoutAKey() {
        Answer answer = call("OPTIONS", "/v1/usage").as("").header("Origin", "https://app.example.com")
                .header("Access-Control-Request-Method", "POST").send().isProblem(405, "method-not-allowed");
        assertThat(answer.headers().map().keySet()).noneMatch(name -> name.startsWith("access-control"));
        assertThat(answer.header("Allow")).contains("POST");
    }

    private void restart(BodyPace pace) {
        server.close();
        ApiLimits usual = ApiLimits.DEFAULT;
        server = newServer(new ApiLimits(200, 200, 16L * MEBIBYTE, pace, usual.replyBytesInHand(), usual.replyWithin(),
                usual.stopWithin()));
        server.start();
    }

    private Socket post(String key, String rest) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout(5_000);
        socket.getOutputStream().write(("POST /v1/usage/batch HTTP/1.1\r\nHost: localhost\r\nIdempotency-Key: k\r\n"
                + JSON + "X-API-Key: " + key + "\r\n" + rest).getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    private static String answer(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
