package io.quotastack.core.reservation;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.ResourceId;
import io.quotastack.core.ledger.Allocation;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.ledger.PricedUsage;
import io.quotastack.core.text.Metadata;

/**
 * An active reservation: credits that no other charge can use. There are holds only while they last; one that was
 * committed, released or expired is none.
 *
 * @param ordinal the sequence of the ledger entry that made it; its id derives from it
 * @param credits millicredits held, at least 0
 * @param estimate of a hold on a metric or of lines: what it was priced from; the rules stay those that price its
 *     commit; absent for a hold in plain credits
 * @param heldAllocations the blocks whose credits it keeps, in burn order; what is held beyond them is charged like a debit at commit
 * @param expiresAt exclusive end: from this instant on it cannot be committed
 */
public record Reservation(
        long ordinal,
        long credits,
        Optional<PricedUsage> estimate,
        List<Allocation> heldAllocations,
        Map<String, String> metadata,
        Instant createdAt,
        Instant expiresAt) {

    public Reservation {
        heldAllocations = List.copyOf(heldAllocations);
        metadata = Metadata.copyOf(metadata);
    }

    /** The hold that a `reserve` entry made. */
    public static Reservation madeBy(LedgerEntry entry) {
        return new Reservation(entry.reservation().orElseThrow(), entry.reservedDelta(),
                entry.usage().map(LedgerEntry.UsageRef::priced),
                entry.allocations().stream().filter(share -> share.block().isPresent()).toList(), entry.metadata(),
                entry.occurredAt(), entry.context().reservationExpiresAt().orElseThrow());
    }

    /** The credits kept in blocks. */
    public long held() {
        long sum = 0;
        for (Allocation heldAllocation : heldAllocations) {
            sum += heldAllocation.amount();
        }
        return sum;
    }

    /** What the overage policy let it hold beyond the blocks. */
    public long heldBeyondBlocks() {
        return credits - held();
    }

    /** The same hold with a later end, or as it is when it lasts longer already. */
    public Reservation lastingUntil(Instant time) {
        return time.isAfter(expiresAt)
                ? new Reservation(ordinal, credits, estimate, heldAllocations, metadata, createdAt, time)
                : this;
    }

    public static String idOf(CustomerKey customer, long ordinal) {
        return new ResourceId(ResourceId.Kind.RESERVATION, customer.customerId(), ordinal).toString();
    }
}
