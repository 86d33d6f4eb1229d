package io.quotastack.core.ledger;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import io.quotastack.core.customer.ResourceId;
import io.quotastack.core.digest.Sha256;
import io.quotastack.core.subscription.Subscription;

/**
 * The hash that chains a customer's entries (CONTRACT 3): lower-case hex SHA-256 of the entry as answered, without
 * {@code hash}, null members included, in canonical JSON. Whoever has the export can compute it; a change here breaks
 * every ledger written before, so a later member of an entry is written only where an entry has it from the start.
 */
public final class EntryHash {

    /** The {@code previous_hash} of a customer's first entry. */
    public static final String FIRST_PREVIOUS = "0".repeat(64);

    private EntryHash() {}

    /** The entry with its hash in place; what stood there before is ignored. */
    public static LedgerEntry seal(LedgerEntry entry) {
        return entry.sealed(of(entry));
    }

    /** The hash of all of the entry but {@link LedgerEntry#hash()} and {@link LedgerEntry#context()}. */
    public static String of(LedgerEntry entry) {
        // A lone surrogate becomes `?` here as it does on its way into the log, so the hash is that of what is read.
        return Sha256.hex(canonicalJson(entry));
    }

    /** What is hashed, member by member in the order of RFC 8785 (3.2.3). */
    static String canonicalJson(LedgerEntry entry) {
        Optional<LedgerEntry.UsageRef> usage = entry.usage();
        Optional<PricedLine> ofOneMetric = usage.flatMap(LedgerEntry.UsageRef::ofOneMetric);
        var json = new CanonicalJson();
        moved(json.raw("{\"allocations\":"), entry, entry.allocations());
        json.raw(",\"balance_after\":").integer(entry.after().balance());
        json.raw(",\"billable_metric_key\":").optionalString(ofOneMetric.map(PricedLine::metricKey));
        json.raw(",\"command_id\":").string(entry.cause().commandId());
        json.raw(",\"delta\":").integer(entry.delta());
        json.raw(",\"external_payment_id\":").optionalString(entry.externalPaymentId());
        json.raw(",\"id\":").plain(entry.id());
        json.raw(",\"idempotency_key\":").optionalString(entry.cause().idempotencyKey());
        usage.ifPresent(ref -> lines(json, ref.priced().items()));
        json.raw(",\"metadata\":").strings(entry.metadata());
        json.raw(",\"occurred_at\":").time(entry.occurredAt());
        json.raw(",\"previous_hash\":").string(entry.previousHash());
        json.raw(",\"recorded_at\":").time(entry.recordedAt());
        moved(json.raw(",\"repaid\":"), entry, entry.repaid());
        reservationId(json.raw(",\"reservation_id\":"), entry);
        json.raw(",\"reserved_after\":").integer(entry.after().reserved());
        json.raw(",\"reserved_delta\":").integer(entry.reservedDelta());
        json.raw(",\"rule_id\":").optionalString(ofOneMetric.map(PricedLine::ruleId));
        json.raw(",\"sequence\":").integer(entry.sequence());
        subscriptionId(json.raw(",\"subscription_id\":"), entry);
        json.raw(",\"type\":").plain(entry.type().text());
        json.raw(",\"units\":");
        if (ofOneMetric.isPresent()) {
            json.integer(ofOneMetric.get().units());
        } else {
            json.raw("null");
        }
        json.raw(",\"usage_event_id\":").optionalString(usage.flatMap(LedgerEntry.UsageRef::eventId));
        return json.raw("}").toString();
    }

    private static void moved(CanonicalJson json, LedgerEntry entry, List<Allocation> allocations) {
        String separator = "[";
        for (Allocation allocation : allocations) {
            json.raw(separator).raw("{\"amount\":").integer(allocation.amount()).raw(",\"block_id\":");
            blockId(json, entry, allocation.block()).raw("}");
            separator = ",";
        }
        json.raw(allocations.isEmpty() ? "[]" : "]");
    }

    /** A member that only entries of lines have: all others are hashed as they were before there were any. */
    private static void lines(CanonicalJson json, List<PricedLine> lines) {
        String separator = ",\"lines\":[";
        for (PricedLine line : lines) {
            json.raw(separator).raw("{\"billable_metric_key\":").string(line.metricKey()).raw(",\"cost\":")
                    .integer(line.cost()).raw(",\"metadata\":").strings(line.metadata()).raw(",\"rule_id\":")
                    .string(line.ruleId()).raw(",\"units\":").integer(line.units()).raw("}");
            separator = ",";
        }
        json.raw(lines.isEmpty() ? "" : "]");
    }

    private static void reservationId(CanonicalJson json, LedgerEntry entry) {
        if (entry.reservation().isPresent()) {
            json.plain(new ResourceId(ResourceId.Kind.RESERVATION, entry.customer().customerId(),
                    entry.reservation().getAsLong()).toString());
        } else {
            json.raw("null");
        }
    }

    private static void subscriptionId(CanonicalJson json, LedgerEntry entry) {
        if (entry.subscription().isPresent()) {
            json.plain(Subscription.idOf(entry.customer(), entry.subscription().getAsLong()));
        } else {
            json.raw("null");
        }
    }

    private static CanonicalJson blockId(CanonicalJson json, LedgerEntry entry, OptionalLong block) {
        return block.isPresent()
                ? json.plain(new ResourceId(ResourceId.Kind.BLOCK, entry.customer().customerId(), block.getAsLong())
                        .toString())
                : json.raw("null");
    }
}
