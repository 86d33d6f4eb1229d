package io.quotastack.ledger.state;

import java.util.List;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

import io.quotastack.core.account.AnswerKey;
import io.quotastack.core.account.AnswerMark;
import io.quotastack.core.account.Changes;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.decide.CustomerEvent;
import io.quotastack.core.subscription.Subscription;
import io.quotastack.platform.store.FirstRows;
import io.quotastack.platform.store.KeyRange;

/** Writes the rows that a decision leaves other than it found them. */
public final class AccountWriter {

    private final CustomerKey key;
    private final KeyValueStore<Bytes, byte[]> store;
    private final TimerIndex timers;
    private final FirstRows firstRows;

    AccountWriter(CustomerKey key, KeyValueStore<Bytes, byte[]> store, TimerIndex timers, FirstRows firstRows) {
        this.key = key;
        this.store = store;
        this.timers = timers;
        this.firstRows = firstRows;
    }

    public void write(Changes changes) {
        KeyRange blockBalances = StateKeys.blockBalances(key);
        changes.blockBalances()
                .forEach((order, blockBalance) -> putInto(blockBalances, StateKeys.blockBalance(key, order),
                        blockBalance.map(StateRows::write).orElse(null)));
        changes.fullyHeldBalances().forEach((order, blockBalance) -> put(StateKeys.fullyHeldBalance(key, order),
                blockBalance.map(StateRows::write).orElse(null)));
        changes.terms().forEach((ordinal, terms) -> put(StateKeys.terms(key, ordinal), StateRows.write(key, terms)));
        KeyRange scheduledActions = StateKeys.scheduledActions(key);
        changes.scheduledActions().forEach((due, there) -> putInto(scheduledActions, StateKeys.due(key, due),
                there ? StateRows.PRESENT : null));
        changes.voided().forEach(ordinal -> put(StateKeys.voided(key, ordinal), StateRows.PRESENT));
        KeyRange reservations = StateKeys.reservations(key);
        changes.reservations()
                .forEach((ordinal, reservation) -> putInto(reservations, StateKeys.reservation(key, ordinal),
                        reservation.map(StateRows::write).orElse(null)));
        changes.endsOfReservations()
                .forEach((ordinal, end) -> put(StateKeys.endOfReservation(key, ordinal), StateRows.write(end)));
        changes.topupRequests().ifPresent(asked -> put(StateKeys.topupRequests(key), StateRows.write(asked)));
        changes.subscription().ifPresent(live -> put(StateKeys.subscription(key),
                live.map(SubscriptionRows::write).orElse(null)));
        changes.endsOfSubscriptions()
                .forEach((ordinal, end) -> put(StateKeys.endOfSubscription(key, ordinal), StateRows.write(end)));
        KeyRange periodUsage = StateKeys.periodUsage(key);
        changes.periodUsage().forEach((metric, usage) -> putInto(periodUsage, StateKeys.periodUsage(key, metric),
                usage.map(StateRows::write).orElse(null)));
        KeyRange periodBlocks = StateKeys.periodBlocks(key);
        changes.periodBlocks().forEach((place, block) -> putInto(periodBlocks, StateKeys.periodBlock(key, place),
                block.map(SubscriptionRows::write).orElse(null)));
        changes.periodCredits().ifPresent(credits -> put(StateKeys.periodCredits(key),
                credits.map(SubscriptionRows::write).orElse(null)));
        changes.clockEvents().ifPresent(events -> put(StateKeys.clockEvents(key), StateRows.write(events)));
        changes.waitingUsage().forEach((ordinal, usage) -> put(StateKeys.waitingUsage(key, ordinal),
                usage.map(StateRows::write).orElse(null)));
        changes.placesOfWaiting().forEach((eventId, place) -> put(StateKeys.placeOfWaiting(key, eventId),
                place.map(StateRows::write).orElse(null)));
        changes.chargedUsage()
                .forEach((eventId, usage) -> put(StateKeys.chargedUsage(key, eventId), StateRows.write(usage)));
        changes.tierUnits()
                .forEach((counter, units) -> put(StateKeys.tierUnits(key, counter), StateRows.write(units)));
        changes.payments().forEach((id, payment) -> put(StateKeys.payment(key, id), StateRows.write(payment)));
        changes.soldBlocks().forEach((ordinal, sold) -> put(StateKeys.soldBlock(key, ordinal), StateRows.write(sold)));
        changes.customer().ifPresent(customer -> {
            put(StateKeys.customer(key), StateRows.write(customer));
            put(StateKeys.byCreation(key, customer.createdAt()), StateRows.PRESENT);
        });
        changes.account().ifPresent(account -> {
            put(StateKeys.account(key), StateRows.write(account));
            timers.move(key, changes.tickBefore(), account.tickAt());
        });
    }

    /** Notes where subscriptions are to be found: all that were made, and how far history must be to know what became of them. */
    public void note(List<CustomerEvent> events) {
        for (CustomerEvent event : events) {
            if (event.data() instanceof CustomerEvent.SubscriptionMoved moved) {
                Subscription subscription = moved.subscription().subscription();
                put(StateKeys.lastSubscriptionEvent(key), StateRows.write(event.sequence()));
                if (event.type() == CustomerEvent.Type.SUBSCRIPTION_CREATED) {
                    put(StateKeys.subscriptionByCreation(key, subscription.createdAt(), subscription.ordinal()),
                            StateRows.PRESENT);
                }
            }
        }
    }

    public void keep(AnswerKey answerKey, AnswerMark mark, KeptAnswer answer) {
        put(StateKeys.answer(key, answerKey), StateRows.write(mark, answer));
    }

    /** Puts a row of a list that is walked from its beginning. */
    private void putInto(KeyRange list, Bytes row, byte @Nullable [] value) {
        put(row, value);
        if (value != null) {
            firstRows.written(list, row);
        }
    }

    private void put(Bytes row, byte @Nullable [] value) {
        if (value == null) {
            store.delete(row);
        } else {
            store.put(row, value);
        }
    }
}
