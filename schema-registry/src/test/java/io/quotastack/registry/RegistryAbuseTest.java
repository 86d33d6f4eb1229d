package io.quotastack.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What web pages and slow or endless clients may not do to a registry that asks nobody for a password. */
class RegistryAbuseTest {

    private static final String SCHEMA = "{\"schema\":\"\\\"string\\\"\"}";
    private static final String PATH = "/subjects/a-value/versions";

    private final EmbeddedSchemaRegistry registry = EmbeddedSchemaRegistry.start(new RowsInMemory(), "127.0.0.1", 0,
            new RequestBodies.Limits(1 << 20, 4, 2 << 20, Duration.ofMillis(500)));
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Socket> sockets = new ArrayList<>();

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        http.close();
        registry.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/json; charset=utf-8",
        "application/vnd.schemaregistry.v1+json", "Application/JSON"})
    void takesWhatClientsSend(String contentType) throws Exception {
        assertThat(post("127.0.0.1", "Content-Type: " + contentType)).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-None: 1", "Content-Type: text/plain", "Content-Type: application/x-www-form-urlencoded",
        "Content-Type: multipart/form-data; boundary=json", "Content-Type: text/plain; application/json"})
    void refusesWhatAPageMaySendWithoutAsking(String header) throws Exception {
        assertThat(post("127.0.0.1", header)).isEqualTo(415);
        assertThat(subjects()).isEqualTo("[]");
    }

    @Test
    void refusesWhatBearsAnOrigin() throws Exception {
        assertThat(post("127.0.0.1", "Content-Type: application/json\r\nOrigin: http://127.0.0.1:8081")).isEqualTo(403);
        assertThat(subjects()).isEqualTo("[]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "evil.example:8081", "127.0.0.1.evil.example", "localhost.evil.example"})
    void servesNoNameThatAPageMayHave(String host) throws Exception {
        assertThat(post(host, "Content-Type: application/json")).isEqualTo(421);
        assertThat(status(send("GET /subjects HTTP/1.1\r\nHost: " + host + "\r\n\r\n"))).isEqualTo(421);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:8081", "127.0.0.1:8081", "[::1]:8081"})
    void servesTheMachineItself(String host) throws Exception {
        assertThat(post(host, "Content-Type: application/json")).isEqualTo(200);
    }

    @Test
    void readersAreServedBesideBodiesThatDoNotCome() throws Exception {
        for (int i = 0; i < 20; i++) {
            send("POST " + PATH + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 1000\r\n\r\n{");
        }

        assertThat(subjects()).isEqualTo("[]");
    }

    @Test
    void aBodyThatTakesTooLongIsCutOff() throws Exception {
        Socket slow = send("POST " + PATH + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                + "Content-Length: 1000\r\n\r\n{");
        Thread.sleep(600);
        slow.getOutputStream().write(' ');
        slow.getOutputStream().flush();

        assertThat(status(slow)).isEqualTo(408);
        assertThat(post("127.0.0.1", "Content-Type: application/json")).isEqualTo(200);
    }

    @Test
    void aBodyBeyondTheBoundIsRefusedUnread() throws Exception {
        assertThat(status(send("POST " + PATH + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                + "Content-Length: 2000000\r\n\r\n{"))).isEqualTo(413);
    }

    @Test
    void aSubjectHasABoundOfLength() throws Exception {
        String path = "/subjects/" + "s".repeat(256) + "/versions";

        assertThat(http.send(request(path).POST(BodyPublishers.ofString(SCHEMA)).build(), BodyHandlers.ofString())
                .statusCode()).isEqualTo(422);
    }

    @Test
    void aSchemaHasABoundOfLength() throws Exception {
        String schema = "{\\\"type\\\":\\\"fixed\\\",\\\"size\\\":1,\\\"name\\\":\\\"" + "n".repeat(300_000) + "\\\"}";

        assertThat(http.send(request(PATH).POST(BodyPublishers.ofString("{\"schema\":\"" + schema + "\"}")).build(),
                BodyHandlers.ofString()).statusCode()).isEqualTo(422);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(registry.url() + path)).header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(10));
    }

    private String subjects() throws Exception {
        return http.send(request("/subjects").GET().build(), BodyHandlers.ofString()).body();
    }

    private int post(String host, String header) throws IOException {
        return status(send("POST " + PATH + " HTTP/1.1\r\nHost: " + host + "\r\n" + header + "\r\nContent-Length: "
                + SCHEMA.length() + "\r\n\r\n" + SCHEMA));
    }

    private Socket send(String request) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), registry.port());
        sockets.add(socket);
        socket.setSoTimeout(10_000);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        return socket;
    }

    private static int status(Socket socket) throws IOException {
        var reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        String line = reader.readLine();
        return line == null ? -1 : Integer.parseInt(line.substring(9, 12));
    }
}
