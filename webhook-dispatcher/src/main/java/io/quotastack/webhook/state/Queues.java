package io.quotastack.webhook.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.webhook.DeliveryStatus;
import io.quotastack.core.webhook.RetrySchedule;
import io.quotastack.events.CustomerEvent;
import io.quotastack.internal.AttemptRow;
import io.quotastack.internal.DeliveryRow;
import io.quotastack.internal.QueueRow;

/**
 * The queues of one partition's customers, and all that changes them. A queue has one head, the delivery whose turn it
 * is; the next one's turn comes when the head was delivered or given up, and never before (CONTRACT 10).
 */
public final class Queues {

    /** No attempt is planned. */
    public static final long NEVER = Long.MAX_VALUE;

    /** Of one delivery; a delivery tried by hand again and again must not grow without end. */
    private static final int MOST_ATTEMPTS_LISTED = 64;

    private final KeyValueStore<Bytes, byte[]> store;

    public Queues(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    /** What an attempt's outcome meant. */
    public enum Verdict {
        /** It is not the head's next attempt: the outcome of one made twice, or of a delivery resolved meanwhile. */
        STALE, DELIVERED,
        /** It is tried again. */
        FAILED,
        /** It was the last try. */
        GIVEN_UP
    }

    /** Puts an event at the end of its customer's queue. */
    public DeliveryPlace enqueue(CustomerKey customer, CustomerEvent event, Optional<String> replayId, long now) {
        QueueRow queue = queue(customer).orElseGet(() -> new QueueRow(0L, 0L, 1L, List.of(), NEVER));
        long ordinal = queue.getLast() + 1;
        queue.setLast(ordinal);
        var row = new DeliveryRow(event, DeliveryStatus.PENDING.text(), now, now, 0, List.of(), 0,
                replayId.orElse(null));
        var place = new DeliveryPlace(customer, ordinal);
        put(place, row);
        store.put(WebhookKeys.byCreation(customer, now, ordinal), WebhookRows.PRESENT);
        if (queue.getHead() == 0) {
            advance(customer, queue, now);
        }
        put(customer, queue);
        return place;
    }

    /** Notes how an attempt ended. */
    public Verdict attempted(DeliveryPlace place, int number, AttemptRow attempt, boolean succeeded, long now) {
        QueueRow queue = queue(place.customer()).filter(found -> found.getHead() == place.ordinal()).orElse(null);
        DeliveryRow row = delivery(place).orElse(null);
        if (queue == null || row == null || number != row.getAttemptsMade() + 1) {
            return Verdict.STALE;
        }
        list(row, attempt);
        if (succeeded) {
            return resolve(place, row, queue, DeliveryStatus.DELIVERED, now);
        }
        row.setFailures(row.getFailures() + 1);
        long ended = attempt.getAttemptedAt() + attempt.getLatencyMs();
        long salt = place.customer().customerId().getLeastSignificantBits() + place.ordinal();
        var delay = RetrySchedule.delay(row.getFailures(), salt);
        if (delay.isEmpty()) {
            return resolve(place, row, queue, DeliveryStatus.DEAD, now);
        }
        row.setStatus(DeliveryStatus.FAILED.text());
        row.setNextAttemptAt(ended + delay.get().toMillis());
        put(place, row);
        redate(place.customer(), queue, row.getNextAttemptAt());
        put(place.customer(), queue);
        return Verdict.FAILED;
    }

    private Verdict resolve(DeliveryPlace place, DeliveryRow row, QueueRow queue, DeliveryStatus status, long now) {
        row.setStatus(status.text());
        row.setNextAttemptAt(NEVER);
        put(place, row);
        advance(place.customer(), queue, now);
        put(place.customer(), queue);
        return status == DeliveryStatus.DELIVERED ? Verdict.DELIVERED : Verdict.GIVEN_UP;
    }

    /** Makes the next delivery the head, due at once. */
    private void advance(CustomerKey customer, QueueRow queue, long now) {
        List<Long> takenUp = queue.getTakenUp();
        if (!takenUp.isEmpty()) {
            queue.setHead(takenUp.getFirst());
            queue.setTakenUp(List.copyOf(takenUp.subList(1, takenUp.size())));
        } else if (queue.getNext() <= queue.getLast()) {
            queue.setHead(queue.getNext());
            queue.setNext(queue.getNext() + 1);
        } else {
            queue.setHead(0L);
            redate(customer, queue, NEVER);
            return;
        }
        // A row whose time is past says the same for the new head: nothing to write.
        if (queue.getDueAt() > now) {
            redate(customer, queue, now);
        }
    }

    private void redate(CustomerKey customer, QueueRow queue, long dueAt) {
        if (queue.getDueAt() == dueAt) {
            return;
        }
        if (queue.getDueAt() != NEVER) {
            store.delete(WebhookKeys.head(customer, queue.getDueAt()));
        }
        if (dueAt != NEVER) {
            store.put(WebhookKeys.head(customer, dueAt), WebhookRows.PRESENT);
        }
        queue.setDueAt(dueAt);
    }

    /** Puts a customer whose flight landed behind all others that are due: else long queues would go first for ever. */
    public void standBehind(CustomerKey customer, long now) {
        queue(customer).filter(queue -> queue.getHead() != 0 && queue.getDueAt() < now).ifPresent(queue -> {
            redate(customer, queue, now);
            put(customer, queue);
        });
    }

    /** Makes a waiting head due now. */
    public void hasten(CustomerKey customer, long now) {
        queue(customer).filter(queue -> queue.getHead() != 0 && queue.getDueAt() > now).ifPresent(queue -> {
            redate(customer, queue, now);
            put(customer, queue);
            var head = new DeliveryPlace(customer, queue.getHead());
            delivery(head).ifPresent(row -> {
                row.setNextAttemptAt(now);
                put(head, row);
            });
        });
    }

    /**
     * A retry by hand. The head is due now; one behind it keeps its place; one that was resolved begins anew, as the
     * next one after the head.
     *
     * @return whether it was resolved and waits again
     */
    public boolean retry(DeliveryPlace place, DeliveryRow row, long now) {
        CustomerKey customer = place.customer();
        QueueRow queue = queue(customer).orElseThrow(() -> new IllegalStateException("no queue of " + place));
        if (status(row).waits()) {
            if (queue.getHead() == place.ordinal()) {
                hasten(customer, now);
            }
            return false;
        }
        row.setStatus(DeliveryStatus.PENDING.text());
        row.setFailures(0);
        row.setNextAttemptAt(now);
        put(place, row);
        List<Long> takenUp = new ArrayList<>(queue.getTakenUp());
        takenUp.add(place.ordinal());
        queue.setTakenUp(takenUp);
        if (queue.getHead() == 0) {
            advance(customer, queue, now);
        }
        put(customer, queue);
        return true;
    }

    /** Deletes a delivery that is over. */
    void forget(DeliveryPlace place, long createdAt) {
        store.delete(WebhookKeys.delivery(place.customer(), place.ordinal()));
        store.delete(WebhookKeys.byCreation(place.customer(), createdAt, place.ordinal()));
    }

    public Optional<DeliveryRow> delivery(DeliveryPlace place) {
        return Optional.ofNullable(store.get(WebhookKeys.delivery(place.customer(), place.ordinal())))
                .map(WebhookRows.DELIVERY::read);
    }

    /** The queue of a customer who ever had a delivery. */
    public Optional<QueueRow> queue(CustomerKey customer) {
        return Optional.ofNullable(store.get(WebhookKeys.queue(customer))).map(WebhookRows.QUEUE::read);
    }

    /** How many deliveries wait, the head among them. */
    public static long waiting(QueueRow queue) {
        return queue.getHead() == 0 ? 0 : 1 + queue.getTakenUp().size() + queue.getLast() - queue.getNext() + 1;
    }

    public static DeliveryStatus status(DeliveryRow row) {
        for (DeliveryStatus status : DeliveryStatus.values()) {
            if (status.text().equals(row.getStatus())) {
                return status;
            }
        }
        throw new IllegalStateException("no status of a delivery: " + row.getStatus());
    }

    private static void list(DeliveryRow row, AttemptRow attempt) {
        List<AttemptRow> attempts = new ArrayList<>(row.getAttempts());
        attempts.add(attempt);
        row.setAttempts(attempts.size() > MOST_ATTEMPTS_LISTED ? attempts.subList(1, attempts.size()) : attempts);
        row.setAttemptsMade(row.getAttemptsMade() + 1);
    }

    private void put(DeliveryPlace place, DeliveryRow row) {
        store.put(WebhookKeys.delivery(place.customer(), place.ordinal()), WebhookRows.DELIVERY.write(row));
    }

    private void put(CustomerKey customer, QueueRow queue) {
        store.put(WebhookKeys.queue(customer), WebhookRows.QUEUE.write(queue));
    }
}
