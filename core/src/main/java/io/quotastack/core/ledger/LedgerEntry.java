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

/**
 * One change of one customer's credits; append-only, hash-chained, complete: folding entries gives the account.
 *
 * @param sequence 1, 2, 3 … of the customer, without a gap
 * @param delta what it does to the balance, millicredits
 * @param reservedDelta what it does to the reserved balance, millicredits
 * @param repaid the part of each allocation that paid back overage instead of staying in the block
 * @param cause who asked for it, as recorded
 * @param usage the usage it charges or refunds, or that a hold was estimated for
 * @param reservation the ordinal of the hold that it makes or ends
 * @param subscription the ordinal of the subscription that grants, rolls over or takes back
 * @param externalPaymentId the payment whose credits it grants, puts into effect, lets expire or takes back
 * @param occurredAt the decision's now, or the instant it fell due; never decreasing along {@code sequence}
 * @param recordedAt the broker's time of the record that caused it
 * @param previousHash of the entry before, 64 zeros for the first
 * @param hash SHA-256 over the entry's canonical JSON ({@link EntryHash})
 * @param context what stands beside the entry in the log for readers; not hashed, not answered with the entry
 */
public record LedgerEntry(
        CustomerKey customer,
        long sequence,
        EntryType type,
        long delta,
        long reservedDelta,
        long balanceAfter,
        long reservedAfter,
        List<Allocation> allocations,
        List<Allocation> repaid,
        Cause cause,
        Optional<UsageRef> usage,
        OptionalLong reservation,
        OptionalLong subscription,
        Optional<String> externalPaymentId,
        Map<String, String> metadata,
        Instant occurredAt,
        Instant recordedAt,
        String previousHash,
        String hash,
        Context context) {

    public LedgerEntry {
        allocations = List.copyOf(allocations);
        repaid = List.copyOf(repaid);
        metadata = Map.copyOf(metadata);
    }

    public String id() {
        return idOf(customer, sequence);
    }

    public static String idOf(CustomerKey customer, long sequence) {
        return new ResourceId(ResourceId.Kind.LEDGER_ENTRY, customer.customerId(), sequence).toString();
    }

    /** The command behind an entry; what fell due by itself names the command that found it due. */
    public record Cause(String commandId, Optional<String> idempotencyKey) {}

    /**
     * Units of a metric and the rule that priced them.
     *
     * @param eventId the usage event of a charge or refund; absent where a hold is made or committed
     */
    public record UsageRef(Optional<String> eventId, String metricKey, String ruleId, long units) {}

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
     * @param overageAfter millicredits below zero after the entry
     */
    public record Context(
            Optional<BlockTerms> newBlock,
            Optional<Instant> usageTimestamp,
            long tierUnitsBefore,
            Optional<TierPeriod> subscriptionPeriod,
            Optional<Instant> reservationExpiresAt,
            boolean blockStays,
            List<Allocation> clawedBack,
            long overageAfter,
            long lifetimeEarnedAfter,
            long lifetimeConsumedAfter) {
        public Context {
            clawedBack = List.copyOf(clawedBack);
        }
    }
}
