package io.quotastack.ledger.history.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

import io.quotastack.core.ledger.Allocation;
import io.quotastack.platform.store.NumberBytes;

/**
 * A reservation as the entries so far have it.
 *
 * @param endedBySequence of the entry that committed, released or expired it
 * @param refundedBySequence of the entry that gave back what it was charged
 * @param heldAllocations what it keeps of blocks; none once it ended
 */
public record LoggedReservation(
        OptionalLong endedBySequence,
        OptionalLong refundedBySequence,
        List<Allocation> heldAllocations) {

    private static final long NOT_YET = 0;

    static LoggedReservation keeping(List<Allocation> allocations) {
        return new LoggedReservation(OptionalLong.empty(), OptionalLong.empty(),
                allocations.stream().filter(share -> share.block().isPresent()).toList());
    }

    static LoggedReservation endedBy(long sequence) {
        return new LoggedReservation(OptionalLong.of(sequence), OptionalLong.empty(), List.of());
    }

    LoggedReservation refundedBy(long sequence) {
        return new LoggedReservation(endedBySequence, OptionalLong.of(sequence), heldAllocations);
    }

    ByteBuffer row() {
        ByteBuffer row = NumberBytes.row((2 + heldAllocations.size() * 2) * Long.BYTES)
                .putLong(endedBySequence.orElse(NOT_YET)).putLong(refundedBySequence.orElse(NOT_YET));
        heldAllocations.forEach(
                heldAllocation -> row.putLong(heldAllocation.block().orElseThrow()).putLong(heldAllocation.amount()));
        return row;
    }

    static LoggedReservation of(ByteBuffer row) {
        OptionalLong endedBy = sequence(row.getLong());
        OptionalLong refundedBy = sequence(row.getLong());
        List<Allocation> heldAllocations = new ArrayList<>();
        while (row.hasRemaining()) {
            heldAllocations.add(Allocation.ofBlock(row.getLong(), row.getLong()));
        }
        return new LoggedReservation(endedBy, refundedBy, heldAllocations);
    }

    private static OptionalLong sequence(long number) {
        return number == NOT_YET ? OptionalLong.empty() : OptionalLong.of(number);
    }
}
