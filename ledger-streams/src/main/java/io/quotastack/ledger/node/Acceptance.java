package io.quotastack.ledger.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.gateway.trace.Traces;
import io.quotastack.ledger.share.UndecidedWork;

/** How commands that nobody waits for come into the log: as there is room for them. */
final class Acceptance {

    private final UndecidedWork work;
    private final CommandLog log;
    private final ToIntFunction<CommandEnvelope> partitionOf;
    private final Consumer<Set<Integer>> requireWritable;

    /** @param requireWritable throws unless this node has these partitions and can write */
    Acceptance(UndecidedWork work, CommandLog log, ToIntFunction<CommandEnvelope> partitionOf,
            Consumer<Set<Integer>> requireWritable) {
        this.work = work;
        this.log = log;
        this.partitionOf = partitionOf;
        this.requireWritable = requireWritable;
    }

    /**
     * Completes when all are durable. A caller who is faster than decisions waits for room, so that a burst costs it time; who
     * waits too long is refused.
     */
    CompletableFuture<Void> accept(List<CommandEnvelope> commands) {
        requireWritable.accept(partitions(commands));
        List<CompletableFuture<Long>> durable = new ArrayList<>();
        return work.admitAccepted(commands, partitionOf, Traces.carriedAction(admitted -> {
            // A partition may have moved away since, or the disk be full: what counts by now and stays behind would count for ever.
            requireWritable.accept(partitions(admitted));
            admitted.forEach(command -> durable.add(append(command)));
        })).thenCompose(all -> CompletableFuture.allOf(durable.toArray(CompletableFuture[]::new)));
    }

    private Set<Integer> partitions(List<CommandEnvelope> commands) {
        return commands.stream().map(partitionOf::applyAsInt).collect(Collectors.toSet());
    }

    private CompletableFuture<Long> append(CommandEnvelope command) {
        return log.accept(command).whenComplete((offset, failure) -> {
            if (failure != null) {
                work.forget(command);
            }
        });
    }
}
