package io.quotastack.core.account;

import java.time.Instant;
import java.util.Optional;

import io.quotastack.core.ledger.EntryHash;

/**
 * The figures of one customer. Amounts are millicredits.
 *
 * @param version the sequence of the last ledger entry, 0 before the first
 * @param ledgerHash of that entry, 64 zeros before the first
 * @param balance Σ remaining of all blocks in effect, less overage
 * @param reserved what holds keep from new charges
 * @param overage how far charges went beyond the blocks; never above 0 while a block has free credits
 * @param now the time of the last decision; no later decision is earlier
 * @param nextScheduledAt nothing falls due before this instant; {@link Instant#MAX} when nothing is known to come
 * @param blocksMade the last block's ordinal
 * @param unspentBlocks how many blocks are scheduled or have something left
 * @param openReservations how many reservations are active
 * @param subscriptionsMade the last subscription's ordinal
 * @param subscribed whether the last one is live
 * @param clock a clock of its own, which stands still until it is moved; only in the test environment
 * @param eventsEmitted the last customer event's sequence
 * @param backlog what it has not caught up with
 */
public record Account(
        long version,
        String ledgerHash,
        long balance,
        long reserved,
        long overage,
        long lifetimeEarned,
        long lifetimeConsumed,
        Instant now,
        Instant nextScheduledAt,
        long blocksMade,
        int unspentBlocks,
        int openReservations,
        long subscriptionsMade,
        boolean subscribed,
        Optional<TestClock> clock,
        long eventsEmitted,
        Spend today,
        Spend thisMonth,
        Backlog backlog) {

    /** An account before its first entry. */
    public static final Account EMPTY = new Account(0, EntryHash.FIRST_PREVIOUS, 0, 0, 0, 0, 0, Instant.EPOCH,
            Instant.MAX, 0, 0, 0, 0, false, Optional.empty(), 0, Spend.NONE, Spend.NONE, Backlog.NONE);

    /** What a new charge can use. */
    public long effective() {
        return balance - reserved;
    }

    Account withNextScheduledAt(Instant due) {
        return new Account(version, ledgerHash, balance, reserved, overage, lifetimeEarned, lifetimeConsumed, now, due,
                blocksMade, unspentBlocks, openReservations, subscriptionsMade, subscribed, clock, eventsEmitted, today,
                thisMonth, backlog);
    }

    Account withNewBlock(long ordinal) {
        return new Account(version, ledgerHash, balance, reserved, overage, lifetimeEarned, lifetimeConsumed, now,
                nextScheduledAt, ordinal, unspentBlocks + 1, openReservations, subscriptionsMade, subscribed, clock,
                eventsEmitted, today,
                thisMonth, backlog);
    }

    Account withUnspentBlocks(int unspent) {
        return new Account(version, ledgerHash, balance, reserved, overage, lifetimeEarned, lifetimeConsumed, now,
                nextScheduledAt, blocksMade, unspent, openReservations, subscriptionsMade, subscribed, clock,
                eventsEmitted, today,
                thisMonth, backlog);
    }

    Account withOpenReservations(int open) {
        return new Account(version, ledgerHash, balance, reserved, overage, lifetimeEarned, lifetimeConsumed, now,
                nextScheduledAt, blocksMade, unspentBlocks, open, subscriptionsMade, subscribed, clock, eventsEmitted,
                today,
                thisMonth, backlog);
    }

    Account withSubscription(long ordinal, boolean live) {
        return new Account(version, ledgerHash, balance, reserved, overage, lifetimeEarned, lifetimeConsumed, now,
                nextScheduledAt, blocksMade, unspentBlocks, openReservations, ordinal, live, clock, eventsEmitted,
                today, thisMonth,
                backlog);
    }

    public Account withClock(TestClock moved) {
        return new Account(version, ledgerHash, balance, reserved, overage, lifetimeEarned, lifetimeConsumed, now,
                nextScheduledAt, blocksMade, unspentBlocks, openReservations, subscriptionsMade, subscribed,
                Optional.of(moved),
                eventsEmitted, today, thisMonth, backlog);
    }

    /**
     * When time alone makes something happen; what it has not caught up with is late already. A clock of its own that stands still makes nothing happen; what it still has
     * to let happen is late already, wherever it moves to.
     */
    public Optional<Instant> tickAt() {
        if (!backlog.isEmpty()) {
            return Optional.of(Instant.EPOCH);
        }
        if (clock.isPresent()) {
            return clock.filter(TestClock::moving).map(moving -> Instant.EPOCH);
        }
        return nextScheduledAt.equals(Instant.MAX) ? Optional.empty() : Optional.of(nextScheduledAt);
    }

    /** The same account at a later wall time, or at the time of its own clock; time never goes back. */
    public Account at(Instant wallTime) {
        return reached(clock.map(TestClock::now).orElse(wallTime));
    }

    /** The same account at that time, whatever clock says it; time never goes back. */
    public Account reached(Instant time) {
        return time.isAfter(now)
                ? new Account(version, ledgerHash, balance, reserved, overage, lifetimeEarned, lifetimeConsumed, time,
                        nextScheduledAt, blocksMade, unspentBlocks, openReservations, subscriptionsMade, subscribed,
                        clock,
                        eventsEmitted, today, thisMonth, backlog)
                : this;
    }

    /** The same figures as of a certain last entry. */
    public Account withEntry(long sequence, String hash) {
        return new Account(sequence, hash, balance, reserved, overage, lifetimeEarned, lifetimeConsumed, now,
                nextScheduledAt,
                blocksMade, unspentBlocks, openReservations, subscriptionsMade, subscribed, clock, eventsEmitted, today,
                thisMonth, backlog);
    }

    Account withBacklog(Backlog other) {
        return new Account(version, ledgerHash, balance, reserved, overage, lifetimeEarned, lifetimeConsumed, now,
                nextScheduledAt, blocksMade, unspentBlocks, openReservations, subscriptionsMade, subscribed, clock,
                eventsEmitted, today,
                thisMonth, other);
    }

    /** The same account with so many customer events emitted. */
    public Account withEventsEmitted(long sequence) {
        return new Account(version, ledgerHash, balance, reserved, overage, lifetimeEarned, lifetimeConsumed, now,
                nextScheduledAt, blocksMade, unspentBlocks, openReservations, subscriptionsMade, subscribed, clock,
                sequence, today,
                thisMonth, backlog);
    }

    /**
     * Net consumption in one UTC day or month, for spend caps.
     *
     * @param window the day's or month's first day as days since 1970
     * @param consumed charges less refunds booked in it; refunds of older charges can make it negative
     */
    public record Spend(long window, long consumed) {
        static final Spend NONE = new Spend(Long.MIN_VALUE, 0);

        /** What was consumed in a window: this one's figure, or 0 when this is an older one. */
        public long in(long otherWindow) {
            return window == otherWindow ? consumed : 0;
        }

        Spend plus(long inWindow, long amount) {
            return new Spend(inWindow, Math.addExact(in(inWindow), amount));
        }
    }
}
