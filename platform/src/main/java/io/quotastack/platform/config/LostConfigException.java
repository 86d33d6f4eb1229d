package io.quotastack.platform.config;

import io.quotastack.platform.app.UnrecoverableException;

/**
 * A command was decided, or is to be, with a configuration that the topic does not have, though it was committed before the
 * command: the topic has lost its end. With another one nothing could be decided for good.
 */
public final class LostConfigException extends UnrecoverableException {

    private static final long serialVersionUID = 1L;

    LostConfigException(long version, long last) {
        super("a command was made with version " + version
                + " of the configuration, and the topic config ends with version "
                + last + ": it has lost records. See docs/operating/durability.md");
    }
}
