package io.quotastack.nodes.relay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import io.quotastack.platform.wire.NodeAddress;

/**
 * Hands connections on, byte by byte, to several addresses in turn, and past those that take none. It knows nothing of what
 * is said, so an address that takes connections but cannot serve says so itself.
 */
public final class Relay implements AutoCloseable {

    private static final int MOST_CONNECTIONS = 10_000;
    private static final int CONNECT_WITHIN_MILLIS = 2_000;
    private static final int WRONG_USAGE = 2;

    /** Of one direction, which may be silent for long while the other one is not. Both ends close what is idle sooner. */
    private static final int IDLE_MILLIS = 600_000;
    private static final Duration AFTER_THE_ANSWER = Duration.ofSeconds(2);
    private static final Duration AFTER_A_FAILURE = Duration.ofMillis(100);

    private final ServerSocket listening;
    private final List<NodeAddress> targets;
    private final AtomicInteger next = new AtomicInteger();
    private final Semaphore room = new Semaphore(MOST_CONNECTIONS);

    private Relay(ServerSocket listening, List<NodeAddress> targets) {
        this.listening = listening;
        this.targets = targets;
    }

    /** Runs until the process is told to stop. */
    public static void main(String[] arguments) throws InterruptedException {
        if (arguments.length != 2) {
            System.err.println("usage: quotastack relay PORT HOST:PORT[,HOST:PORT…]");
            System.exit(WRONG_USAGE);
        }
        try {
            List<NodeAddress> targets = Arrays.stream(arguments[1].split(",", -1)).map(NodeAddress::parse).toList();
            Relay relay = start(Integer.parseInt(arguments[0]), targets);
            System.out.println("quotastack relay ready: port " + relay.port() + ", to " + arguments[1]);
            Thread.currentThread().join();
        } catch (IllegalArgumentException e) {
            System.err.println("quotastack: no port, or no addresses to hand on to: " + e.getMessage());
            System.exit(WRONG_USAGE);
        } catch (IOException e) {
            System.err.println("quotastack: cannot listen on port " + arguments[0] + ": " + e.getMessage());
            System.exit(1);
        }
    }

    static Relay start(int port, List<NodeAddress> targets) throws IOException {
        var relay = new Relay(new ServerSocket(port), targets);
        Thread.ofPlatform().name("relay").start(relay::accept);
        return relay;
    }

    int port() {
        return listening.getLocalPort();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                room.acquire();
                Socket caller = listening.accept();
                Thread.ofVirtual().start(() -> serve(caller));
            } catch (IOException e) {
                room.release();
                if (!listening.isClosed()) {
                    System.err.println("quotastack: a connection was not taken: " + e.getMessage());
                    LockSupport.parkNanos(AFTER_A_FAILURE.toNanos());
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void serve(Socket caller) {
        try (caller; Socket target = connect()) {
            caller.setSoTimeout(IDLE_MILLIS);
            target.setSoTimeout(IDLE_MILLIS);
            Thread forth = Thread.ofVirtual().start(() -> copy(caller, target));
            copy(target, caller);
            // A target that ended takes nothing any more; its caller may not notice for ever.
            forth.join(AFTER_THE_ANSWER);
        } catch (IOException e) {
            System.err.println("quotastack: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            room.release();
        }
    }

    private Socket connect() throws IOException {
        int first = next.getAndUpdate(turn -> (turn + 1) % targets.size());
        for (int tried = 0; tried < targets.size(); tried++) {
            NodeAddress target = targets.get((first + tried) % targets.size());
            var socket = new Socket();
            try {
                socket.connect(new InetSocketAddress(target.host(), target.port()), CONNECT_WITHIN_MILLIS);
                socket.setTcpNoDelay(true);
                return socket;
            } catch (IOException e) {
                socket.close();
            }
        }
        throw new IOException("none of " + targets + " takes a connection");
    }

    /** Until one side ends: an end in order is handed on, so that an answer still comes back; a broken one ends both. */
    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            close(from);
            close(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
