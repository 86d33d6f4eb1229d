package io.quotastack.platform.config;

import io.quotastack.core.config.Config;

/** The configuration as a decision needs it. */
public interface ConfigSource {

    /** A snapshot that is at least as new as the version; waits for it when this node has not read it yet, and throws when it does not come. */
    Config atLeast(long version);
}
