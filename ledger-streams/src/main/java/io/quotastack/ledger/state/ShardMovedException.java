package io.quotastack.ledger.state;

/** The customers asked for are not on this node now: they are moving, or still being restored. Try again. */
public final class ShardMovedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ShardMovedException() {
        super("the shard is not on this node now", null, false, false);
    }
}
