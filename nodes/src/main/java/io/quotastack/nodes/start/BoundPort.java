package io.quotastack.nodes.start;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starting what listens on a port: a port that is taken gets a message that names the option. */
public final class BoundPort {

    private static final Logger LOG = LoggerFactory.getLogger(BoundPort.class);

    private BoundPort() {}

    /**
     * What will listen where.
     *
     * @param option that says so
     * @param port 0: any free one
     */
    public record Wanted(String option, String host, int port) {

        private Optional<String> whyNot() {
            try (var socket = new ServerSocket(port, 1, InetAddress.getByName(host))) {
                LOG.debug("free: {}", socket);
                return Optional.empty();
            } catch (IOException e) {
                return Optional.of(refusal(option, host, port, e));
            }
        }
    }

    /** Looks before anything is started, so that ports that are taken cost no time, and names all of them at once. */
    public static void expectFree(List<Wanted> all) {
        String taken = all.stream().flatMap(wanted -> wanted.whyNot().stream()).collect(Collectors.joining("; "));
        if (!taken.isEmpty()) {
            throw new CannotStartException(taken);
        }
    }

    /** Starts the service; {@link CannotStartException} when the port is taken. */
    public static <T> T of(String option, String host, int port, Supplier<T> start) {
        try {
            return start.get();
        } catch (RuntimeException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof BindException bind) {
                    throw new CannotStartException(refusal(option, host, port, bind), e);
                }
            }
            throw e;
        }
    }

    /** A port may be one of the system's own, or an address of another machine. */
    private static String refusal(String option, String host, int port, IOException cause) {
        String said = String.valueOf(cause.getMessage());
        return "port " + port + " on " + host
                + (said.contains("already in use") ? " is taken" : " cannot be had: " + said)
                + " (" + option + ")";
    }
}
