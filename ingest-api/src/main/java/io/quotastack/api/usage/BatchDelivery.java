package io.quotastack.api.usage;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

import io.quotastack.api.http.OutcomeRoom;
import io.quotastack.api.http.Request;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.problem.UnavailableException;
import io.quotastack.gateway.LedgerGateway;
import io.quotastack.gateway.OutcomePendingException;
import io.quotastack.gateway.OverloadedException;
import io.quotastack.gateway.Reply;

/** Makes the accepted events of a batch durable and, when the caller prefers so, waits for their debits. */
final class BatchDelivery {

    private final LedgerGateway ledger;
    private final Request request;

    BatchDelivery(LedgerGateway ledger, Request request) {
        this.ledger = ledger;
        this.request = request;
    }

    /** Returns when every accepted event is durable; results that were decided meanwhile have their outcome then. */
    void deliver(List<EventResult> results) {
        OptionalInt wait = request.preferences().waitSeconds();
        if (wait.isPresent()) {
            request.answerHeader("Preference-Applied", "wait=" + wait.getAsInt());
            deliverAndWait(results, wait.getAsInt());
        } else {
            accept(results.stream().flatMap(result -> result.command().stream()).toList());
        }
    }

    /**
     * An event that was not decided in time may not even be durable yet, and one that found no room to be waited for is not,
     * so it is handed over once more, to be accepted only: its id keeps the second from charging.
     */
    private void deliverAndWait(List<EventResult> results, int waitSeconds) {
        var room = new OutcomeRoom();
        Map<Integer, CompletableFuture<Optional<Reply>>> waiting = new LinkedHashMap<>();
        for (int i = 0; i < results.size(); i++) {
            int index = i;
            results.get(i).command()
                    .ifPresent(command -> waiting.put(index, submit(command).thenApply(room::keep)));
        }
        CompletableFuture.allOf(waiting.values().toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, waitSeconds, TimeUnit.SECONDS).exceptionally(unused -> null).join();
        boolean nothingDone = waiting.values().stream().allMatch(BatchDelivery::isUndone);
        try {
            takeInOutcomes(results, waiting);
        } catch (CompletionException e) {
            throw e.getCause() instanceof UnavailableException cause && !nothingDone ? partlyDone(cause) : e;
        } catch (UnavailableException e) {
            throw nothingDone ? e : partlyDone(e);
        }
    }

    private void takeInOutcomes(List<EventResult> results, Map<Integer, CompletableFuture<Optional<Reply>>> waiting) {
        List<CommandEnvelope> undecided = new ArrayList<>();
        waiting.forEach((index, reply) -> {
            EventResult result = results.get(index);
            if (isDecided(reply)) {
                reply.join().ifPresent(outcome -> results.set(index, result.decided(outcome)));
            } else {
                undecided.add(result.command().orElseThrow());
            }
        });
        accept(undecided);
    }

    private static OutcomePendingException partlyDone(UnavailableException rest) {
        return new OutcomePendingException("some events of the batch are charged, or may be: " + rest.getMessage());
    }

    private CompletableFuture<Reply> submit(CommandEnvelope command) {
        try {
            return ledger.submit(command);
        } catch (UnavailableException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static boolean isUndone(CompletableFuture<?> reply) {
        return reply.isCompletedExceptionally() && reply.exceptionNow() instanceof UnavailableException;
    }

    /** Whether the outcome is there. A failure but that of one who may not wait, or of a late outcome, is the whole batch's. */
    private static boolean isDecided(CompletableFuture<Optional<Reply>> reply) {
        if (reply.isCompletedExceptionally()) {
            Throwable failure = reply.exceptionNow();
            if (failure instanceof OutcomePendingException || failure instanceof OverloadedException) {
                return false;
            }
            throw new CompletionException(failure);
        }
        return reply.isDone();
    }

    private void accept(List<CommandEnvelope> commands) {
        if (!commands.isEmpty()) {
            ledger.accept(commands).join();
        }
    }
}
