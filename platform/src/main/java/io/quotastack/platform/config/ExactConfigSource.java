package io.quotastack.platform.config;

import io.quotastack.core.config.Config;

/** The configuration as a decision needs it that must come out the same whenever and wherever it is made again. */
public interface ExactConfigSource {

    /**
     * The snapshot of exactly that version; waits for it when this node has not read it yet, and throws when it does not
     * come.
     *
     * @throws ConfigGoneException it can no longer be made
     */
    Config exactly(long version);
}
