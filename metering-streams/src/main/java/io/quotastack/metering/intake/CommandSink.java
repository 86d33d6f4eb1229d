package io.quotastack.metering.intake;

import java.util.concurrent.CompletableFuture;

import io.quotastack.core.command.CommandEnvelope;

/** Where the intake's commands go. An exception from any method, or of the future, means: not now, ask again. */
public interface CommandSink extends KnownCustomers {

    /**
     * How many more undecided commands this partition of {@code commands} may take now. It bounds what the intake puts
     * in front of waiting callers; at 0 the intake waits and looks again about every millisecond.
     */
    int room(int partition);

    /** Appends the command; completes when it is durable. Commands of one customer keep the order of the calls. */
    CompletableFuture<Void> append(CommandEnvelope command);
}
