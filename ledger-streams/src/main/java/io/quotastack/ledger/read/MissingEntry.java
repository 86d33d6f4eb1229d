package io.quotastack.ledger.read;

import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * An entry that the account says there is and history has not. A commit or a fetch may stall for as long as a disk or a broker
 * does; the entry is surely missing only when what was read of the account is committed, and history has then come to an end of
 * the log that was asked for after that, or to where it can never read on.
 */
final class MissingEntry {

    private final BooleanSupplier committed;
    private final LongSupplier end;
    private final Supplier<OptionalLong> readUpTo;
    private final LongPredicate neverPassed;
    private OptionalLong until = OptionalLong.empty();

    /**
     * Not certain yet.
     *
     * @param committed whether the entry is
     * @param end of the log, whether what is there is committed or not; asked once
     * @param readUpTo up to where history has the log
     * @param neverPassed whether it can never read on from there
     */
    MissingEntry(BooleanSupplier committed, LongSupplier end, Supplier<OptionalLong> readUpTo,
            LongPredicate neverPassed) {
        this.committed = committed;
        this.end = end;
        this.readUpTo = readUpTo;
        this.neverPassed = neverPassed;
    }

    /** Whether history would have it if there were one. */
    boolean isCertain() {
        if (until.isEmpty() && committed.getAsBoolean()) {
            until = OptionalLong.of(end.getAsLong());
        }
        OptionalLong read = readUpTo.get();
        return until.isPresent() && read.isPresent()
                && (read.getAsLong() >= until.getAsLong() || neverPassed.test(read.getAsLong()));
    }
}
