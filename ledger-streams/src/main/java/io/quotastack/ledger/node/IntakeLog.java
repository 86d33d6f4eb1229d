package io.quotastack.ledger.node;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.ledger.process.DecidedOffsets;
import io.quotastack.schemas.topic.Topics;

/**
 * What one usage intake has in the log of commands and is not decided yet. It is bounded by that and not by what others put
 * there: else one tenant's flood of requests would stop the usage of all.
 */
final class IntakeLog {

    private final CommandLog log;
    private final DecidedOffsets decided;
    private final List<InPartition> partitions;

    IntakeLog(CommandLog log, DecidedOffsets decided, int partitions) {
        this.log = log;
        this.decided = decided;
        this.partitions = IntStream.range(0, partitions).mapToObj(partition -> new InPartition()).toList();
    }

    /** Its own part of a partition. Offsets come in their order, as the log takes them. */
    private static final class InPartition {

        private final Queue<Long> durable = new ArrayDeque<>();
        private int underWay;

        synchronized void appending() {
            underWay++;
        }

        synchronized void failed() {
            underWay--;
        }

        synchronized void durable(long offset) {
            underWay--;
            durable.add(offset);
        }

        synchronized int undecided(long decidedEnd) {
            while (!durable.isEmpty() && durable.element() < decidedEnd) {
                durable.remove();
            }
            return underWay + durable.size();
        }
    }

    /** Completes when it is durable. */
    CompletableFuture<Void> append(CommandEnvelope command) {
        InPartition own = partitions.get(Topics.partition(command.customer().key().toString(), partitions.size()));
        own.appending();
        return log.append(command).whenComplete((offset, failure) -> {
            if (failure == null) {
                own.durable(offset);
            } else {
                own.failed();
            }
        }).thenAccept(offset -> {});
    }

    int undecided(int partition) {
        return partitions.get(partition).undecided(decided.decidedEnd(partition));
    }
}
