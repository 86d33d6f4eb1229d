package io.quotastack.core.decide.booking;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;

import io.quotastack.core.customer.Alert;
import io.quotastack.core.customer.AutoTopup;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.subscription.PeriodUsage;
import io.quotastack.core.subscription.SubscriptionSnapshot;
import io.quotastack.core.usage.UsageEvent;

/**
 * Something the tenant may want to hear of (CONTRACT 10).
 *
 * @param sequence counts the customer's events 1, 2, 3 … in the log
 */
public record CustomerEvent(long sequence, Type type, Instant timestamp, Data data) {

    /** What happened, in the words of the contract. */
    public enum Type {
        CREDIT_GRANTED,
        CREDIT_CONSUMED,
        CREDIT_EXPIRED,
        CREDIT_REFUNDED,
        CREDIT_ADJUSTED,
        CREDIT_TRANSFERRED_OUT,
        CREDIT_TRANSFERRED_IN,
        CREDIT_BALANCE_LOW,
        CREDIT_DEPLETED,
        CREDIT_OVERAGE,
        CREDIT_THRESHOLD_REACHED,
        RESERVATION_CREATED,
        RESERVATION_COMMITTED,
        RESERVATION_RELEASED,
        RESERVATION_EXPIRED,
        USAGE_REFUSED,
        TOPUP_REQUESTED,
        SUBSCRIPTION_CREATED,
        SUBSCRIPTION_ACTIVATED,
        SUBSCRIPTION_TRIAL_ENDING,
        SUBSCRIPTION_RENEWAL_DUE,
        SUBSCRIPTION_RENEWED,
        SUBSCRIPTION_OVERDUE,
        SUBSCRIPTION_EXPIRED,
        SUBSCRIPTION_PAUSED,
        SUBSCRIPTION_RESUMED,
        SUBSCRIPTION_CANCELED,
        SUBSCRIPTION_CHANGED,
        SUBSCRIPTION_CONTRACT_ENDING,
        SUBSCRIPTION_CONTRACT_ENDED;

        private final String text = name().toLowerCase(Locale.ROOT).replaceFirst("_", ".");

        /** {@code credit.balance_low}. */
        public String text() {
            return text;
        }
    }

    /** What the event tells. */
    public sealed interface Data {}

    /** A ledger entry and the balances after it. */
    public record EntryBooked(LedgerEntry entry) implements Data {}

    /** The effective balance crossed a line from above; millicredits. */
    public record LineCrossed(long line, long balance, long reserved) implements Data {}

    /**
     * The line of an alert was reached from above; millicredits.
     *
     * @param grants of an alert that looks at the running period's grants: what there is of them
     */
    public record AlertReached(Alert alert, long balance, long reserved, Optional<PeriodGrants> grants)
            implements Data {}

    /**
     * What the plan granted in a period, less what was taken back, and what of it is left and not held; millicredits.
     *
     * @param firstBlock tells the periods of a customer apart
     */
    public record PeriodGrants(long firstBlock, long granted, long left) {}

    /**
     * The tenant is asked to charge its customer for a package.
     *
     * @param ordinal of the request; the grant names it by the id that derives from it
     */
    public record TopupAsked(long ordinal, AutoTopup terms, long balance, long reserved) implements Data {}

    /**
     * A subscription moved on, or a notice of it is due.
     *
     * @param subscription after it
     * @param byItself time did it; else a command
     * @param usage by metric, of the postpaid period that ended with it
     * @param movedEnds the ends of blocks that it moved, by ordinal; an empty one: they have none for now
     * @param afterSequence of the customer's last ledger entry before it; 0: there is none
     */
    public record SubscriptionMoved(
            SubscriptionSnapshot subscription,
            boolean byItself,
            Optional<SortedMap<String, PeriodUsage>> usage,
            SortedMap<Long, Optional<Instant>> movedEnds,
            long afterSequence) implements Data {}

    /** An event that was taken in cannot be charged. */
    public record Refusal(UsageEvent event, Instant usageTimestamp, Problem problem) implements Data {}
}
