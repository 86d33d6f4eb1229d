package io.quotastack.bench.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One HTTP/1.1 connection, kept alive: a request's bytes go out as they are, the answer's status and body come back.
 * It knows answers with a Content-Length and answers without a body, and refuses all else. For one thread.
 */
public final class Connection implements AutoCloseable {

    /** Longer than any answer that is measured takes; a hung server ends the run with an error. */
    private static final int SILENCE_MILLIS = 60_000;
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    /** From the start of the answer at hand. */
    private byte[] buffer = new byte[16 * 1024];
    private int filled;
    private int bodyStart;
    private int bodyEnd;

    private Connection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
    }

    public static Connection to(URI server) throws IOException {
        var socket = new Socket(server.getHost(), server.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(SILENCE_MILLIS);
        return new Connection(socket);
    }

    /** Sends a request and waits for its answer; answers the status. */
    public int exchange(byte[] request) throws IOException {
        // Without pipelining nothing of the next answer can be here yet, so the buffer starts over.
        filled = 0;
        out.write(request);
        int headEnd = readHead();
        AnswerHead head = AnswerHead.parse(buffer, headEnd);
        bodyStart = headEnd;
        bodyEnd = headEnd + bodyLength(head);
        while (filled < bodyEnd) {
            readMore();
        }
        return head.status();
    }

    /** The body of the last answer. */
    public String body() {
        return new String(buffer, bodyStart, bodyEnd - bodyStart, StandardCharsets.UTF_8);
    }

    private int readHead() throws IOException {
        int searched = 0;
        while (true) {
            int end = AnswerHead.end(buffer, searched, filled);
            if (end >= 0) {
                return end;
            }
            searched = Math.max(0, filled - 3); // The blank line may have come in two parts.
            readMore();
        }
    }

    private void readMore() throws IOException {
        if (filled == buffer.length) {
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
        int count = in.read(buffer, filled, buffer.length - filled);
        if (count < 0) {
            throw new EOFException("the server closed the connection within an answer");
        }
        filled += count;
    }

    private static int bodyLength(AnswerHead head) throws IOException {
        if (head.contentLength().isPresent()) {
            return head.contentLength().getAsInt();
        }
        if (head.status() == NO_CONTENT || head.status() == NOT_MODIFIED) {
            return 0;
        }
        throw new IOException("an answer " + head.status() + " without Content-Length");
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
