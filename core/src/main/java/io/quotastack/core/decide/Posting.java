package io.quotastack.core.decide;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.ledger.Allocation;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.ledger.LedgerEntry.UsageRef;

/**
 * What a new entry says before it has its place in the ledger.
 *
 * @param delta to the balance
 * @param overageDelta to overage
 * @param earnedDelta to lifetime earned
 * @param consumedDelta to lifetime consumed
 */
record Posting(EntryType type, long delta, long overageDelta, long earnedDelta, long consumedDelta,
        List<Allocation> allocations, List<Allocation> repaid, Optional<BlockTerms> newBlock,
        Optional<Metered> metered, Map<String, String> metadata) {

    /** The usage behind a charge or refund, with what priced it. */
    record Metered(UsageRef usage, Instant timestamp, long tierUnitsBefore) {}

    static Posting of(EntryType type, long delta, List<Allocation> allocations) {
        return new Posting(type, delta, 0, 0, 0, allocations, List.of(), Optional.empty(), Optional.empty(), Map.of());
    }

    Posting overage(long overageDelta) {
        return new Posting(type, delta, overageDelta, earnedDelta, consumedDelta, allocations, repaid, newBlock,
                metered, metadata);
    }

    Posting earned(long earnedDelta) {
        return new Posting(type, delta, overageDelta, earnedDelta, consumedDelta, allocations, repaid, newBlock,
                metered, metadata);
    }

    Posting consumed(long consumedDelta) {
        return new Posting(type, delta, overageDelta, earnedDelta, consumedDelta, allocations, repaid, newBlock,
                metered, metadata);
    }

    /** The shares of the allocations that pay back overage. */
    Posting repaying(List<Allocation> repaid) {
        long total = repaid.stream().mapToLong(Allocation::amount).sum();
        return new Posting(type, delta, overageDelta - total, earnedDelta, consumedDelta, allocations, repaid, newBlock,
                metered, metadata);
    }

    Posting making(Optional<BlockTerms> newBlock) {
        return new Posting(type, delta, overageDelta, earnedDelta, consumedDelta, allocations, repaid, newBlock,
                metered, metadata);
    }

    Posting metered(Metered metered) {
        return new Posting(type, delta, overageDelta, earnedDelta, consumedDelta, allocations, repaid, newBlock,
                Optional.of(metered), metadata);
    }

    Posting metadata(Map<String, String> metadata) {
        return new Posting(type, delta, overageDelta, earnedDelta, consumedDelta, allocations, repaid, newBlock,
                metered, metadata);
    }
}
