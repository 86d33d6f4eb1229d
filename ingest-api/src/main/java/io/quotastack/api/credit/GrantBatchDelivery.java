package io.quotastack.api.credit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.problem.UnavailableException;
import io.quotastack.gateway.LedgerGateway;
import io.quotastack.gateway.OutcomePendingException;
import io.quotastack.gateway.Reply;

/**
 * Has the grants of a batch decided: side by side, but those of one customer one after the other, in the order of the batch,
 * since blocks that are alike burn in the order of creation.
 */
final class GrantBatchDelivery {

    /** Of one batch, under way at a time: others of its environment find room beside it. */
    private static final int MOST_UNDER_WAY = 256;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final LedgerGateway ledger;
    private final Semaphore room = new Semaphore(MOST_UNDER_WAY);
    private final AtomicBoolean failed = new AtomicBoolean();
    private final Map<CustomerKey, CompletableFuture<Reply>> last = new HashMap<>();

    GrantBatchDelivery(LedgerGateway ledger) {
        this.ledger = ledger;
    }

    /**
     * The outcome of each readable part, in their order.
     *
     * @throws UnavailableException nothing was done
     * @throws OutcomePendingException some may be done; the batch can be sent again
     */
    List<Optional<Reply>> deliver(List<GrantBatch.Part> parts) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        List<Optional<CompletableFuture<Reply>>> outcomes = new ArrayList<>(parts.size());
        for (GrantBatch.Part part : parts) {
            outcomes.add(switch (part) {
                case GrantBatch.Part.Faulty faulty -> Optional.empty();
                case GrantBatch.Part.Understood(var key, var command) -> Optional.of(handOver(command, end));
            });
        }
        CompletableFuture.allOf(outcomes.stream().flatMap(Optional::stream).toArray(CompletableFuture[]::new))
                .exceptionally(failure -> null).join();
        expectAllDecided(outcomes.stream().flatMap(Optional::stream).toList());
        return outcomes.stream().map(outcome -> outcome.map(CompletableFuture::join)).toList();
    }

    private CompletableFuture<Reply> handOver(CommandEnvelope command, long end) {
        try {
            if (failed.get() || !room.tryAcquire(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                failed.set(true); // Nothing behind it goes before it.
                return CompletableFuture.failedFuture(
                        new UnavailableException("the grants before it in the batch took too long"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failed.set(true);
            return CompletableFuture.failedFuture(new UnavailableException("interrupted"));
        }
        CustomerKey customer = command.customer().key();
        // Not on the thread that decided the one before.
        CompletableFuture<Reply> outcome = Optional.ofNullable(last.get(customer))
                .map(before -> before.thenComposeAsync(unused -> submit(command), Thread::startVirtualThread))
                .orElseGet(() -> submit(command));
        last.put(customer, outcome);
        return outcome.whenComplete((reply, failure) -> {
            if (failure != null) {
                failed.set(true);
            }
            room.release();
        });
    }

    private CompletableFuture<Reply> submit(CommandEnvelope command) {
        try {
            return ledger.submit(command);
        } catch (UnavailableException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** What one grant fails for is the whole batch's: those that are booked are known again by their keys. */
    private static void expectAllDecided(List<CompletableFuture<Reply>> outcomes) {
        List<Throwable> failures = outcomes.stream().filter(CompletableFuture::isCompletedExceptionally)
                .map(CompletableFuture::exceptionNow).toList();
        if (failures.isEmpty()) {
            return;
        }
        Throwable first = failures.stream().filter(failure -> !isPassing(failure)).findFirst()
                .orElse(failures.getFirst());
        boolean nothingDone = failures.size() == outcomes.size()
                && failures.stream().allMatch(UnavailableException.class::isInstance);
        if (isPassing(first) && !nothingDone) {
            throw new OutcomePendingException("some grants of the batch are booked, or may be: " + first.getMessage());
        }
        throw first instanceof RuntimeException e ? e : new IllegalStateException(first);
    }

    private static boolean isPassing(Throwable failure) {
        return failure instanceof UnavailableException || failure instanceof OutcomePendingException;
    }
}
