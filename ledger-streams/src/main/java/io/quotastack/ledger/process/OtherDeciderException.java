package io.quotastack.ledger.process;

import io.quotastack.core.decide.CommandDecider;
import io.quotastack.platform.app.UnrecoverableException;

/** What another version may have decided and answered is not committed: this one could decide it otherwise. */
final class OtherDeciderException extends UnrecoverableException {

    private static final long serialVersionUID = 1L;

    OtherDeciderException(int partition, int decider, LogPosition log) {
        super("partition " + partition + " of commands was last decided by version " + decider
                + " of the decisions, this is version " + CommandDecider.VERSION + ", and the commands from offset "
                + log.committed()
                + " to " + log.end() + " may have been answered and are not committed: start the version before again, "
                + "let it stop by SIGTERM, then start this one");
    }
}
