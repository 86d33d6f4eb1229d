package io.quotastack.platform.store;

import io.quotastack.core.problem.UnavailableException;

/** The customers asked for are not on this node now: they are moving, or still being restored. */
public final class ShardMovedException extends UnavailableException {

    private static final long serialVersionUID = 1L;

    public ShardMovedException() {
        super("the account is moving between nodes, or being restored");
    }
}
