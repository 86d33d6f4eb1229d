package io.quotastack.metering.intake;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.quotastack.schemas.json.Json;

/** A schema registry over real HTTP that knows registering and ids, and can be taken out of service. */
final class HttpRegistry implements AutoCloseable {

    private final HttpServer server;
    private final List<String> schemas = new ArrayList<>();
    private boolean down;

    HttpRegistry() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    synchronized void setDown(boolean down) {
        this.down = down;
    }

    synchronized int add(String schema) {
        schemas.add(schema);
        return schemas.size();
    }

    private synchronized void answer(HttpExchange http) throws IOException {
        String path = http.getRequestURI().getPath();
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        if (down) {
            respond(http, 503, body.put("error_code", 50301).put("message", "down"));
        } else if (http.getRequestMethod().equals("POST")) {
            String schema = Json.MAPPER.readTree(http.getRequestBody().readAllBytes()).path("schema").asText();
            respond(http, 200, body.put("id", add(schema)));
        } else {
            int id = Integer.parseInt(path.substring("/schemas/ids/".length()));
            boolean known = id >= 1 && id <= schemas.size();
            respond(http, known ? 200 : 404, known
                    ? body.put("schema", schemas.get(id - 1))
                    : body.put("error_code", 40403).put("message", "Schema not found"));
        }
    }

    private static void respond(HttpExchange http, int status, ObjectNode body) throws IOException {
        byte[] bytes = Json.bytes(body);
        http.getResponseHeaders().set("Content-Type", "application/vnd.schemaregistry.v1+json");
        http.sendResponseHeaders(status, bytes.length);
        http.getResponseBody().write(bytes);
        http.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
