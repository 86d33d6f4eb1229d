package io.quotastack.standalone.start;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.function.Supplier;

/** Starting what listens on a port: a port that is taken gets a message that names the option. */
public final class BoundPort {

    private BoundPort() {}

    /** Looks before anything is started, so that a port that is taken costs no time; 0 is any free one. */
    public static void expectFree(String option, int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            socket.getLocalPort();
        } catch (IOException e) {
            throw taken(option, port, e);
        }
    }

    /** Starts the service; {@link CannotStartException} when the port is taken. */
    public static <T> T of(String option, int port, Supplier<T> start) {
        try {
            return start.get();
        } catch (RuntimeException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof BindException) {
                    throw taken(option, port, e);
                }
            }
            throw e;
        }
    }

    private static CannotStartException taken(String option, int port, Exception cause) {
        return new CannotStartException("port " + port + " on 127.0.0.1 is taken (" + option + ")", cause);
    }
}
