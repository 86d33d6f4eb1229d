package io.quotastack.ledger.history.store;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.platform.store.RowCodec;

/**
 * Turns refusals of accepted events into rows. An event that is refused again replaces its refusal; one refused because
 * its id had been charged with other content stands in the lists, but the id keeps leading to the charge.
 */
final class RefusalRows {

    private final HistoryStore store;
    /** Refusals of the batch at hand, which are not in the store yet. */
    private final Map<EventKey, RefusalPosition> added = new HashMap<>();

    private record EventKey(CustomerKey customer, String eventId) {}

    RefusalRows(HistoryStore store) {
        this.store = store;
    }

    void add(LoggedOutcome outcome, long offset, byte[] asItCame, RowBatch batch) {
        if (outcome.problem().isEmpty() || !outcome.accepted()) {
            return;
        }
        CustomerKey customer = outcome.customer();
        var at = new RefusalPosition(outcome.recordedAt(), customer.customerId(), offset);
        if (!outcome.besideCharge()) {
            var event = new EventKey(customer, outcome.event().eventId());
            Optional<RefusalPosition> earlier = Optional.ofNullable(added.get(event))
                    .or(() -> latest(store, customer, event.eventId()));
            if (earlier.isPresent()) {
                delete(customer, earlier.get(), batch);
            }
            HistoryRows.put(batch, HistoryRows.LATEST_REFUSAL, Keys.refusedEvent(customer, event.eventId()), at);
            added.put(event, at);
        }
        batch.put(Keys.refusal(customer.tenantEnvironment(), at), asItCame);
        batch.put(Keys.refusalOfCustomer(customer, at), RowCodec.present());
    }

    /** To be called when all of a batch was added. */
    void batchIsWritten() {
        added.clear();
    }

    /** Adds the deletion of a refusal that is kept no longer, and of the event's way to it. */
    void forget(LoggedOutcome outcome, RefusalPosition at, RowBatch batch) {
        delete(outcome.customer(), at, batch);
        if (latest(store, outcome.customer(), outcome.event().eventId()).equals(Optional.of(at))) {
            batch.delete(Keys.refusedEvent(outcome.customer(), outcome.event().eventId()));
        }
    }

    /** Where the event's latest refusal stands. */
    static Optional<RefusalPosition> latest(HistoryStore store, CustomerKey customer, String eventId) {
        return HistoryRows.find(store, HistoryRows.LATEST_REFUSAL, Keys.refusedEvent(customer, eventId));
    }

    private static void delete(CustomerKey customer, RefusalPosition at, RowBatch batch) {
        batch.delete(Keys.refusal(customer.tenantEnvironment(), at));
        batch.delete(Keys.refusalOfCustomer(customer, at));
    }
}
