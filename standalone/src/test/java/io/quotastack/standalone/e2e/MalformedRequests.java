package io.quotastack.standalone.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Requests that are wrong in some way, made of what the OpenAPI document describes: an operation with a body, parameters and
 * headers that are nearly right, in which a fault or two is put anywhere from the values of the body to the framing of the
 * request. The same seed makes the same request.
 */
final class MalformedRequests {

    private static final List<String> METHODS = List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS",
            "TRACE",
            "CONNECT", "BREW", "get", "G\u00cbT", "POST\t", "M".repeat(300));
    private static final List<String> VERSIONS = List.of("HTTP/1.0", "HTTP/1.1", "HTTP/2.0", "HTTP/0.9", "HTTP/1.12",
            "http/1.1",
            "HTTP", "", "HTTP/1.1 x");
    private static final List<String> TYPES = List.of("application/json; charset=utf-16", "text/plain",
            "application/xml",
            "application/problem+json", "application/json;;;", "application/json; charset=\"", "multipart/form-data",
            "application/x-www-form-urlencoded", "", "\u00ff", "application/json, text/plain", "*/*");
    private static final List<String> MORE_HEADERS = List.of("Expect: 100-continue", "Expect: 200-ok",
            "Content-Encoding: gzip",
            "Connection: Upgrade\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__",
            "Prefer: wait=99999999999999999999",
            "Prefer: respond-async, wait=0", "Prefer: wait=-1", "Prefer: ;;=,", "Accept: text/html",
            "Accept-Encoding: br;q=2",
            "Range: bytes=5-1", "If-Match: *", "If-None-Match: \"x\"", "Cookie: a=b; ; =", "Trailer: Content-Length",
            "TE: trailers", "Connection: keep-alive, close", "Connection: Content-Length", "Max-Forwards: 0",
            "X-Forwarded-For: \u0001", "Transfer-Encoding: identity", "Content-Length: 0", "Content-Length: -1",
            "Content-Length: 18446744073709551617", "Content-Length: 5, 5", "Transfer-Encoding: gzip, chunked",
            "Transfer-Encoding: chunked, chunked", "Transfer-Encoding: xchunked", "Transfer-Encoding : chunked",
            "Host: other", "Host: a b", "Origin: https://evil.example", "Access-Control-Request-Method: POST",
            "NoColon",
            ": no name", "Bad Name: x", " folded: x", "X-Null: a\u0000b", "X-CR: a\rb", "X-Latin: \u00e9\u00ff",
            "X-Long: " + "y".repeat(7_000), "X-TooLong: " + "y".repeat(9_000),
            "X-Many: 1\r\n".repeat(300) + "X-Last: 1");
    private static final List<String> TARGETS = List.of("*", "/", "//", "/..", "/v1/../v1/customers", "/v1//customers",
            "/v1/customers/", "/%", "/%zz", "/%00", "/%ff", "/v1/%2e%2e/x", "http://other/v1/customers", "http://",
            "v1/customers",
            "/v1/customers?%", "/v1/customers?limit=1&limit=2", "/v1/customers?&&=&a", "/v1/customers?limit=%ff",
            "/v1/customers#x", "/v1/customers;x=y", "/v1/cust omers", "/\u00e9", "/v1/customers?q=" + "z".repeat(7_000),
            "/" + "a/".repeat(3_000), "/v1/customers/\u0000", "?", "/docs/../../etc/passwd", "/docs/%2e%2e/x",
            "/console/../../etc/passwd", "/console/%2e%2e%2fx", "/console//main.js",
            "host:443");

    /**
     * What goes over the wire.
     *
     * @param framed whether the server can tell where it ends, so that a further request may follow on the connection
     * @param head whether its answer has no body
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes on their way out, never compared
    record RawRequest(byte[] bytes, boolean framed, boolean head) {

        /** As one line, for the report of a failure. */
        String shown() {
            String text = new String(bytes, 0, Math.min(bytes.length, SHOWN), ISO_8859_1);
            return text.replace("\r", "\\r").replace("\n", "\\n")
                    + (bytes.length > SHOWN ? " … of " + bytes.length : "");
        }
    }

    private static final int SHOWN = 600;

    private static final class Draft {
        private String method = "GET";
        private String target = "/";
        private String version = "HTTP/1.1";
        private final List<String> headers = new ArrayList<>();
        private byte[] body = {};
        private boolean framed = true;
        private boolean chunked;
    }

    private final List<OpenApi.Operation> operations;
    private final SchemaValues values;
    private final Map<String, List<String>> known;
    private final List<String> keys;

    /**
     * @param known values of parameters and members by name that lead somewhere
     * @param keys API keys
     */
    MalformedRequests(JsonNode document, List<OpenApi.Operation> operations, Map<String, List<String>> known,
            List<String> keys) {
        this.operations = List.copyOf(operations);
        this.known = Map.copyOf(known);
        this.values = new SchemaValues(document, known);
        this.keys = List.copyOf(keys);
    }

    RawRequest of(long seed) {
        var random = new SplittableRandom(seed);
        OpenApi.Operation operation = operations.get(random.nextInt(operations.size()));
        Draft draft = nearlyRight(operation, random);
        for (int faults = random.nextInt(3); faults > 0; faults--) {
            addFault(draft, random);
        }
        return wire(draft, random);
    }

    private Draft nearlyRight(OpenApi.Operation operation, RandomGenerator random) {
        var draft = new Draft();
        draft.method = operation.method();
        draft.headers.add("Host: 127.0.0.1");
        if (random.nextInt(40) != 0) {
            draft.headers.add("X-API-Key: " + keys.get(random.nextInt(keys.size())));
        }
        var query = new StringBuilder();
        String path = operation.template();
        for (JsonNode given : operation.description().path("parameters")) {
            JsonNode parameter = values.resolved(given);
            String name = parameter.path("name").asText();
            switch (parameter.path("in").asText()) {
                case "path" -> path = path.replace("{" + name + "}", encoded(value(name, parameter, random)));
                case "query" -> {
                    if (parameter.path("required").asBoolean() || random.nextInt(3) == 0) {
                        query.append(query.isEmpty() ? "?" : "&").append(name).append('=')
                                .append(encoded(value(name, parameter, random)));
                    }
                }
                default -> {
                    if (random.nextInt(12) != 0) {
                        draft.headers.add(name + ": " + (name.equals("Prefer")
                                ? List.of("respond-async", "wait=1").get(random.nextInt(2))
                                : "k" + random.nextInt(200)));
                    }
                }
            }
        }
        draft.target = path + query;
        JsonNode schema = operation.description().at("/requestBody/content/application~1json/schema");
        if (!schema.isMissingNode()) {
            draft.headers.add("Content-Type: application/json");
            draft.body = FaultyJson.of(values.of(schema, random), random);
        }
        draft.chunked = draft.body.length > 0 && random.nextInt(4) == 0;
        return draft;
    }

    private String value(String name, JsonNode parameter, RandomGenerator random) {
        List<String> leading = known.getOrDefault(name, List.of());
        if (!leading.isEmpty() && random.nextInt(4) != 0) {
            return leading.get(random.nextInt(leading.size()));
        }
        JsonNode value = values.of(parameter.path("schema"), random);
        return OddTexts.sometimes(value.isTextual() ? value.textValue() : value.toString(), random);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }

    private static void addFault(Draft draft, RandomGenerator random) {
        if (draft.headers.isEmpty()) {
            return;
        }
        switch (random.nextInt(12)) {
            case 0 -> {
                draft.method = METHODS.get(random.nextInt(METHODS.size()));
                draft.framed = false; // what a made-up method does to the connection is the server's choice
            }
            case 1 -> {
                draft.target = TARGETS.get(random.nextInt(TARGETS.size()));
                draft.framed = false;
            }
            case 2 -> {
                draft.version = VERSIONS.get(random.nextInt(VERSIONS.size()));
                draft.framed = false;
            }
            case 3 -> {
                draft.headers.removeIf(header -> header.startsWith("Content-Type"));
                draft.headers.add("Content-Type: " + TYPES.get(random.nextInt(TYPES.size())));
            }
            case 4, 5, 6 -> {
                draft.headers.add(MORE_HEADERS.get(random.nextInt(MORE_HEADERS.size())));
                draft.framed = false;
            }
            case 7 -> draft.headers.remove(random.nextInt(draft.headers.size()));
            case 8 -> draft.headers.add(draft.headers.get(random.nextInt(draft.headers.size())));
            case 9 -> draft.headers.add("Idempotency-Key: " + OddTexts.any(random).replaceAll("[\\r\\n\\x00]", "?"));
            case 10 -> draft.headers.add("X-API-Key: " + OddTexts.any(random).replaceAll("[\\r\\n\\x00]", "?"));
            default -> draft.target = draft.target + (draft.target.contains("?") ? "&" : "?")
                    + encoded(OddTexts.any(random)) + "=" + encoded(OddTexts.any(random));
        }
    }

    private static RawRequest wire(Draft draft, RandomGenerator random) {
        var out = new ByteArrayOutputStream();
        out.writeBytes((draft.method + " " + draft.target + " " + draft.version + "\r\n").getBytes(ISO_8859_1));
        draft.headers.forEach(header -> out.writeBytes((header + "\r\n").getBytes(ISO_8859_1)));
        boolean framed = draft.framed;
        if (draft.chunked) {
            out.writeBytes("Transfer-Encoding: chunked\r\n\r\n".getBytes(ISO_8859_1));
            framed &= writeChunks(draft.body, random, out);
        } else {
            int length = draft.body.length;
            if (length > 0 && random.nextInt(20) == 0) {
                length += random.nextInt(-length, 100);
                framed = false;
            }
            if (length > 0 || random.nextInt(8) == 0) {
                out.writeBytes(("Content-Length: " + length + "\r\n").getBytes(ISO_8859_1));
            }
            out.writeBytes("\r\n".getBytes(ISO_8859_1));
            framed &= length == draft.body.length;
            out.writeBytes(draft.body);
        }
        return new RawRequest(out.toByteArray(), framed, draft.method.equals("HEAD"));
    }

    /** Whether all of it is as HTTP has it. */
    private static boolean writeChunks(byte[] body, RandomGenerator random, ByteArrayOutputStream out) {
        boolean whole = random.nextInt(6) != 0;
        for (int from = 0; from < body.length;) {
            int length = 1 + random.nextInt(body.length - from);
            String size = Integer.toHexString(length) + (random.nextInt(8) == 0 ? ";ext=\"x\"" : "");
            if (!whole && random.nextBoolean()) {
                size = List.of("zz", "-1", "ffffffffffffffff", "", "0x5", "1 ", "80000000").get(random.nextInt(7));
            }
            out.writeBytes((size + "\r\n").getBytes(ISO_8859_1));
            out.write(body, from, length);
            out.writeBytes("\r\n".getBytes(ISO_8859_1));
            from += length;
        }
        if (whole) {
            out.writeBytes((random.nextInt(8) == 0 ? "0\r\nX-Trailer: x\r\n\r\n" : "0\r\n\r\n").getBytes(ISO_8859_1));
        }
        return whole;
    }
}
