package io.quotastack.platform.config;

import io.quotastack.platform.app.UnrecoverableException;

/**
 * The configuration that a command is to be decided with is earlier than what is kept of it: to decide with another one
 * could take back an answer, so the task stops.
 */
public final class ConfigGoneException extends UnrecoverableException {

    private static final long serialVersionUID = 1L;

    ConfigGoneException(long version, long first) {
        super("a command is to be decided with configuration " + version
                + ", and the earliest that can still be made is "
                + first + ": the command was left undecided for longer than superseded configuration is kept");
    }
}
