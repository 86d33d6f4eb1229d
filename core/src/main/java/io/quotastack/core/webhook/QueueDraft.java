package io.quotastack.core.webhook;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

import io.quotastack.core.customer.CustomerKey;

/**
 * One customer's queue and its gaps while a decision changes them. However often it changes, each row changes once.
 */
final class QueueDraft {

    private final WebhookState state;
    private final CustomerKey customer;
    private final CustomerQueue before;
    private CustomerQueue queue;
    /** By the ordinal of its last delivery; empty: it is gone. */
    private final TreeMap<Long, Optional<Gap>> gaps = new TreeMap<>();

    QueueDraft(WebhookState state, CustomerKey customer, CustomerQueue before) {
        this.state = state;
        this.customer = customer;
        this.before = before;
        this.queue = before;
    }

    CustomerQueue queue() {
        return queue;
    }

    /** Replaces the queue by one with the same gaps. */
    void become(CustomerQueue other) {
        queue = other;
    }

    /** The head is resolved: the next delivery that is in no gap is the head, due at once. */
    void advance(Instant now) {
        if (queue.retried().isEmpty() && queue.discarded() > 0) {
            gapAt(queue.next()).ifPresent(gap -> {
                remove(gap);
                queue = queue.passing(gap);
            });
        }
        queue = queue.advanced(now);
    }

    /** Its turn does not come any more, or, if it is past, did not come again. */
    void discard(long ordinal, Instant now) {
        if (queue.hasHead(ordinal)) {
            advance(now);
        } else if (queue.retried().contains(ordinal)) {
            queue = queue.withoutRetried(ordinal);
        } else if (queue.isAhead(ordinal)) {
            Optional<Gap> left = gapAt(ordinal - 1);
            Optional<Gap> right = gapAt(ordinal + 1);
            left.ifPresent(this::remove);
            put(new Gap(left.map(Gap::first).orElse(ordinal), right.map(Gap::last).orElse(ordinal)));
            queue = queue.withDiscarded(queue.discarded() + 1);
        }
    }

    /** A delivery that is resolved is tried again: in its place if its turn has not come yet, else next after the head. */
    void retry(long ordinal, Instant now) {
        Optional<Gap> gap = queue.isAhead(ordinal) ? gapAt(ordinal) : Optional.empty();
        if (gap.isEmpty()) {
            queue = queue.retriedByHand(ordinal, now);
            return;
        }
        remove(gap.get());
        if (gap.get().first() < ordinal) {
            put(new Gap(gap.get().first(), ordinal - 1));
        }
        if (gap.get().last() > ordinal) {
            put(new Gap(ordinal + 1, gap.get().last()));
        }
        queue = queue.withDiscarded(queue.discarded() - 1);
    }

    /** Whether it is in a gap, and so has a place to come back to. */
    boolean hasPlace(long ordinal) {
        return queue.isAhead(ordinal) && gapAt(ordinal).isPresent();
    }

    List<WebhookChange> changes() {
        List<WebhookChange> changes = new ArrayList<>();
        if (!queue.equals(before)) {
            changes.add(new WebhookChange.QueueChanged(customer, Optional.of(before), queue));
        }
        gaps.forEach((last, gap) -> changes.add(gap.<WebhookChange>map(
                now -> new WebhookChange.GapChanged(customer, now))
                .orElseGet(() -> new WebhookChange.GapDeleted(customer, last))));
        return changes;
    }

    private Optional<Gap> gapAt(long ordinal) {
        return gapFrom(ordinal).filter(gap -> gap.has(ordinal));
    }

    /** The first one that ends at the ordinal or behind it. */
    private Optional<Gap> gapFrom(long ordinal) {
        Optional<Gap> stored = state.gapFrom(customer, ordinal);
        while (stored.isPresent() && gaps.containsKey(stored.get().last())) {
            stored = state.gapFrom(customer, stored.get().last() + 1);
        }
        Optional<Gap> drafted = gaps.tailMap(ordinal).values().stream().flatMap(Optional::stream).findFirst();
        return stored.isPresent() && drafted.isPresent()
                ? stored.get().last() < drafted.get().last() ? stored : drafted
                : stored.or(() -> drafted);
    }

    private void put(Gap gap) {
        gaps.put(gap.last(), Optional.of(gap));
    }

    private void remove(Gap gap) {
        gaps.put(gap.last(), Optional.empty());
    }
}
