package io.quotastack.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no well-behaved client sends gets a problem document with a request id too. */
class RawHttpTest extends ApiFixture {

    @ParameterizedTest
    @ValueSource(strings = {"NONSENSE\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nbad header\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: z\r\n\r\n"})
    void whatIsNotHttpIsABadRequest(String request) throws IOException {
        assertThat(exchange(request)).startsWith("HTTP/1.1 400").contains("application/problem+json")
                .contains("X-Request-Id: req_").contains("urn:quotastack:problem:invalid-request");
    }

    @Test
    void headersThatAreTooLargeAreABadRequest() throws IOException {
        assertThat(exchange(head("GET", "/healthz") + "X-Long: " + "a".repeat(20_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 400").contains("urn:quotastack:problem:invalid-request");
        assertThat(exchange(head("GET", "/" + "a".repeat(20_000)) + "\r\n")).startsWith("HTTP/1.1 400")
                .contains("urn:quotastack:problem:invalid-request");
    }

    @Test
    void aRequestLineWithoutAPathIsABadRequest() throws IOException {
        assertThat(exchange(head("GET", "?x=y") + "X-API-Key: " + KEY + "\r\n\r\n")).startsWith("HTTP/1.1 400")
                .contains("urn:quotastack:problem:invalid-request", "X-Request-Id: req_", "\"instance\":\"/\"");
    }

    @Test
    void bothLoopbacksOfTheMachineAnswerAtOnePort() throws IOException {
        for (String host : new ApiDoor("127.0.0.1", 0, Set.of(), Set.of(), true).hosts()) {
            try (var socket = new Socket(host, server.port())) {
                socket.getOutputStream()
                        .write((head("GET", "/healthz") + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
                assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .startsWith("HTTP/1.1 200");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/customers?q=", "/"})
    void aConnectionThatClosesAfterARequestThatIsTooLargeSaysSo(String target) throws IOException {
        assertThat(exchange("GET " + target + "a".repeat(9_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .startsWith("HTTP/1.1 400").contains("Connection: close");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%FF", "%C3", "%ED%A0%80"})
    void brokenEncodingInAPathIsABadRequestOnceTheKeyIsKnown(String segment) throws IOException {
        String path = "/v1/customer-by-external-id/" + segment + "/credits";
        assertThat(exchange(head("GET", path) + "\r\n")).startsWith("HTTP/1.1 401");
        assertThat(exchange(head("GET", path) + "X-API-Key: " + KEY + "\r\n\r\n")).startsWith("HTTP/1.1 400")
                .contains("urn:quotastack:problem:invalid-request").contains("X-Request-Id: req_");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "%2", "%zz", "%00", "%u0041"})
    void whatIsNoUriIsABadRequest(String segment) throws IOException {
        assertThat(exchange(head("GET", "/v1/usage/" + segment) + "X-API-Key: " + KEY + "\r\n\r\n"))
                .startsWith("HTTP/1.1 400").contains("urn:quotastack:problem:invalid-request")
                .contains("X-Request-Id: req_").doesNotContain("/badMessage", "/badURI");
    }

    @Test
    void aPathAboveTheRootIsNotFound() throws IOException {
        assertThat(exchange(head("GET", "/../../etc") + "X-API-Key: " + KEY + "\r\n\r\n"))
                .contains("application/problem+json").contains("X-Request-Id: req_");
    }

    @Test
    void brokenEncodingInAQueryIsAFaultOfTheParameter() throws IOException {
        assertThat(exchange(head("GET", "/v1/customers?limit=%FF") + "X-API-Key: " + KEY + "\r\n\r\n"))
                .startsWith("HTTP/1.1 400").contains("\"parameter\":\"limit\"");
    }

    @Test
    void aWebSocketIsNotFound() throws IOException {
        assertThat(exchange(head("GET", "/v1/customers")
                + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x\r\n\r\n"))
                .startsWith("HTTP/1.1 404").contains("urn:quotastack:problem:not-found")
                .contains("X-Request-Id: req_");
    }

    @Test
    void aClientThatAsksBeforeItSendsGetsItsRefusalAtOnce() throws IOException {
        assertThat(exchange(head("POST", "/v1/usage") + "X-API-Key: " + KEY
                + "\r\nContent-Length: 9000000\r\nExpect: 100-continue\r\n\r\n")).startsWith("HTTP/1.1 413");
    }

    @Test
    void anUnknownMethodIsNotAllowed() throws IOException {
        assertThat(exchange(head("BREW", "/v1/customers") + "X-API-Key: " + KEY + "\r\n\r\n"))
                .startsWith("HTTP/1.1 405").contains("Allow: GET, POST, HEAD");
    }

    @Test
    void aBodyThatIsNotFramedIsRefused() throws IOException {
        assertThat(exchange(head("POST", "/v1/usage") + "X-API-Key: " + KEY
                + "\r\nTransfer-Encoding: chunked\r\nContent-Type: application/json\r\n\r\nzz\r\n"))
                .startsWith("HTTP/1.1 400").contains("application/problem+json").contains("X-Request-Id: req_");
    }

    private static String head(String method, String target) {
        return method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
    }

    private String exchange(String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(10_000);
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
