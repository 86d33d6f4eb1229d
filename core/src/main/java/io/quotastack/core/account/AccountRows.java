package io.quotastack.core.account;

import java.util.List;

import io.quotastack.core.account.RowType.Ordered;
import io.quotastack.core.account.RowType.Present;
import io.quotastack.core.account.RowType.Single;
import io.quotastack.core.credit.BlockBalance;
import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.credit.BurnOrder;
import io.quotastack.core.customer.Customer;
import io.quotastack.core.reservation.Reservation;
import io.quotastack.core.reservation.ReservationEnd;
import io.quotastack.core.subscription.PeriodBlock;
import io.quotastack.core.subscription.PeriodCredits;
import io.quotastack.core.subscription.PeriodUsage;
import io.quotastack.core.subscription.Subscription;
import io.quotastack.core.subscription.SubscriptionStatus;
import io.quotastack.core.transfer.ReceivedTransfer;

/** All kinds of rows that a customer has. What is kept for ever says so, since it makes the state grow. */
public final class AccountRows {

    public static final RowType<Single, Account> ACCOUNT = RowType.single("an account");
    /** Present exactly when the account is. */
    public static final RowType<Single, Customer> CUSTOMER = RowType.single("a customer");

    /** What is left in an active block with free credits: what a burn-down walks along. */
    public static final Ordered<BurnOrder, BlockBalance> BLOCK_BALANCES = RowType.ordered("a block balance");
    /**
     * What is left in an active block that holds keep whole, or held in one that expired or was voided. Out of the way of
     * the burn-down, so that a debit costs the same however many there are. A block is in one of both kinds, or in none
     * when nothing is left in it.
     */
    public static final RowType<BurnOrder, BlockBalance> FULLY_HELD_BALANCES = RowType.keyed("a fully held balance");
    /** Of a block, by its ordinal, with its end as it is now. Kept for ever: a refund may bring the block back. */
    public static final RowType<Long, BlockTerms> BLOCK_TERMS = RowType.keyed("the terms of a block");
    /** Blocks that were voided, by ordinal. Kept for ever. */
    public static final RowType<Long, Present> VOIDED_BLOCKS = RowType.keyed("a voided block");
    /** What became of a block that was sold, by its ordinal. Kept for ever. */
    public static final RowType<Long, SoldBlock> SOLD_BLOCKS = RowType.keyed("a sold block");

    /** What is to come, earliest first. */
    public static final Ordered<ScheduledAction, Present> SCHEDULED_ACTIONS = RowType.ordered("a scheduled action");

    /** The active ones by ordinal, oldest first. */
    public static final Ordered<Long, Reservation> RESERVATIONS = RowType.ordered("an active reservation");
    /** How a reservation ended, by its ordinal. Kept for ever. */
    public static final RowType<Long, ReservationEnd> RESERVATION_ENDS = RowType.keyed("the end of a reservation");

    /** An event that was charged, by its id. Kept for ever. */
    public static final RowType<String, ChargedUsage> CHARGED_USAGE = RowType.keyed("a charged event");
    /** Units charged so far; no row for a counter never touched. */
    public static final RowType<TierCounter, Long> TIER_UNITS = RowType.keyed("a tier counter");
    /** What counts against the caps of a metric, by its key; only of metrics that have one ({@link Account.Watch}). */
    public static final Ordered<String, CappedUsage> CAPPED_USAGE = RowType.ordered("the usage under caps");
    /** The accepted events that wait until the account has caught up, by ordinal ({@link Account#backlog}). */
    public static final RowType<Long, WaitingUsage> WAITING_USAGE = RowType.keyed("a waiting event");
    /** Where the event of an id waits; of several, the last. */
    public static final RowType<String, Long> WAITING_PLACES = RowType.keyed("the place of a waiting event");
    /** By {@link io.quotastack.core.command.CommandEnvelope#idWithEvent}. */
    public static final RowType<String, Long> WAITING_COMMANDS = RowType.keyed("the place of a waiting command");

    /** By the tenant's id of the payment. Kept for ever. */
    public static final RowType<String, BookedPayment> PAYMENTS = RowType.keyed("a booked payment");
    public static final RowType<Single, TopupRequests> TOPUP_REQUESTS = RowType.single("the top-ups asked for");

    /** Credits on their way to another customer, by the sequence of the entry that sent them. */
    public static final Ordered<Long, OutgoingTransfer> OUTGOING_TRANSFERS = RowType.ordered("an outgoing transfer");
    /** What became of a transfer from another customer, by its id. Kept for ever: its sender may ask again. */
    public static final RowType<String, ReceivedTransfer> RECEIVED_TRANSFERS = RowType.keyed("a received transfer");

    /** The live one. */
    public static final RowType<Single, Subscription> SUBSCRIPTION = RowType.single("a live subscription");
    /** How a subscription ended, by its ordinal. Kept for ever. */
    public static final RowType<Long, SubscriptionStatus> SUBSCRIPTION_ENDS = RowType
            .keyed("the end of a subscription");
    /** The period blocks of the live subscription, those that end first first. */
    public static final Ordered<PeriodBlock.Place, PeriodBlock> PERIOD_BLOCKS = RowType.ordered("a period block");
    /** What the running period granted; no row before it begins. */
    public static final RowType<Single, PeriodCredits> PERIOD_CREDITS = RowType.single("the credits of a period");
    /** What was used in the running period of a postpaid subscription, by metric. */
    public static final Ordered<String, PeriodUsage> PERIOD_USAGE = RowType.ordered("the usage of a period");
    /** What fell due in the last move of the customer's test clock, oldest first; no more than the first thousand. */
    public static final RowType<Single, List<ClockEvent>> CLOCK_EVENTS = RowType
            .single("the events of a test clock's move");

    private static final List<RowType<?, ?>> ALL = List.of(ACCOUNT, CUSTOMER, BLOCK_BALANCES, FULLY_HELD_BALANCES,
            BLOCK_TERMS, VOIDED_BLOCKS, SOLD_BLOCKS, SCHEDULED_ACTIONS, RESERVATIONS, RESERVATION_ENDS, CHARGED_USAGE,
            TIER_UNITS, CAPPED_USAGE, WAITING_USAGE, WAITING_PLACES, WAITING_COMMANDS, PAYMENTS, TOPUP_REQUESTS,
            OUTGOING_TRANSFERS, RECEIVED_TRANSFERS, SUBSCRIPTION, SUBSCRIPTION_ENDS,
            PERIOD_BLOCKS, PERIOD_CREDITS, PERIOD_USAGE, CLOCK_EVENTS);

    private AccountRows() {}

    /** Every kind there is. */
    public static List<RowType<?, ?>> all() {
        return ALL;
    }
}
