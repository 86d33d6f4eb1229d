package io.quotastack.ledger.process;

import io.quotastack.core.decide.CommandDecider;
import io.quotastack.ledger.state.DecidedWith;

/**
 * How far a partition of the log is when a task takes it over.
 *
 * @param committed the next offset to decide: all before it is decided and committed
 * @param end the next offset to be written
 */
public record LogPosition(long committed, long end) {

    /** What another version of the decisions may have answered is not for this one to decide; throws {@link OtherDeciderException}. */
    void checkDecider(int partition, DecidedWith last) {
        if (last.decider() != CommandDecider.VERSION && !isCaughtUp()) {
            throw new OtherDeciderException(partition, last.decider(), this);
        }
    }

    boolean isCaughtUp() {
        return committed >= end;
    }
}
