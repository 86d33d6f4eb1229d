package io.quotastack.ledger.state;

import io.quotastack.core.gateway.UnavailableException;

/** The customers asked for are not on this node now: they are moving, or still being restored. */
public final class ShardMovedException extends UnavailableException {

    private static final long serialVersionUID = 1L;

    public ShardMovedException() {
        super("the account is moving between nodes, or being restored");
    }
}
