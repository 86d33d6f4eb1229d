package io.quotastack.ledger.share;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.problem.UnavailableException;
import io.quotastack.gateway.OutcomePendingException;

/** Commands on their way in, one after the other as there is room for them. Looked at under the lock of the work. */
final class Waiter {

    private final List<CommandEnvelope> commands;
    private final ToIntFunction<CommandEnvelope> partitions;
    private final Consumer<List<CommandEnvelope>> handOver;
    private final long deadline;
    private final CompletableFuture<Void> allIn = new CompletableFuture<>();
    private int in;
    private int handedOver;
    private boolean handingOver;

    /** @param handOver gets those that were let in; it may take its time, and what it throws ends the rest */
    Waiter(List<CommandEnvelope> commands, ToIntFunction<CommandEnvelope> partitions,
            Consumer<List<CommandEnvelope>> handOver, long deadline) {
        this.commands = commands;
        this.partitions = partitions;
        this.handOver = handOver;
        this.deadline = deadline;
    }

    CommandEnvelope command() {
        return commands.get(in);
    }

    int partition() {
        return partitions.applyAsInt(command());
    }

    void letIn() {
        in++;
    }

    boolean isAllIn() {
        return in == commands.size();
    }

    boolean isLate(long now) {
        return now - deadline >= 0;
    }

    boolean isHandingOver() {
        return handingOver;
    }

    /** What was let in since the last time: they are handed over now. */
    List<CommandEnvelope> begin() {
        handingOver = true;
        return commands.subList(handedOver, in);
    }

    void handOver(List<CommandEnvelope> some) {
        handOver.accept(some);
    }

    void handedOver(List<CommandEnvelope> some) {
        handedOver += some.size();
        handingOver = false;
    }

    void handedOverNone() {
        handingOver = false;
    }

    CompletableFuture<Void> allIn() {
        return allIn;
    }

    void complete() {
        allIn.complete(null);
    }

    /** Why the rest is not let in; where some of it was, nobody may say that nothing was done. */
    Throwable told(Throwable reason) {
        return (handedOver > 0 || handingOver) && reason instanceof UnavailableException
                ? new OutcomePendingException("some of the commands may be durable: " + reason.getMessage())
                : reason;
    }

    void fail(Throwable told) {
        allIn.completeExceptionally(told);
    }
}
