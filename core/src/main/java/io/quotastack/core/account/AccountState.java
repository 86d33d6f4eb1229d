package io.quotastack.core.account;

import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

import io.quotastack.core.credit.BlockBalance;
import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.credit.BurnOrder;
import io.quotastack.core.customer.Customer;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.reservation.Reservation;
import io.quotastack.core.reservation.ReservationEnd;
import io.quotastack.core.subscription.PeriodBlock;
import io.quotastack.core.subscription.PeriodCredits;
import io.quotastack.core.subscription.PeriodUsage;
import io.quotastack.core.subscription.Subscription;
import io.quotastack.core.subscription.SubscriptionStatus;

/**
 * What a decision can see of one customer. Every read is a point or a short range, so that the cost of a decision does
 * not grow with the customer's blocks, events or history.
 */
public interface AccountState {

    CustomerKey key();

    /** The customer; present exactly when {@link #account()} is. */
    Optional<Customer> customer();

    Optional<Account> account();

    /**
     * Shows the blocks with free credits in burn order until the visitor has seen enough and answers false. Blocks that
     * holds keep whole are not shown, so that a debit costs the same however many there are.
     */
    void visitBurnDown(Predicate<BurnableBlock> visitor);

    /** What is left in an active block, or held in one that expired or was voided. */
    Optional<BlockBalance> blockBalance(BurnOrder order);

    /**
     * The terms of a block, with its end as it is now. They are kept for ever: a refund may bring back a block of which
     * nothing is left, and whether it still lives is for the account alone to say.
     */
    Optional<BlockTerms> terms(long blockOrdinal);

    /** Whether the block was voided; that is kept for ever. */
    boolean voided(long blockOrdinal);

    /** Shows what is to come, earliest first, until the visitor answers false. */
    void visitScheduledActions(Predicate<ScheduledAction> visitor);

    /** The active reservation of that ordinal. */
    Optional<Reservation> reservation(long ordinal);

    /** How the reservation of that ordinal ended. Absent: it is active, or there was none. */
    Optional<ReservationEnd> endOfReservation(long ordinal);

    /** Shows the active reservations, oldest first, until the visitor answers false. */
    void visitReservations(Predicate<Reservation> visitor);

    TopupRequests topupRequests();

    /** The live subscription. */
    Optional<Subscription> subscription();

    /** How the subscription of that ordinal ended; that is kept for ever. */
    Optional<SubscriptionStatus> endOfSubscription(long ordinal);

    /** Shows the period blocks of the live subscription, those that end first first, until the visitor answers false. */
    void visitPeriodBlocks(Predicate<PeriodBlock> visitor);

    /** What the running period of the live subscription granted; absent before it begins. */
    Optional<PeriodCredits> periodCredits();

    /** What fell due in the last move of the customer's test clock, oldest first; no more than the first thousand. */
    List<ClockEvent> clockEvents();

    /** What was used of a metric in the running period of a postpaid subscription. */
    PeriodUsage periodUsage(String metricKey);

    /** Shows what was used in the running period of a postpaid subscription, by metric, until the visitor answers false. */
    void visitPeriodUsage(BiPredicate<String, PeriodUsage> visitor);

    Optional<ChargedUsage> chargedUsage(String eventId);

    /** Units charged so far; 0 for a counter never touched. */
    long tierUnits(TierCounter counter);

    Optional<BookedPayment> payment(String externalPaymentId);

    /** What became of a block that was sold, whatever else is known of it; absent: none was sold under this ordinal. */
    Optional<SoldBlock> soldBlock(long ordinal);

    /** The accepted event of that place among those that wait ({@link Account#backlog}). */
    Optional<WaitingUsage> waitingUsage(long ordinal);

    /** The place of the accepted event of that id that waits; of several, of the last. */
    Optional<Long> placeOfWaiting(String eventId);

    Optional<AnswerMark> answer(AnswerKey key);
}
