package io.quotastack.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests as the libraries that people use put them on the wire; and what none of them sends. */
class ClientsTest extends ApiFixture {

    private static final String BODY = "{\"external_customer_id\":\"u\",\"billable_metric_key\":\"tokens\"}";

    /** Headers beside those that all send. */
    @ParameterizedTest
    @ValueSource(strings = {
        // curl; with a body of more than 1 MiB it would ask first.
        "User-Agent: curl/8.5.0|Accept: */*|Content-Type: application/json",
        "User-Agent: curl/7.88.1|Accept: */*|Content-Type: application/json|Expect: 100-continue",
        // Python's requests and httpx.
        "User-Agent: python-requests/2.32.3|Accept-Encoding: gzip, deflate, br, zstd|Accept: */*|Connection: keep-alive|"
                + "Content-Type: application/json",
        "accept: */*|accept-encoding: gzip, deflate|connection: keep-alive|user-agent: python-httpx/0.27.0|"
                + "content-type: application/json",
        // Go, Node's fetch, axios, Ruby, PHP, OkHttp, Apache's client.
        "User-Agent: Go-http-client/1.1|Content-Type: application/json|Accept-Encoding: gzip",
        "connection: keep-alive|content-type: application/json|accept: */*|"
                + "accept-language: *|sec-fetch-mode: cors|user-agent: node|accept-encoding: gzip, deflate",
        "Accept: application/json, text/plain, */*|Content-Type: application/json;charset=utf-8|User-Agent: axios/1.7.2|"
                + "Accept-Encoding: gzip, compress, deflate, br",
        "Content-Type: application/json|Accept-Encoding: gzip;q=1.0,deflate;q=0.6,identity;q=0.3|Accept: */*|"
                + "User-Agent: Ruby",
        "User-Agent: GuzzleHttp/7|Content-Type: application/json",
        "Content-Type: application/json; charset=utf-8|Connection: Keep-Alive|Accept-Encoding: gzip|"
                + "User-Agent: okhttp/4.12.0",
        "Accept-Encoding: gzip, x-gzip, deflate|Content-Type: application/json; charset=UTF-8|Connection: keep-alive",
        // Java's own client offers HTTP/2 with its first request.
        "Connection: Upgrade, HTTP2-Settings|Upgrade: h2c|HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA|"
                + "User-Agent: Java-http-client/21.0.3|Content-Type: application/json",
        // What proxies add.
        "Content-Type: application/json|X-Forwarded-For: 10.1.2.3|X-Forwarded-Proto: https|Via: 1.1 proxy|"
                + "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01|Forwarded: for=10.1.2.3"})
    void requestsOfLibrariesAreTaken(String headers) throws IOException {
        String more = headers.replace("|", "\r\n") + "\r\n";

        assertThat(use(more + "Content-Length: " + BODY.length() + "\r\n\r\n" + BODY)).startsWith("HTTP/1.1 201");
        assertThat(use(more + "Transfer-Encoding: chunked\r\n\r\n" + chunked(BODY))).startsWith("HTTP/1.1 201");
    }

    /** .NET sends every body in chunks; some servers' clients cut it into many, with extensions or trailers. */
    @Test
    void aBodyMayComeInPieces() throws IOException {
        var pieces = new StringBuilder();
        for (int i = 0; i < BODY.length(); i++) {
            pieces.append("1;x=\"y\"\r\n").append(BODY.charAt(i)).append("\r\n");
        }

        assertThat(use(
                "Content-Type: application/json; charset=utf-8\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n"
                        + pieces + "0\r\nX-Sum: 1\r\n\r\n"))
                .startsWith("HTTP/1.1 201");
    }

    /** Many set the type on every request, and a length of 0 on those without a body. */
    @ParameterizedTest
    @CsvSource({"GET,/v1/customers,Content-Type: application/json,200",
        "GET,/v1/customers,Content-Length: 0,200", "HEAD,/v1/customers,Accept: */*,200",
        "POST,/v1/webhooks/test,Content-Length: 0,200", "POST,/v1/webhooks/test,Content-Type: application/json,200",
        "POST,/v1/webhooks/test,Content-Type: text/plain,200"})
    void requestsWithoutABodyMaySayHowItWouldBe(String method, String path, String header, int status)
            throws IOException {
        assertThat(
                exchange(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-API-Key: " + KEY
                        + "\r\nIdempotency-Key: k\r\n" + header + "\r\n\r\n"))
                .startsWith("HTTP/1.1 " + status);
    }

    /** Proxies and we could take them for different requests, or for different callers. */
    @ParameterizedTest
    @ValueSource(strings = {"Transfer-Encoding: gzip, chunked", "Transfer-Encoding: identity",
        "Transfer-Encoding: chunked, chunked",
        "Content-Length: 5", "Transfer-Encoding: chunked\r\nContent-Length: 5", "X-API-Key: qs_live_other",
        "Host: elsewhere"})
    void whatIsAmbiguousIsRefused(String header) throws IOException {
        String answer = use(
                "Content-Type: application/json\r\n" + header + "\r\nContent-Length: " + BODY.length() + "\r\n\r\n"
                        + BODY);

        assertThat(answer).matches("(?s)HTTP/1.1 40[01].*");
        assertThat(ledger.submitted).isEmpty();
    }

    private static String chunked(String body) {
        return Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n";
    }

    private String use(String rest) throws IOException {
        return exchange("POST /v1/usage HTTP/1.1\r\nHost: localhost\r\nX-API-Key: " + KEY + "\r\nIdempotency-Key: k\r\n"
                + (rest.toLowerCase(Locale.ROOT).contains("connection:") ? "" : "Connection: close\r\n") + rest);
    }

    private String exchange(String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .replaceFirst("^HTTP/1.1 100 Continue\r\n\r\n", "");
        }
    }
}
