package io.quotastack.standalone.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A connection on which requests go out byte by byte as they are, whatever they are, and answers are read as HTTP/1.1. */
final class RawConnection implements AutoCloseable {

    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(20);
    private static final int LONGEST_LINE = 64 * 1024;

    private final Socket socket;
    private final InputStream in;

    RawConnection(URI server) throws IOException {
        this.socket = new Socket(server.getHost(), server.getPort());
        socket.setSoTimeout((int) ANSWERED_WITHIN.toMillis());
        socket.setTcpNoDelay(true);
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /** An answer, header names in small letters. */
    record RawAnswer(int status, Map<String, String> headers, String body) {

        String header(String name) {
            return headers.getOrDefault(name, "");
        }

        /** Whether the connection serves a further request. */
        boolean keepsConnection() {
            return !header("connection").equalsIgnoreCase("close");
        }
    }

    /**
     * Sends a request and reads its answer, which may come before all of the request is sent.
     *
     * @param head whether the answer has no body, whatever it announces
     * @param thenSaysNoMore whether the client ends its side, as one that dies would
     */
    RawAnswer exchange(byte[] request, boolean head, boolean thenSaysNoMore) throws IOException, InterruptedException {
        Thread sender = Thread.ofVirtual().start(() -> send(request, thenSaysNoMore));
        try {
            RawAnswer answer = read(head);
            while (answer.status() == 100) {
                answer = read(head);
            }
            return answer;
        } finally {
            if (!sender.join(ANSWERED_WITHIN)) {
                socket.close();
            }
        }
    }

    private void send(byte[] request, boolean thenSaysNoMore) {
        try {
            socket.getOutputStream().write(request);
            if (thenSaysNoMore) {
                socket.shutdownOutput();
            }
        } catch (IOException refusedOnTheWay) {
            // The server may answer and close before it has all; whether it answered is what the reader finds out.
        }
    }

    private RawAnswer read(boolean head) throws IOException {
        String start = line();
        if (!start.startsWith("HTTP/1.1 ")) {
            throw new IOException("no answer of HTTP: " + start);
        }
        int status = Integer.parseInt(start.substring(9, 12));
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
        }
        String length = headers.getOrDefault("content-length", "");
        if (head || status == 100 || status == 204) {
            return new RawAnswer(status, headers, "");
        }
        if (length.isEmpty()) {
            throw new IOException("an answer without a length: " + start);
        }
        int bytes = Integer.parseInt(length);
        byte[] body = in.readNBytes(bytes);
        if (body.length < bytes) {
            throw new IOException("an answer that breaks off: " + start);
        }
        return new RawAnswer(status, headers, new String(body, UTF_8));
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the connection ended without an answer");
            }
            line.write(c);
            if (line.size() > LONGEST_LINE) {
                throw new IOException("an answer without end");
            }
        }
        return line.toString(ISO_8859_1).strip();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
