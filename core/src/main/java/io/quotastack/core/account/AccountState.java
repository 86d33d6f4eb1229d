package io.quotastack.core.account;

import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

import io.quotastack.core.account.RowType.Single;
import io.quotastack.core.credit.BlockBalance;
import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.credit.BurnOrder;
import io.quotastack.core.customer.Customer;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.reservation.Reservation;
import io.quotastack.core.reservation.ReservationEnd;
import io.quotastack.core.subscription.PeriodCredits;
import io.quotastack.core.subscription.PeriodUsage;
import io.quotastack.core.subscription.Subscription;
import io.quotastack.core.subscription.SubscriptionStatus;
import io.quotastack.core.transfer.ReceivedTransfer;

/**
 * What a decision can see of one customer: rows of the kinds that {@link AccountRows} lists. Every read is a point or a
 * short range, so that the cost of a decision does not grow with the customer's blocks, events or history.
 */
public interface AccountState {

    CustomerKey key();

    <K extends Comparable<? super K>, V> Optional<V> get(RowType<K, V> type, K key);

    /** Shows the rows in the order of their keys, until the visitor has seen enough and answers false. */
    <K extends Comparable<? super K>, V> void scan(RowType.Ordered<K, V> type, BiPredicate<K, V> visitor);

    /** That a request was answered. No row that a decision writes: it is kept beside the answer. */
    Optional<AnswerMark> answer(AnswerKey key);

    default <V> Optional<V> get(RowType<Single, V> type) {
        return get(type, Single.ROW);
    }

    default Optional<Customer> customer() {
        return get(AccountRows.CUSTOMER);
    }

    default Optional<Account> account() {
        return get(AccountRows.ACCOUNT);
    }

    /** Shows the blocks with free credits in burn order, until the visitor answers false. */
    default void visitBurnDown(Predicate<BurnableBlock> visitor) {
        scan(AccountRows.BLOCK_BALANCES, (order, balance) -> visitor.test(new BurnableBlock(order, balance)));
    }

    /** What is left in an active block, or held in one that expired or was voided. */
    default Optional<BlockBalance> blockBalance(BurnOrder order) {
        return get(AccountRows.BLOCK_BALANCES, order).or(() -> get(AccountRows.FULLY_HELD_BALANCES, order));
    }

    default Optional<BlockTerms> terms(long blockOrdinal) {
        return get(AccountRows.BLOCK_TERMS, blockOrdinal);
    }

    default boolean voided(long blockOrdinal) {
        return get(AccountRows.VOIDED_BLOCKS, blockOrdinal).isPresent();
    }

    default Optional<SoldBlock> soldBlock(long ordinal) {
        return get(AccountRows.SOLD_BLOCKS, ordinal);
    }

    /** Shows what is to come, earliest first, until the visitor answers false. */
    default void visitScheduledActions(Predicate<ScheduledAction> visitor) {
        scan(AccountRows.SCHEDULED_ACTIONS, (action, present) -> visitor.test(action));
    }

    /** The active reservation of that ordinal. */
    default Optional<Reservation> reservation(long ordinal) {
        return get(AccountRows.RESERVATIONS, ordinal);
    }

    /** How the reservation of that ordinal ended. Absent: it is active, or there was none. */
    default Optional<ReservationEnd> endOfReservation(long ordinal) {
        return get(AccountRows.RESERVATION_ENDS, ordinal);
    }

    /** Shows the active reservations, oldest first, until the visitor answers false. */
    default void visitReservations(Predicate<Reservation> visitor) {
        scan(AccountRows.RESERVATIONS, (ordinal, reservation) -> visitor.test(reservation));
    }

    default Optional<ChargedUsage> chargedUsage(String eventId) {
        return get(AccountRows.CHARGED_USAGE, eventId);
    }

    /** Units charged so far; 0 for a counter never touched. */
    default long tierUnits(TierCounter counter) {
        return get(AccountRows.TIER_UNITS, counter).orElse(0L);
    }

    /** What counts against the caps of a metric; absent when it has none. */
    default Optional<CappedUsage> cappedUsage(String metricKey) {
        return get(AccountRows.CAPPED_USAGE, metricKey);
    }

    /** The accepted event of that place among those that wait ({@link Account#backlog}). */
    default Optional<WaitingUsage> waitingUsage(long ordinal) {
        return get(AccountRows.WAITING_USAGE, ordinal);
    }

    /** The place of the accepted event of that id that waits; of several, of the last. */
    default Optional<Long> placeOfWaiting(String eventId) {
        return get(AccountRows.WAITING_PLACES, eventId);
    }

    /** The place of the event that this very command took in and that waits. */
    default Optional<Long> placeOfWaitingCommand(String idWithEvent) {
        return get(AccountRows.WAITING_COMMANDS, idWithEvent);
    }

    default Optional<BookedPayment> payment(String externalPaymentId) {
        return get(AccountRows.PAYMENTS, externalPaymentId);
    }

    default TopupRequests topupRequests() {
        return get(AccountRows.TOPUP_REQUESTS).orElse(TopupRequests.NONE);
    }

    /** The transfer of that ordinal, while its receiver has not told yet. */
    default Optional<OutgoingTransfer> outgoingTransfer(long ordinal) {
        return get(AccountRows.OUTGOING_TRANSFERS, ordinal);
    }

    /** What became of the transfer of that id here. */
    default Optional<ReceivedTransfer> receivedTransfer(String transferId) {
        return get(AccountRows.RECEIVED_TRANSFERS, transferId);
    }

    /** The live subscription. */
    default Optional<Subscription> subscription() {
        return get(AccountRows.SUBSCRIPTION);
    }

    /** How the subscription of that ordinal ended. */
    default Optional<SubscriptionStatus> endOfSubscription(long ordinal) {
        return get(AccountRows.SUBSCRIPTION_ENDS, ordinal);
    }

    default Optional<PeriodCredits> periodCredits() {
        return get(AccountRows.PERIOD_CREDITS);
    }

    /** What was used of a metric in the running period of a postpaid subscription. */
    default PeriodUsage periodUsage(String metricKey) {
        return get(AccountRows.PERIOD_USAGE, metricKey).orElse(PeriodUsage.NONE);
    }

    default List<ClockEvent> clockEvents() {
        return get(AccountRows.CLOCK_EVENTS).orElse(List.of());
    }
}
