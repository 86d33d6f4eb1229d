package io.quotastack.ledger.state;

import java.util.List;
import java.util.Optional;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

import io.quotastack.core.account.AnswerKey;
import io.quotastack.core.account.AnswerMark;
import io.quotastack.core.account.Changes;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.decide.CustomerEvent;
import io.quotastack.core.subscription.Subscription;
import io.quotastack.platform.store.FirstRows;
import io.quotastack.platform.store.KeyRange;
import io.quotastack.platform.store.RowCodec;

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
        changes.blockBalances().forEach((order, balance) -> putInto(blockBalances, StateRows.BLOCK_BALANCE,
                StateKeys.blockBalance(key, order), balance));
        changes.fullyHeldBalances().forEach((order, balance) -> put(StateRows.BLOCK_BALANCE,
                StateKeys.fullyHeldBalance(key, order), balance));
        changes.terms().forEach((ordinal, terms) -> put(StateRows.TERMS, StateKeys.terms(key, ordinal), terms));
        KeyRange scheduledActions = StateKeys.scheduledActions(key);
        changes.scheduledActions().forEach((due, there) -> putInto(scheduledActions, StateRows.SCHEDULED_ACTION,
                StateKeys.due(key, due), there ? Optional.of(due) : Optional.empty()));
        changes.voided().forEach(ordinal -> store.put(StateKeys.voided(key, ordinal), RowCodec.present()));
        KeyRange reservations = StateKeys.reservations(key);
        changes.reservations().forEach((ordinal, reservation) -> putInto(reservations, StateRows.RESERVATION,
                StateKeys.reservation(key, ordinal), reservation));
        changes.endsOfReservations().forEach((ordinal, end) -> put(StateRows.END_OF_RESERVATION,
                StateKeys.endOfReservation(key, ordinal), end));
        changes.topupRequests()
                .ifPresent(asked -> put(StateRows.TOPUP_REQUESTS, StateKeys.topupRequests(key), asked));
        changes.subscription().ifPresent(live -> put(StateRows.SUBSCRIPTION, StateKeys.subscription(key), live));
        changes.endsOfSubscriptions().forEach((ordinal, end) -> put(StateRows.END_OF_SUBSCRIPTION,
                StateKeys.endOfSubscription(key, ordinal), end));
        KeyRange periodUsage = StateKeys.periodUsage(key);
        changes.periodUsage().forEach((metric, usage) -> putInto(periodUsage, StateRows.PERIOD_USAGE,
                StateKeys.periodUsage(key, metric), usage));
        KeyRange periodBlocks = StateKeys.periodBlocks(key);
        changes.periodBlocks().forEach((place, block) -> putInto(periodBlocks, StateRows.PERIOD_BLOCK,
                StateKeys.periodBlock(key, place), block));
        changes.periodCredits()
                .ifPresent(credits -> put(StateRows.PERIOD_CREDITS, StateKeys.periodCredits(key), credits));
        changes.clockEvents().ifPresent(events -> put(StateRows.CLOCK_EVENTS, StateKeys.clockEvents(key), events));
        changes.waitingUsage().forEach((ordinal, usage) -> put(StateRows.WAITING_USAGE,
                StateKeys.waitingUsage(key, ordinal), usage));
        changes.placesOfWaiting().forEach((eventId, place) -> put(StateRows.PLACE_OF_WAITING,
                StateKeys.placeOfWaiting(key, eventId), place));
        changes.chargedUsage().forEach((eventId, usage) -> put(StateRows.CHARGED_USAGE,
                StateKeys.chargedUsage(key, eventId), usage));
        changes.tierUnits().forEach((counter, units) -> put(StateRows.TIER_UNITS, StateKeys.tierUnits(key, counter),
                units));
        changes.payments().forEach((id, payment) -> put(StateRows.PAYMENT, StateKeys.payment(key, id), payment));
        changes.soldBlocks().forEach((ordinal, sold) -> put(StateRows.SOLD_BLOCK, StateKeys.soldBlock(key, ordinal),
                sold));
        changes.customer().ifPresent(customer -> {
            put(StateRows.CUSTOMER, StateKeys.customer(key), customer);
            store.put(StateKeys.byCreation(key, customer.createdAt()), RowCodec.present());
        });
        changes.account().ifPresent(account -> {
            put(StateRows.ACCOUNT, StateKeys.account(key), account);
            timers.move(key, changes.tickBefore(), account.tickAt());
        });
    }

    /** Notes where subscriptions are to be found: all that were made, and how far history must be to know what became of them. */
    public void note(List<CustomerEvent> events) {
        for (CustomerEvent event : events) {
            if (event.data() instanceof CustomerEvent.SubscriptionMoved moved) {
                Subscription subscription = moved.subscription().subscription();
                put(StateRows.LAST_SUBSCRIPTION_EVENT, StateKeys.lastSubscriptionEvent(key), event.sequence());
                if (event.type() == CustomerEvent.Type.SUBSCRIPTION_CREATED) {
                    store.put(StateKeys.subscriptionByCreation(key, subscription.createdAt(), subscription.ordinal()),
                            RowCodec.present());
                }
            }
        }
    }

    public void keep(AnswerKey answerKey, AnswerMark mark, KeptAnswer answer) {
        put(StateRows.ANSWER, StateKeys.answer(key, answerKey), new StateRows.MarkedAnswer(mark, answer));
    }

    /** Puts a row of a list that is walked from its beginning, or deletes it when there is none any more. */
    private <T> void putInto(KeyRange list, RowCodec<T> codec, Bytes row, Optional<T> value) {
        put(codec, row, value);
        if (value.isPresent()) {
            firstRows.written(list, row);
        }
    }

    /** Puts a row, or deletes it when there is none any more. */
    private <T> void put(RowCodec<T> codec, Bytes row, Optional<T> value) {
        value.ifPresentOrElse(there -> put(codec, row, there), () -> store.delete(row));
    }

    private <T> void put(RowCodec<T> codec, Bytes row, T value) {
        codec.put(store, row, value);
    }
}
