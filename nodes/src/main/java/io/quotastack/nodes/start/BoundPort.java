package io.quotastack.nodes.start;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.function.Supplier;

/** Starting what listens on a port: a port that is taken gets a message that names the option. */
public final class BoundPort {

    private BoundPort() {}

    /** Looks before anything is started, so that a port that is taken costs no time; 0 is any free one. */
    public static void expectFree(String option, String host, int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getByName(host))) {
            socket.getLocalPort();
        } catch (IOException e) {
            throw taken(option, host, port, e);
        }
    }

    /** Starts the service; {@link CannotStartException} when the port is taken. */
    public static <T> T of(String option, String host, int port, Supplier<T> start) {
        try {
            return start.get();
        } catch (RuntimeException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof BindException) {
                    throw taken(option, host, port, e);
                }
            }
            throw e;
        }
    }

    private static CannotStartException taken(String option, String host, int port, Exception cause) {
        return new CannotStartException("port " + port + " on " + host + " is taken (" + option + ")", cause);
    }
}
