package io.quotastack.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What web pages may do: nothing, unless their origin is listed. */
class BrowserTest extends ApiFixture {

    private static final String APP = "https://app.example.com";
    private static final String CUSTOMER = "/v1/customers/" + CUSTOMER_ID;

    @ParameterizedTest
    @ValueSource(strings = {"/healthz", "/readyz", "/metrics", "/docs", "/docs/docs.js", "/openapi.json", "/console",
        "/console/main.js"})
    void whatNeedsNoKeyAnswersToNoNameOfAPage(String path) throws IOException {
        assertThat(exchange("GET", path, "Host: evil.example:8080")).startsWith("HTTP/1.1 400")
                .contains("urn:quotastack:problem:invalid-request", "\"parameter\":\"Host\"");
        assertThat(exchange("GET", path, "Host: localhost:8080")).startsWith("HTTP/1.1 200");
        assertThat(exchange("GET", path, "Host: backend")).startsWith("HTTP/1.1 200");
    }

    @Test
    void metricsMayHaveAPortOfTheirOwn() {
        server.close();
        server = newServer(new ApiDoor("127.0.0.1", 0, Set.of(), Set.of(), false), ApiLimits.DEFAULT);
        server.start();

        get("/metrics").as("").send().isProblem(404, "not-found");
        get("/readyz").as("").send().is(200);
    }

    @Test
    void aProxyMayPassAnyNameOnWithAKey() throws IOException {
        assertThat(exchange("GET", "/v1/customers", "Host: api.example.com\r\nX-API-Key: " + KEY))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void aNameThatTheOperatorGaveIsAnswered() throws IOException {
        restart(Set.of("api.example.com"), Set.of());

        assertThat(exchange("GET", "/docs", "Host: api.example.com")).startsWith("HTTP/1.1 200");
        assertThat(exchange("GET", "/docs", "Host: evil.example")).startsWith("HTTP/1.1 400");
    }

    @Test
    void withoutAListNoAnswerIsShown() {
        Answer answer = get(CUSTOMER).header("Origin", APP).send().is(200);

        assertThat(answer.headers().map().keySet()).doesNotContain("vary")
                .noneMatch(name -> name.startsWith("access-control"));
    }

    @Test
    void aListedOriginMayAskAndSend() throws IOException {
        restart(Set.of(), Set.of(APP, "http://localhost:3000"));

        String asked = exchange("OPTIONS", "/v1/customers",
                "Host: localhost\r\nOrigin: " + APP + "\r\nAccess-Control-Request-Method: POST\r\n"
                        + "Access-Control-Request-Headers: idempotency-key,x-api-key,content-type");
        assertThat(asked).startsWith("HTTP/1.1 204").contains("Access-Control-Allow-Origin: " + APP + "\r\n",
                "Access-Control-Allow-Methods: GET, POST\r\n",
                "Access-Control-Allow-Headers: Content-Type, Idempotency-Key, Prefer, X-API-Key\r\n",
                "Access-Control-Max-Age: 600\r\n", "Vary: Origin\r\n").doesNotContain("Credentials");

        Answer answer = get(CUSTOMER).header("Origin", APP).send().is(200);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(APP);
        assertThat(answer.header("Access-Control-Expose-Headers")).contains("X-Request-Id", "RateLimit");
        assertThat(answer.header("Vary")).isEqualTo("Origin");
    }

    @Test
    void aPageOfAListedOriginSeesWhyItIsRefused() {
        restart(Set.of(), Set.of(APP));

        assertThat(get(CUSTOMER).as("qs_live_unknown").header("Origin", APP).send().isProblem(401, "unauthenticated")
                .header("Access-Control-Allow-Origin")).isEqualTo(APP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "http://app.example.com", "https://app.example.com:8443", "null",
        "https://app.example.com.evil.example", "https://APP.example.com"})
    void otherOriginsMayNothing(String origin) {
        restart(Set.of(), Set.of(APP));

        Answer asked = call("OPTIONS", "/v1/customers").as("").header("Origin", origin)
                .header("Access-Control-Request-Method", "POST").send().isProblem(405, "method-not-allowed");
        Answer answer = get(CUSTOMER).header("Origin", origin).send().is(200);

        assertThat(asked.headers().map().keySet()).noneMatch(name -> name.startsWith("access-control"));
        assertThat(answer.headers().map().keySet()).noneMatch(name -> name.startsWith("access-control"));
        assertThat(answer.header("Vary")).isEqualTo("Origin");
    }

    @Test
    void askingForAPathThatIsNotThereLeadsNowhere() {
        restart(Set.of(), Set.of(APP));

        call("OPTIONS", "/v1/nowhere").as("").header("Origin", APP).header("Access-Control-Request-Method", "POST")
                .send().isProblem(404, "not-found");
    }

    private void restart(Set<String> names, Set<String> origins) {
        server.close();
        server = newServer(new ApiDoor("127.0.0.1", 0, names, origins, true), ApiLimits.DEFAULT);
        server.start();
    }

    private String exchange(String method, String path, String headers) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write((method + " " + path + " HTTP/1.1\r\nConnection: close\r\n" + headers
                    + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
