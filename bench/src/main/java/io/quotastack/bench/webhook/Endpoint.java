package io.quotastack.bench.webhook;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Takes every delivery, keeps count of each customer's sequence, and answers 204. Can be down and come back. */
public final class Endpoint implements AutoCloseable {

    private static final byte[] ANSWER = "HTTP/1.1 204 No Content\r\n\r\n".getBytes(US_ASCII);
    private static final int BACKLOG = 1_000;
    private static final int LONGEST_LINE = 8 * 1024;

    private final int port;
    private final Map<String, Long> sequences = new ConcurrentHashMap<>();
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong repeated = new AtomicLong();
    private final AtomicLong overtaken = new AtomicLong();
    private volatile long firstNanos;
    private volatile long lastNanos;
    private volatile ServerSocket server;

    public Endpoint() throws IOException {
        this.server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        this.port = server.getLocalPort();
        listen(server);
    }

    private void listen(ServerSocket on) {
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    Socket socket = on.accept();
                    connections.add(socket);
                    Thread.ofVirtual().start(() -> serve(socket));
                }
            } catch (IOException down) {
                // As it was told to.
            }
        });
    }

    public String url() {
        return "http://127.0.0.1:" + port + "/hook";
    }

    /** Refuses connections from now on. */
    public void down() throws IOException {
        server.close();
        for (Socket connection : connections) {
            connection.close();
        }
        connections.clear();
    }

    public void up() throws IOException {
        var again = new ServerSocket();
        again.setReuseAddress(true);
        again.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
        server = again;
        listen(again);
    }

    /** Counts from 0 again. */
    public void reset() {
        received.set(0);
        firstNanos = 0;
    }

    /** Deliveries that were the next of their customers. */
    public long received() {
        return received.get();
    }

    /** Those that came again. */
    public long repeated() {
        return repeated.get();
    }

    /** Those that came before an earlier one of their customer. */
    public long overtaken() {
        return overtaken.get();
    }

    /** When the last one came, as of System.nanoTime. */
    public long lastNanos() {
        return lastNanos;
    }

    /** From the first to the last. */
    public double perSecond() {
        return received.get() / ((lastNanos - firstNanos) / 1e9);
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            var in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            while (true) {
                int length = 0;
                for (String line = line(in); !line.isEmpty(); line = line(in)) {
                    if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                        length = Integer.parseInt(line.substring(15).strip());
                    }
                }
                take(new String(in.readNBytes(length), US_ASCII));
                out.write(ANSWER);
            }
        } catch (IOException gone) {
            // The product closes what it does not need, and we close when we go down.
        }
        connections.remove(socket);
    }

    private void take(String body) {
        lastNanos = System.nanoTime();
        if (firstNanos == 0) {
            firstNanos = lastNanos;
        }
        String customer = between(body, "\"customer_id\":", ",");
        long sequence = Long.parseLong(between(body, "\"sequence\":", ","));
        long before = sequences.getOrDefault(customer, sequence - 1);
        if (sequence <= before) {
            repeated.incrementAndGet();
            return;
        }
        if (sequence > before + 1) {
            overtaken.incrementAndGet();
        }
        sequences.put(customer, sequence);
        received.incrementAndGet();
    }

    private static String between(String text, String from, String to) {
        int start = text.indexOf(from) + from.length();
        return text.substring(start, text.indexOf(to, start));
    }

    private static String line(InputStream in) throws IOException {
        byte[] line = new byte[LONGEST_LINE];
        int length = 0;
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0 || length == line.length) {
                throw new IOException("no line");
            }
            line[length++] = (byte) c;
        }
        return new String(line, 0, Math.max(0, length - 1), US_ASCII);
    }

    @Override
    public void close() throws IOException {
        down();
    }
}
