package io.quotastack.core.account;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.OptionalLong;

import io.quotastack.core.ledger.Balances;
import io.quotastack.core.ledger.EntryHash;

/**
 * What is known of one customer's account beside its rows.
 *
 * @param head of its chain of entries
 * @param balances after the last entry
 * @param time where it stands in time
 * @param counts of what was made for it
 * @param spending for spend caps
 * @param backlog what it has not caught up with
 * @param watch for alerts and caps
 */
public record Account(
        Head head,
        Balances balances,
        Time time,
        Counts counts,
        Spending spending,
        Backlog backlog,
        Watch watch) {

    /** An account before its first entry. */
    public static final Account EMPTY = new Account(Head.NONE, Balances.ZERO, Time.NONE, Counts.NONE, Spending.NONE,
            Backlog.NONE, Watch.NONE);

    /**
     * The last ledger entry.
     *
     * @param sequence 0 before the first
     * @param hash 64 zeros before the first
     */
    public record Head(long sequence, String hash) {
        static final Head NONE = new Head(0, EntryHash.FIRST_PREVIOUS);
    }

    /**
     * Where it stands in time.
     *
     * @param now the time of the last decision; no later decision is earlier
     * @param nextScheduledAt nothing falls due before this instant; {@link Instant#MAX} when nothing is known to come
     * @param clock a clock of its own, which stands still until it is moved; only in the test environment
     */
    public record Time(Instant now, Instant nextScheduledAt, Optional<TestClock> clock) {
        static final Time NONE = new Time(Instant.EPOCH, Instant.MAX, Optional.empty());
    }

    /**
     * How much was made for it.
     *
     * @param blocksMade the last block's ordinal
     * @param unspentBlocks how many blocks are scheduled or have something left
     * @param openReservations how many reservations are active
     * @param subscriptionsMade the last subscription's ordinal
     * @param subscribed whether the last one is live
     * @param eventsEmitted the last customer event's sequence
     */
    public record Counts(
            long blocksMade,
            int unspentBlocks,
            int openReservations,
            long subscriptionsMade,
            boolean subscribed,
            long eventsEmitted) {
        static final Counts NONE = new Counts(0, 0, 0, 0, false, 0);
    }

    /** Net consumption of the UTC day and month of the last entry that had any. */
    public record Spending(Spend today, Spend thisMonth) {
        static final Spending NONE = new Spending(Spend.NONE, Spend.NONE);

        Spending plus(LocalDate day, long consumed) {
            return new Spending(today.plus(day.toEpochDay(), consumed),
                    thisMonth.plus(day.withDayOfMonth(1).toEpochDay(), consumed));
        }
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

    /**
     * What is kept up because alerts or caps are in force; without any nothing is, and no decision looks for them.
     *
     * @param alerted whether there are alerts
     * @param cappedMetrics how many metrics have caps, each of which has a {@link CappedUsage}
     * @param grantsLeft millicredits left and not held of what the plan granted in the running period; only while an alert
     *     looks at them and there is such a period
     */
    public record Watch(boolean alerted, int cappedMetrics, OptionalLong grantsLeft) {

        public static final Watch NONE = new Watch(false, 0, OptionalLong.empty());

        public boolean caps() {
            return cappedMetrics > 0;
        }
    }

    public long version() {
        return head.sequence;
    }

    public String ledgerHash() {
        return head.hash;
    }

    public long balance() {
        return balances.balance();
    }

    public long reserved() {
        return balances.reserved();
    }

    public long overage() {
        return balances.overage();
    }

    public long lifetimeEarned() {
        return balances.lifetimeEarned();
    }

    public long lifetimeConsumed() {
        return balances.lifetimeConsumed();
    }

    /** What a new charge can use. */
    public long effective() {
        return balances.effective();
    }

    public Instant now() {
        return time.now;
    }

    public Instant nextScheduledAt() {
        return time.nextScheduledAt;
    }

    public Optional<TestClock> clock() {
        return time.clock;
    }

    public long blocksMade() {
        return counts.blocksMade;
    }

    public int unspentBlocks() {
        return counts.unspentBlocks;
    }

    public int openReservations() {
        return counts.openReservations;
    }

    public long subscriptionsMade() {
        return counts.subscriptionsMade;
    }

    public boolean subscribed() {
        return counts.subscribed;
    }

    public long eventsEmitted() {
        return counts.eventsEmitted;
    }

    public Spend today() {
        return spending.today;
    }

    public Spend thisMonth() {
        return spending.thisMonth;
    }

    /**
     * When time alone makes something happen; what it has not caught up with is late already. A clock of its own that
     * stands still makes nothing happen; what it still has to let happen is late already, wherever it moves to.
     */
    public Optional<Instant> tickAt() {
        if (!backlog.isEmpty()) {
            return Optional.of(Instant.EPOCH);
        }
        if (clock().isPresent()) {
            return clock().filter(TestClock::moving).map(moving -> Instant.EPOCH);
        }
        return nextScheduledAt().equals(Instant.MAX) ? Optional.empty() : Optional.of(nextScheduledAt());
    }

    /** The same account at a later wall time, or at the time of its own clock; time never goes back. */
    public Account at(Instant wallTime) {
        return reached(time.clock.map(TestClock::now).orElse(wallTime));
    }

    /** The same account at that time, whatever clock says it; time never goes back. */
    public Account reached(Instant instant) {
        return instant.isAfter(time.now) ? with(new Time(instant, time.nextScheduledAt, time.clock)) : this;
    }

    /** The same figures as of a certain last entry. */
    public Account withHead(Head other) {
        return new Account(other, balances, time, counts, spending, backlog, watch);
    }

    /** After another entry. */
    Account with(Head newHead, Balances newBalances, Spending newSpending) {
        return new Account(newHead, newBalances, time, counts, newSpending, backlog, watch);
    }

    Account withNextScheduledAt(Instant next) {
        return with(new Time(time.now, next, time.clock));
    }

    public Account withClock(TestClock moved) {
        return with(new Time(time.now, time.nextScheduledAt, Optional.of(moved)));
    }

    private Account with(Time other) {
        return new Account(head, balances, other, counts, spending, backlog, watch);
    }

    Account withNewBlock(long ordinal) {
        return with(new Counts(ordinal, counts.unspentBlocks + 1, counts.openReservations, counts.subscriptionsMade,
                counts.subscribed, counts.eventsEmitted));
    }

    Account withUnspentBlocks(int unspent) {
        return with(new Counts(counts.blocksMade, unspent, counts.openReservations, counts.subscriptionsMade,
                counts.subscribed, counts.eventsEmitted));
    }

    Account withOpenReservations(int open) {
        return with(new Counts(counts.blocksMade, counts.unspentBlocks, open, counts.subscriptionsMade,
                counts.subscribed, counts.eventsEmitted));
    }

    Account withSubscription(long ordinal, boolean live) {
        return with(new Counts(counts.blocksMade, counts.unspentBlocks, counts.openReservations, ordinal, live,
                counts.eventsEmitted));
    }

    /** The same account with so many customer events emitted. */
    public Account withEventsEmitted(long sequence) {
        return with(new Counts(counts.blocksMade, counts.unspentBlocks, counts.openReservations,
                counts.subscriptionsMade, counts.subscribed, sequence));
    }

    private Account with(Counts other) {
        return new Account(head, balances, time, other, spending, backlog, watch);
    }

    public Account watching(Watch other) {
        return new Account(head, balances, time, counts, spending, backlog, other);
    }

    Account withGrantsLeft(long left) {
        return watching(new Watch(watch.alerted, watch.cappedMetrics, OptionalLong.of(left)));
    }

    Account withBacklog(Backlog other) {
        return new Account(head, balances, time, counts, spending, other, watch);
    }
}
