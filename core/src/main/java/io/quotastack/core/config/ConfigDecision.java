package io.quotastack.core.config;

import java.util.List;

import io.quotastack.core.problem.Problem;

/** What became of a command to the configuration. */
public sealed interface ConfigDecision {

    /**
     * It takes effect.
     *
     * @param changes in the order to apply them; none when all was so already
     */
    record Accepted(List<ConfigChange> changes, ConfigResult result) implements ConfigDecision {
        public Accepted {
            changes = List.copyOf(changes);
        }
    }

    /** It changes nothing. */
    record Refused(Problem problem) implements ConfigDecision {}
}
