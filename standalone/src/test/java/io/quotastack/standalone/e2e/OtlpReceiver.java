package io.quotastack.standalone.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** A collector of traces: takes spans over OTLP/HTTP in Protocol Buffers, of which it reads the few fields that it keeps. */
final class OtlpReceiver implements AutoCloseable {

    private final HttpServer server;
    private final List<Collected> spans = new CopyOnWriteArrayList<>();

    /**
     * A span, its ids in hex.
     *
     * @param parentId empty for the first of a trace
     */
    record Collected(String traceId, String spanId, String parentId, String name) {}

    OtlpReceiver() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/traces", this::receive);
        server.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    List<Collected> spans() {
        return List.copyOf(spans);
    }

    /** The span of that trace whose name begins so, once it came. */
    Collected await(String traceId, String name) {
        return Eventually.answers(() -> find(traceId, name), Optional::isPresent).orElseThrow();
    }

    private Optional<Collected> find(String traceId, String name) {
        return spans.stream().filter(span -> span.traceId().equals(traceId) && span.name().startsWith(name))
                .findFirst();
    }

    /** An ExportTraceServiceRequest: resource_spans (1), of each scope_spans (2), of each spans (2). */
    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            for (byte[] ofResource : messages(exchange.getRequestBody().readAllBytes(), 1)) {
                for (byte[] ofScope : messages(ofResource, 2)) {
                    messages(ofScope, 2).forEach(span -> spans.add(read(span)));
                }
            }
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private static Collected read(byte[] span) {
        return new Collected(hex(span, 1), hex(span, 2), hex(span, 4), new String(messages(span, 5).getFirst(), UTF_8));
    }

    private static String hex(byte[] message, int field) {
        return messages(message, field).stream().findFirst().map(HexFormat.of()::formatHex).orElse("");
    }

    /** The values of a field that have a length. */
    private static List<byte[]> messages(byte[] message, int field) {
        List<byte[]> found = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(message);
        while (in.hasRemaining()) {
            long tag = varint(in);
            switch ((int) tag & 7) {
                case 0 -> varint(in);
                case 1 -> in.getLong();
                case 5 -> in.getInt();
                case 2 -> {
                    byte[] value = new byte[(int) varint(in)];
                    in.get(value);
                    if (tag >>> 3 == field) {
                        found.add(value);
                    }
                }
                default -> throw new IllegalArgumentException("wire type of tag " + tag);
            }
        }
        return found;
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        byte octet;
        int shift = 0;
        do {
            octet = in.get();
            value |= (long) (octet & 0x7f) << shift;
            shift += 7;
        } while (octet < 0);
        return value;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
