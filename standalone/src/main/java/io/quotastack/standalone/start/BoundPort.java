package io.quotastack.standalone.start;

import java.net.BindException;
import java.util.function.Supplier;

/** Starting what listens on a port: a port that is taken gets a message that names the option. */
public final class BoundPort {

    private BoundPort() {}

    /** Starts the service; {@link CannotStartException} when the port is taken. */
    public static <T> T of(String option, int port, Supplier<T> start) {
        try {
            return start.get();
        } catch (RuntimeException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof BindException) {
                    throw new CannotStartException("port " + port + " on 127.0.0.1 is taken (" + option + ")", e);
                }
            }
            throw e;
        }
    }
}
