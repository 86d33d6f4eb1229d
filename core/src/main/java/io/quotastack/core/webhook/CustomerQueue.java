package io.quotastack.core.webhook;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The deliveries of one customer that wait, by their ordinals. Its head is the delivery whose turn it is; the next one's
 * turn comes when the head was delivered or is dead, and never before (CONTRACT 10).
 *
 * @param last ordinal of the newest delivery
 * @param head absent: none waits
 * @param next the delivery after the head, in order, unless one is tried again by hand
 * @param retried resolved deliveries that are tried again by hand, before {@code next}; bounded, since all of them stand in
 *        one row that is written with each change of the queue
 * @param discarded how many of those from {@code next} to {@code last} are in a {@link Gap}
 */
public record CustomerQueue(long last, Optional<Head> head, long next, List<Long> retried, long discarded) {

    public static final CustomerQueue EMPTY = new CustomerQueue(0, Optional.empty(), 1, List.of(), 0);

    static final int MOST_RETRIED = 1_000;

    public CustomerQueue {
        retried = List.copyOf(retried);
    }

    /** The delivery whose turn it is, and when it is due. */
    public record Head(long ordinal, Instant dueAt) {}

    /** One more delivery at the end: the one with the ordinal {@link #last()} of the new queue. */
    CustomerQueue added(Instant now) {
        var longer = new CustomerQueue(last + 1, head, next, retried, discarded);
        return head.isPresent() ? longer : longer.advanced(now);
    }

    /** The head is resolved: the next delivery, which is in no gap, is the head, due at once. */
    CustomerQueue advanced(Instant now) {
        // An instant that is past says the same for the new head: no row of the index has to change.
        Instant dueAt = head.map(Head::dueAt).filter(before -> !before.isAfter(now)).orElse(now);
        if (!retried.isEmpty()) {
            return new CustomerQueue(last, Optional.of(new Head(retried.getFirst(), dueAt)), next,
                    retried.subList(1, retried.size()), discarded);
        }
        return next <= last
                ? new CustomerQueue(last, Optional.of(new Head(next, dueAt)), next + 1, retried, discarded)
                : new CustomerQueue(last, Optional.empty(), next, retried, discarded);
    }

    /** A resolved delivery is tried again, as the next one after the head and after those that came so before it. */
    CustomerQueue retriedByHand(long ordinal, Instant now) {
        List<Long> more = new ArrayList<>(retried);
        more.add(ordinal);
        var longer = new CustomerQueue(last, head, next, more, discarded);
        return head.isPresent() ? longer : longer.advanced(now);
    }

    CustomerQueue withoutRetried(long ordinal) {
        return new CustomerQueue(last, head, next, retried.stream().filter(other -> other != ordinal).toList(),
                discarded);
    }

    /** More or fewer of those behind the head are in gaps. */
    CustomerQueue withDiscarded(long other) {
        return new CustomerQueue(last, head, next, retried, other);
    }

    /** The deliveries of the gap, which begins at {@code next}, are behind it. */
    CustomerQueue passing(Gap gap) {
        return new CustomerQueue(last, head, gap.last() + 1, retried, discarded - gap.size());
    }

    /** Whether its turn by its order comes after the head's. */
    boolean isAhead(long ordinal) {
        return ordinal >= next && ordinal <= last;
    }

    CustomerQueue headDueAt(Instant dueAt) {
        return new CustomerQueue(last, head.map(of -> new Head(of.ordinal(), dueAt)), next, retried, discarded);
    }

    /** Behind all other customers that are due: else long queues would go first for ever. */
    CustomerQueue behindOthers(Instant now) {
        return isDueBefore(now) ? headDueAt(now) : this;
    }

    private boolean isDueBefore(Instant now) {
        return head.filter(of -> of.dueAt().isBefore(now)).isPresent();
    }

    boolean hasHead(long ordinal) {
        return head.filter(of -> of.ordinal() == ordinal).isPresent();
    }

    /** How many deliveries wait, the head among them. */
    public long waiting() {
        return head.isEmpty() ? 0 : 1 + retried.size() + last - next + 1 - discarded;
    }
}
