package io.quotastack.core.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One event on its way to the tenant, from its first attempt to its last.
 *
 * @param nextAttemptAt absent: none is planned
 * @param failures of this round: a retry by hand begins a new one
 * @param attempts the latest ones, bounded in number
 * @param attemptsMade also those that are no longer listed
 * @param replayId of the replay that made it; absent: a first delivery
 * @param discarded present if and only if that is its status
 */
public record Delivery(
        WebhookEvent event,
        DeliveryStatus status,
        Instant createdAt,
        Optional<Instant> nextAttemptAt,
        int failures,
        List<AttemptResult> attempts,
        int attemptsMade,
        Optional<String> replayId,
        Optional<Discarded> discarded) {

    /** A delivery tried by hand again and again must not grow without end. */
    private static final int MOST_ATTEMPTS_LISTED = 64;

    public Delivery {
        attempts = List.copyOf(attempts);
        if (discarded.isPresent() != (status == DeliveryStatus.DISCARDED)) {
            throw new IllegalArgumentException(status + " with " + discarded);
        }
    }

    static Delivery of(WebhookEvent event, Optional<String> replayId, Instant now) {
        return new Delivery(event, DeliveryStatus.PENDING, now, Optional.of(now), 0, List.of(), 0, replayId,
                Optional.empty());
    }

    /** After an attempt: delivered, failed and due again after its delay, or dead (CONTRACT 10). */
    Delivery attempted(AttemptResult result, long jitterSeed) {
        if (result.succeeded()) {
            return after(result, DeliveryStatus.DELIVERED, Optional.empty(), failures);
        }
        Optional<Duration> delay = RetrySchedule.delay(failures + 1, jitterSeed);
        return after(result, delay.isPresent() ? DeliveryStatus.FAILED : DeliveryStatus.DEAD,
                delay.map(result.endedAt()::plus), failures + 1);
    }

    private Delivery after(AttemptResult result, DeliveryStatus next, Optional<Instant> nextAttempt, int failed) {
        List<AttemptResult> listed = new ArrayList<>(attempts);
        listed.add(result);
        return new Delivery(event, next, createdAt, nextAttempt, failed,
                listed.size() > MOST_ATTEMPTS_LISTED ? listed.subList(1, listed.size()) : listed, attemptsMade + 1,
                replayId, Optional.empty());
    }

    /** A resolved one begins anew, with all its retries. */
    Delivery retriedByHand(Instant now) {
        return new Delivery(event, DeliveryStatus.PENDING, createdAt, Optional.of(now), 0, attempts, attemptsMade,
                replayId, Optional.empty());
    }

    /** It is not sent any more. */
    Delivery discarded(Discarded mark) {
        return new Delivery(event, DeliveryStatus.DISCARDED, createdAt, Optional.empty(), failures, attempts,
                attemptsMade, replayId, Optional.of(mark));
    }

    Delivery dueAt(Instant dueAt) {
        return new Delivery(event, status, createdAt, Optional.of(dueAt), failures, attempts, attemptsMade, replayId,
                discarded);
    }

    /**
     * Since when it has been tried in vain, in its first round, without a pause of a day. A retry by hand says nothing of
     * how long its endpoint has been failing: what is tried again may be as old as it likes.
     */
    Optional<Instant> failingSince() {
        if (attempts.isEmpty() || attemptsMade != failures) {
            return Optional.empty();
        }
        Instant since = attempts.getFirst().attemptedAt();
        Instant last = since;
        for (AttemptResult attempt : attempts) {
            since = attempt.attemptedAt().isBefore(last.plus(EndpointHealth.REST)) ? since : attempt.attemptedAt();
            last = attempt.attemptedAt();
        }
        return Optional.of(since);
    }

    Optional<Instant> lastAttemptedAt() {
        return attempts.isEmpty() ? Optional.empty() : Optional.of(attempts.getLast().attemptedAt());
    }

    /** Whether it is done and so old that it is deleted. Dead ones stay until somebody resolves them. */
    public boolean isOver(Duration kept, Instant now) {
        return status.isDone() && !now.isBefore(createdAt.plus(kept));
    }
}
