package io.quotastack.schemas.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A server that answers every request in the way it was told, on the level of bytes. */
public final class MisbehavingRegistry implements AutoCloseable {

    private static final int LONGEST_REQUEST = 1 << 16;

    private final ServerSocket server;
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
    private volatile Answer answer = answer(503, "{}");

    /**
     * What a request gets.
     *
     * @param bytes of the head and the body
     * @param andThen whether the connection is left open afterwards, as by a server that hangs
     */
    public record Answer(String bytes, boolean andThen) {}

    public MisbehavingRegistry() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().start(this::serve);
    }

    public String url() {
        return "http://localhost:" + server.getLocalPort();
    }

    public void answersWith(Answer answer) {
        this.answer = answer;
    }

    public static Answer answer(int status, String body) {
        return new Answer(head(status, body.getBytes(UTF_8).length) + body, false);
    }

    /** Says how long the answer is, sends half of it and closes. */
    public static Answer half(int status, String body) {
        return new Answer(head(status, body.length()) + body.substring(0, body.length() / 2), false);
    }

    /** Sends half of the answer, and no more. */
    public static Answer hangingAfterHalf(String body) {
        return new Answer(half(200, body).bytes(), true);
    }

    /** Takes requests and is silent. */
    public static Answer hanging() {
        return new Answer("", true);
    }

    /** Closes without a word. */
    public static Answer hangingUp() {
        return new Answer("", false);
    }

    private static String head(int status, int length) {
        return "HTTP/1.1 " + status + " As Told\r\nContent-Length: " + length + "\r\nConnection: close\r\n\r\n";
    }

    private void serve() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                Thread.ofVirtual().start(() -> answer(socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void answer(Socket socket) {
        Answer told = answer;
        try {
            // Whole: closing on unread bytes resets the connection. A body comes with the head, or right after.
            var request = new StringBuilder();
            var buffer = new byte[LONGEST_REQUEST];
            while (!isWhole(request)) {
                int read = socket.getInputStream().read(buffer);
                if (read < 0) {
                    break;
                }
                request.append(new String(buffer, 0, read, UTF_8));
            }
            socket.getOutputStream().write(told.bytes().getBytes(UTF_8));
            socket.getOutputStream().flush();
            if (!told.andThen()) {
                socket.close();
            }
        } catch (IOException e) {
            open.remove(socket); // the client went
        }
    }

    private static boolean isWhole(CharSequence request) {
        String text = request.toString();
        int end = text.indexOf("\r\n\r\n");
        var length = java.util.regex.Pattern.compile("(?i)content-length: (\\d+)").matcher(text);
        return end >= 0 && (!length.find() || text.length() - end - 4 >= Integer.parseInt(length.group(1)));
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
