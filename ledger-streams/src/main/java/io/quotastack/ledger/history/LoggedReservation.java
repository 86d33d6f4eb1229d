package io.quotastack.ledger.history;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

import io.quotastack.core.ledger.Allocation;

/**
 * A reservation as the entries so far have it.
 *
 * @param endedBySequence of the entry that committed, released or expired it
 * @param pins what it keeps of blocks; none once it ended
 */
record LoggedReservation(OptionalLong endedBySequence, List<Allocation> pins) {

    private static final long ACTIVE = 0;

    static LoggedReservation keeping(List<Allocation> allocations) {
        return new LoggedReservation(OptionalLong.empty(),
                allocations.stream().filter(share -> share.block().isPresent()).toList());
    }

    static LoggedReservation endedBy(long sequence) {
        return new LoggedReservation(OptionalLong.of(sequence), List.of());
    }

    byte[] bytes() {
        ByteBuffer row = ByteBuffer.allocate(Long.BYTES + pins.size() * 2 * Long.BYTES)
                .putLong(endedBySequence.orElse(ACTIVE));
        pins.forEach(pin -> row.putLong(pin.block().orElseThrow()).putLong(pin.amount()));
        return row.array();
    }

    static LoggedReservation of(byte[] bytes) {
        ByteBuffer row = ByteBuffer.wrap(bytes);
        long endedBy = row.getLong();
        List<Allocation> pins = new ArrayList<>();
        while (row.hasRemaining()) {
            pins.add(Allocation.ofBlock(row.getLong(), row.getLong()));
        }
        return new LoggedReservation(endedBy == ACTIVE ? OptionalLong.empty() : OptionalLong.of(endedBy), pins);
    }
}
