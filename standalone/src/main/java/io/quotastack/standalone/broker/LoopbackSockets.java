package io.quotastack.standalone.broker;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.util.Map;

import org.apache.kafka.server.ServerSocketFactory;

import io.quotastack.nodes.start.CannotStartException;

/**
 * The broker's two listening sockets, bound before the broker is built: a taken port is then our own clear error (the
 * broker would halt the process), and a free port stays ours from the moment it was found.
 */
final class LoopbackSockets implements ServerSocketFactory, AutoCloseable {

    /** The address of every listener; spelt out because {@code localhost} may also mean an IPv6 address. */
    static final String HOST = "127.0.0.1";

    static final String CLIENTS = "PLAINTEXT";
    static final String CONTROLLER = "CONTROLLER";

    private static final int BACKLOG = 512;

    private final Map<String, ServerSocketChannel> byListener;

    private LoopbackSockets(Map<String, ServerSocketChannel> byListener) {
        this.byListener = byListener;
    }

    /** Binds both; {@code kafkaPort} 0 is a free one. Throws {@link CannotStartException} if the port is taken. */
    static LoopbackSockets bind(int kafkaPort) {
        ServerSocketChannel clients = bindOne(kafkaPort);
        try {
            return new LoopbackSockets(Map.of(CLIENTS, clients, CONTROLLER, bindOne(0)));
        } catch (RuntimeException e) {
            close(clients);
            throw e;
        }
    }

    private static ServerSocketChannel bindOne(int port) {
        try {
            ServerSocketChannel channel = ServerSocketChannel.open();
            try {
                channel.configureBlocking(false);
                channel.bind(new InetSocketAddress(loopback(), port), BACKLOG);
                return channel;
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (BindException e) {
            throw new CannotStartException("port " + port + " on " + HOST + " is taken (--kafka-port)", e);
        } catch (IOException e) {
            throw new CannotStartException("port " + port + " on " + HOST + " cannot be opened: " + e, e);
        }
    }

    private static InetAddress loopback() throws UnknownHostException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }

    int port(String listener) {
        return address(listener).getPort();
    }

    InetSocketAddress address(String listener) {
        return (InetSocketAddress) socket(listener).socket().getLocalSocketAddress();
    }

    /** {@code LISTENER://127.0.0.1:port}. */
    String url(String listener) {
        return listener + "://" + HOST + ":" + port(listener);
    }

    @Override
    public ServerSocketChannel openServerSocket(String listener, InetSocketAddress address, int backlog,
            int receiveBufferBytes) {
        return socket(listener);
    }

    private ServerSocketChannel socket(String listener) {
        ServerSocketChannel socket = byListener.get(listener);
        if (socket == null) {
            throw new IllegalArgumentException("no such listener: " + listener);
        }
        return socket;
    }

    /** Closes what the broker did not close itself. */
    @Override
    public void close() {
        byListener.values().forEach(LoopbackSockets::close);
    }

    private static void close(ServerSocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new IllegalStateException("a listening socket cannot be closed", e);
        }
    }
}
