package io.quotastack.schemas.registry;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** A server that gives the answers it was told and notes what it was asked. */
public final class HttpRegistry implements AutoCloseable {

    private final HttpServer server;
    private final Map<String, Answer> answers = new HashMap<>();
    private final List<String> calls = new ArrayList<>();
    private final List<String> bodies = new ArrayList<>();
    private final List<String> authorizations = new ArrayList<>();

    private record Answer(int status, String body) {}

    public HttpRegistry() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    public String address() {
        return "localhost:" + server.getAddress().getPort();
    }

    public String url() {
        return "http://" + address();
    }

    /** Sets the answer to a call such as {@code GET /subjects}. */
    public synchronized HttpRegistry when(String call, int status, String body) {
        answers.put(call, new Answer(status, body));
        return this;
    }

    public synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    public synchronized List<String> bodies() {
        return List.copyOf(bodies);
    }

    public synchronized List<String> authorizations() {
        return List.copyOf(authorizations);
    }

    private synchronized void answer(HttpExchange http) throws IOException {
        String call = http.getRequestMethod() + " " + http.getRequestURI();
        calls.add(call);
        bodies.add(new String(http.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        authorizations.add(String.valueOf(http.getRequestHeaders().getFirst("Authorization")));
        Answer answer = answers.getOrDefault(call, new Answer(404, "{\"error_code\":404}"));
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        http.getResponseHeaders().set("Content-Type", "application/vnd.schemaregistry.v1+json");
        http.sendResponseHeaders(answer.status(), body.length);
        http.getResponseBody().write(body);
        http.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
