package io.quotastack.core.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.ResourceId;
import io.quotastack.core.metering.TierPeriod;
import io.quotastack.core.text.Metadata;

/**
 * One change of one customer's credits; append-only, hash-chained, complete: folding entries gives the account.
 *
 * @param link its place in the customer's chain
 * @param after what the account's figures are after it
 * @param cause who asked for it, as recorded
 * @param subject what it is about
 * @param context what stands beside the entry in the log for readers; not hashed, not answered with the entry
 */
public record LedgerEntry(
        CustomerKey customer,
        Link link,
        EntryType type,
        Movement movement,
        Balances after,
        Cause cause,
        Subject subject,
        Map<String, String> metadata,
        Times times,
        Context context) {

    public LedgerEntry {
        metadata = Metadata.copyOf(metadata);
    }

    /**
     * A place in the chain of a customer's entries.
     *
     * @param sequence 1, 2, 3 … of the customer, without a gap
     * @param previousHash of the entry before, 64 zeros for the first
     * @param hash SHA-256 over the entry's canonical JSON ({@link EntryHash})
     */
    public record Link(long sequence, String previousHash, String hash) {

        /** The place behind another one, of an entry that is not sealed yet. */
        public static Link behind(long sequence, String hash) {
            return new Link(sequence + 1, hash, "");
        }
    }

    /**
     * What it moves.
     *
     * @param delta what it does to the balance, millicredits
     * @param reservedDelta what it does to the reserved balance, millicredits
     * @param repaid the part of each allocation that paid back overage instead of staying in the block
     */
    public record Movement(long delta, long reservedDelta, List<Allocation> allocations, List<Allocation> repaid) {
        public Movement {
            allocations = List.copyOf(allocations);
            repaid = List.copyOf(repaid);
        }

        /** What an entry that is about usage charges, holds or gives back for all of it, millicredits. */
        public long cost(EntryType type) {
            return type == EntryType.RESERVE ? reservedDelta : Math.abs(delta);
        }
    }

    /** The command behind an entry; what fell due by itself names the command that found it due. */
    public record Cause(String commandId, Optional<String> idempotencyKey) {}

    /**
     * What an entry is about.
     *
     * @param usage the usage it charges or refunds, or that a hold was estimated for
     * @param reservation the ordinal of the hold that it makes or ends
     * @param subscription the ordinal of the subscription that grants, rolls over or takes back
     * @param externalPaymentId the payment whose credits it grants, puts into effect, lets expire or takes back
     */
    public record Subject(
            Optional<UsageRef> usage,
            OptionalLong reservation,
            OptionalLong subscription,
            Optional<String> externalPaymentId) {

        /** About credits alone. */
        public static final Subject NONE = new Subject(Optional.empty(), OptionalLong.empty(), OptionalLong.empty(),
                Optional.empty());
    }

    /**
     * Usage with its prices, and whose it is.
     *
     * @param eventId the usage event of a charge or refund; absent where a hold is made or committed
     */
    public record UsageRef(Optional<String> eventId, PricedUsage priced) {

        /** Usage of one metric. */
        public static UsageRef of(Optional<String> eventId, String metricKey, String ruleId, long units, long cost) {
            return new UsageRef(eventId, PricedUsage.of(metricKey, ruleId, units, cost));
        }

        /** All of it: one line where it is of one metric. */
        public List<PricedLine> lines() {
            return priced.lines();
        }

        /** The usage of one metric, unless it was given as lines. */
        public Optional<PricedLine> ofOneMetric() {
            return priced.ofOneMetric();
        }
    }

    /**
     * When it came to be.
     *
     * @param occurredAt the decision's now, or the instant it fell due; never decreasing along the sequence
     * @param recordedAt the broker's time of the record that caused it
     */
    public record Times(Instant occurredAt, Instant recordedAt) {}

    /**
     * What readers need that is not part of the entry.
     *
     * @param newBlock the block that a grant made
     * @param usageTimestamp the time of the usage event, which is the bucket of summaries; of a commit its own now
     * @param tierUnitsBefore the tier counter that a charge was priced from
     * @param subscriptionPeriod the period of the subscription whose tier counter the usage counts in, beside its month
     * @param reservationExpiresAt when the hold that it makes will end, or when the one that it ends would have
     * @param blockStays of a void: it took a part, and what the block has or gets again can be spent
     * @param clawedBack of blocks that were sold: what was spent of them and became a debt, or by a refund is none any
     *     more
     * @param lineUnitsBefore of usage that was given as lines: the units that the price of each counted on from, those of
     *     lines before it among them; none in a refund
     * @param countedValues the counters of values of dimensions that the usage adds to or is taken off from
     */
    public record Context(
            Optional<BlockTerms> newBlock,
            Optional<Instant> usageTimestamp,
            long tierUnitsBefore,
            Optional<TierPeriod> subscriptionPeriod,
            Optional<Instant> reservationExpiresAt,
            boolean blockStays,
            List<Allocation> clawedBack,
            List<Long> lineUnitsBefore,
            List<CountedValues> countedValues) {

        public static final Context NONE = new Context(Optional.empty(), Optional.empty(), 0, Optional.empty(),
                Optional.empty(), false, List.of(), List.of(), List.of());

        public Context {
            clawedBack = List.copyOf(clawedBack);
            lineUnitsBefore = List.copyOf(lineUnitsBefore);
            countedValues = List.copyOf(countedValues);
        }
    }

    /** The same entry with its hash in place. */
    LedgerEntry sealed(String hash) {
        return new LedgerEntry(customer, new Link(link.sequence, link.previousHash, hash), type, movement, after, cause,
                subject, metadata, times, context);
    }

    public String id() {
        return idOf(customer, link.sequence);
    }

    public static String idOf(CustomerKey customer, long sequence) {
        return new ResourceId(ResourceId.Kind.LEDGER_ENTRY, customer.customerId(), sequence).toString();
    }

    public long sequence() {
        return link.sequence;
    }

    public String previousHash() {
        return link.previousHash;
    }

    public String hash() {
        return link.hash;
    }

    public long delta() {
        return movement.delta;
    }

    public long reservedDelta() {
        return movement.reservedDelta;
    }

    public List<Allocation> allocations() {
        return movement.allocations;
    }

    public List<Allocation> repaid() {
        return movement.repaid;
    }

    public Optional<UsageRef> usage() {
        return subject.usage;
    }

    public OptionalLong reservation() {
        return subject.reservation;
    }

    public OptionalLong subscription() {
        return subject.subscription;
    }

    public Optional<String> externalPaymentId() {
        return subject.externalPaymentId;
    }

    public Instant occurredAt() {
        return times.occurredAt;
    }

    public Instant recordedAt() {
        return times.recordedAt;
    }
}
