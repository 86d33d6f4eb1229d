package io.quotastack.core.command;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import io.quotastack.core.credit.BlockSource;
import io.quotastack.core.customer.Alert;
import io.quotastack.core.customer.AutoTopup;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.customer.OveragePolicy;
import io.quotastack.core.customer.SpendCap;
import io.quotastack.core.customer.UsageCap;
import io.quotastack.core.ledger.Allocation;
import io.quotastack.core.ledger.CountedValues;
import io.quotastack.core.ledger.PricedUsage;
import io.quotastack.core.metering.TierPeriod;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.transfer.ReceivedTransfer;
import io.quotastack.core.transfer.TransferShare;
import io.quotastack.core.usage.UsageEvent;
import io.quotastack.core.usage.UsageLines;

/** A wish to change one customer; decided in log order on that customer's state. */
public sealed interface Command {

    record CreateCustomer(Optional<String> displayName, Map<String, String> metadata) implements Command {}

    /** Changes a customer; an absent outer Optional leaves a field as it is, an absent inner one clears it. */
    @SuppressWarnings("OptionalMapToOptional") // an outer Optional says whether, an inner one what
    record UpdateCustomer(
            Optional<Optional<String>> displayName,
            Optional<Map<String, String>> metadata,
            Optional<Optional<OveragePolicy>> overagePolicy,
            Optional<Optional<Long>> overageLimit,
            Optional<Optional<Long>> lowBalanceThreshold,
            Optional<Optional<SpendCap>> spendCap,
            Optional<Optional<AutoTopup>> autoTopup,
            Optional<Optional<List<Alert>>> alerts,
            Optional<Optional<List<UsageCap>>> caps) implements Command {

        public UpdateCustomer {
            alerts = alerts.map(list -> list.map(List::copyOf));
            caps = caps.map(list -> list.map(List::copyOf));
        }

        /** One that leaves alerts and caps as they are. */
        public UpdateCustomer(Optional<Optional<String>> displayName, Optional<Map<String, String>> metadata,
                Optional<Optional<OveragePolicy>> overagePolicy, Optional<Optional<Long>> overageLimit,
                Optional<Optional<Long>> lowBalanceThreshold, Optional<Optional<SpendCap>> spendCap,
                Optional<Optional<AutoTopup>> autoTopup) {
            this(displayName, metadata, overagePolicy, overageLimit, lowBalanceThreshold, spendCap, autoTopup,
                    Optional.empty(), Optional.empty());
        }

        /** Sets alerts and caps alone; absent ones stay as they are. */
        public static UpdateCustomer watching(Optional<Optional<List<Alert>>> alerts,
                Optional<Optional<List<UsageCap>>> caps) {
            return new UpdateCustomer(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                    Optional.empty(), Optional.empty(), Optional.empty(), alerts, caps);
        }
    }

    /**
     * Adds a block.
     *
     * @param credits millicredits, at least 1
     */
    record GrantCredits(
            long credits,
            BlockSource source,
            Optional<String> reason,
            int priority,
            Optional<Instant> effectiveAt,
            Expiry expiry,
            Optional<Long> pricePaid,
            Optional<String> currency,
            Map<String, String> metadata) implements Command {}

    /**
     * Grants what the customer paid the tenant for.
     *
     * @param pricePaid absent: the package's price, or free
     * @param externalPaymentId the payment behind it, which may grant once only
     * @param topupRequestId the request that it answers
     * @param priority absent: the package's, or 0
     * @param expiry absent: the package's, or never
     */
    record TopUp(
            TopUpOf what,
            Optional<Long> pricePaid,
            Optional<String> currency,
            Optional<String> externalPaymentId,
            Optional<String> topupRequestId,
            Optional<Integer> priority,
            Optional<Expiry> expiry,
            Map<String, String> metadata) implements Command {}

    /** What a top-up grants. */
    sealed interface TopUpOf {
        /** So many millicredits, at least 1. */
        record Credits(long amount) implements TopUpOf {}

        record SoldPackage(String packageId) implements TopUpOf {}
    }

    /**
     * Takes back what was granted for a payment, since the money went back.
     *
     * @param credits at most so many millicredits, at least 1; absent: all that was paid for
     * @param clawBack what was spent of it becomes a debt
     */
    record RefundTopUp(SoldAs what, Optional<Long> credits, String reason, boolean clawBack) implements Command {}

    /** What was sold, as whoever takes it back names it. */
    sealed interface SoldAs {
        /** All blocks of the payment. */
        record Payment(String externalPaymentId) implements SoldAs {}

        /** That block alone. */
        record Block(long ordinal) implements SoldAs {}
    }

    /**
     * Debits the wallet and grants a block in one step: both or neither.
     *
     * @param price millicredits, at least 0
     */
    record Purchase(long price, Optional<String> reason, GrantCredits grant) implements Command {}

    /** Adds a free block (positive) or burns in order (negative); never 0. */
    record AdjustCredits(long credits, String reason) implements Command {}

    /**
     * Sends credits to another customer of the environment, in burn order; each block that they come from becomes a block
     * there.
     *
     * @param receiver with its external id, by which it comes to be if it is not there yet
     * @param credits millicredits, at least 1
     */
    record TransferCredits(CustomerRef receiver, long credits, String reason) implements Command {}

    /**
     * Takes what another customer sent: all of it or nothing. It comes again until the sender knows which, and is
     * decided once.
     *
     * @param sender with its external id
     */
    record ReceiveTransfer(String transferId, CustomerRef sender, List<TransferShare> shares, String reason)
            implements Command {
        public ReceiveTransfer {
            shares = List.copyOf(shares);
        }
    }

    /**
     * The receiver of a transfer tells its sender what became of it.
     *
     * @param transfer its ordinal, the sequence of the entry that sent it
     */
    record SettleTransfer(long transfer, ReceivedTransfer received) implements Command {}

    /** Takes back what is left of a block and not held. */
    record VoidBlock(long blockOrdinal, String reason) implements Command {}

    /**
     * Charges a usage event.
     *
     * @param timestamp the time that prices it, when the form it came in has one; else the decision's now
     * @param accepted it was taken in before it was decided (batch, respond-async, Kafka): a refusal is kept and
     *        announced
     * @param refusedOnArrival found on arrival: it cannot be charged; the refusal is booked like any other
     */
    record RecordUsage(
            UsageEvent event,
            Optional<Instant> timestamp,
            boolean accepted,
            Optional<Problem> refusedOnArrival) implements Command {}

    /**
     * Tries a refused event again, with its content and time as they were.
     *
     * @param refused the event as history has it; absent when history knows no such refusal
     */
    record RetryUsage(String eventId, Optional<RefusedUsage> refused) implements Command {}

    /**
     * A refused event, as history has it, and the time that prices it.
     *
     * @param faulty it was no usage that could be charged; what is kept of it is not all that it said
     */
    record RefusedUsage(UsageEvent event, Instant timestamp, boolean faulty) {}

    /**
     * Gives back what an event was charged.
     *
     * @param charge read from history; absent when history knows no such charge
     */
    record VoidUsage(String eventId, String reason, Optional<Charge> charge) implements Command {}

    /**
     * A booked charge, as history has it: only what can never change. What became of its blocks since, the account knows.
     *
     * @param sequence of its ledger entry
     * @param metered what it counted as; absent for a reservation of plain credits
     */
    record Charge(long sequence, Optional<Metered> metered, List<Allocation> allocations) {
        public Charge {
            allocations = List.copyOf(allocations);
        }
    }

    /**
     * The usage that a charge was for.
     *
     * @param usage with what was charged for it
     * @param timestamp in whose month it counted
     * @param subscriptionPeriod the counter that it counted in beside its month's
     * @param countedValues the counters of values of dimensions that it counted in beside those of all units
     */
    record Metered(
            PricedUsage usage,
            Instant timestamp,
            Optional<TierPeriod> subscriptionPeriod,
            List<CountedValues> countedValues) {
        public Metered {
            countedValues = List.copyOf(countedValues);
        }

        /** Of metrics without dimensions. */
        public Metered(PricedUsage usage, Instant timestamp, Optional<TierPeriod> subscriptionPeriod) {
            this(usage, timestamp, subscriptionPeriod, List.of());
        }
    }

    /** Holds credits for a job that is not finished yet. */
    record Reserve(ReserveFor what, Duration ttl, Map<String, String> metadata) implements Command {}

    /** What a hold is for. */
    sealed interface ReserveFor {
        /** The cost of so many units now; the rule in force prices the commit too. */
        record Units(String metricKey, long units) implements ReserveFor {}

        /** The cost of all lines now; the rule in force of each prices the commit of its metric too. */
        record Lines(UsageLines usage) implements ReserveFor {}

        /** So many millicredits, at least 0. */
        record Credits(long amount) implements ReserveFor {}
    }

    /** What acts on one reservation, named by its ordinal. */
    sealed interface OfReservation extends Command {
        long reservation();
    }

    /** Charges the actual cost and gives the rest back. */
    record CommitReservation(long reservation, Actual actual) implements OfReservation {}

    /** What a job came to. */
    sealed interface Actual {
        record Units(long units) implements Actual {}

        /** Of a hold of lines. Metrics that it held go by the rules it fixed, others by those in force. */
        record Lines(UsageLines usage) implements Actual {}

        /** So many millicredits, at least 0. */
        record Credits(long amount) implements Actual {}
    }

    record ReleaseReservation(long reservation, Optional<String> reason) implements OfReservation {}

    /**
     * Gives back what a committed reservation was charged.
     *
     * @param charge read from history; absent when history knows no such charge
     */
    record RefundReservation(long reservation, String reason, Optional<Charge> charge) implements OfReservation {}

    /** Lets a hold last until so long from now, or as long as it does when that is longer. */
    record ExtendReservation(long reservation, Duration ttl) implements OfReservation {}

    /** Releases the oldest holds, a bounded number at a time. */
    record ReleaseAllReservations() implements Command {}

    /**
     * Begins a subscription.
     *
     * @param startAt absent, or not later than now: at once
     * @param trialDays absent: the variant's
     */
    record CreateSubscription(
            String variantId,
            Optional<Instant> startAt,
            Optional<Integer> trialDays,
            Map<String, String> metadata) implements Command {}

    /** What acts on one subscription, named by its ordinal. */
    sealed interface OfSubscription extends Command {
        long subscription();
    }

    /**
     * The next period is paid.
     *
     * @param externalPaymentId the payment behind it, which renews once only
     */
    record RenewSubscription(
            long subscription,
            Optional<String> externalPaymentId,
            Optional<Long> pricePaid,
            Optional<String> currency) implements OfSubscription {}

    /** Ends a trial: the first paid period begins. */
    record ActivateSubscription(long subscription) implements OfSubscription {}

    record CancelSubscription(long subscription, boolean atPeriodEnd) implements OfSubscription {}

    record UncancelSubscription(long subscription) implements OfSubscription {}

    record PauseSubscription(long subscription) implements OfSubscription {}

    record ResumeSubscription(long subscription) implements OfSubscription {}

    /**
     * Goes over to another variant.
     *
     * @param now at once, rather than when the period ends
     * @param prorate of a change at once: void what the old terms granted and grant what the new ones do, by the time left
     */
    record ChangeSubscription(long subscription, String variantId, boolean now, boolean prorate)
            implements OfSubscription {}

    /** Moves the customer's own clock, forward only; all that falls due on the way happens (CONTRACT 9). */
    record MoveTestClock(Instant to) implements Command {}

    /** Nothing but that time has passed: books a bounded part of what is due. Nobody waits for it. */
    record Tick() implements Command {}

    /** When a new block ends: at a time, or so many seconds after it takes effect, or never. */
    record Expiry(Optional<Instant> at, OptionalLong afterSeconds) {
        public static final Expiry NEVER = new Expiry(Optional.empty(), OptionalLong.empty());
    }
}
