package io.quotastack.core.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Collections;
import java.util.stream.LongStream;

import io.quotastack.core.account.Account;
import io.quotastack.core.account.AccountDraft;
import io.quotastack.core.account.Backlog;
import io.quotastack.core.account.Changes;
import io.quotastack.core.account.EntryApplier;
import io.quotastack.core.account.ScheduledAction;
import io.quotastack.core.credit.BlockBalance;
import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.credit.BurnOrder;
import io.quotastack.core.decide.booking.CustomerEvent;
import io.quotastack.core.decide.booking.Decision;
import io.quotastack.core.decide.booking.Outcome;
import io.quotastack.core.ledger.Allocation;
import io.quotastack.core.ledger.EntryHash;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.reservation.Reservation;
import io.quotastack.core.scenario.InMemoryAccount.Folded;

/**
 * Keeps an account of its own from the entries alone and holds every decision against it: what CONTRACT 3 promises at
 * every sequence, whatever the command was. Every scenario runs under its eyes.
 */
final class Auditor {

    private final History history;
    private final InMemoryAccount books;
    private Instant lastOccurredAt = Instant.MIN;
    private Instant lastNow = Instant.MIN;
    private String lastHash = EntryHash.FIRST_PREVIOUS;
    private long lastSequence;
    private long sumOfDeltas;
    private long sumOfReservedDeltas;
    private long lastEvent;

    Auditor(History history, InMemoryAccount books) {
        this.history = history;
        this.books = books;
    }

    /** @param state after the decision; {@code history} has taken it in */
    void audit(Decision decision, Instant recordedAt, InMemoryAccount state) {
        decision.allEntries().forEach(this::audit);
        if (decision.outcome() instanceof Outcome.ReservationExtended(Reservation longer, Account after)) {
            extend(longer);
        }
        decision.allEvents().forEach(this::audit);
        assertThat(state.customer()).as("a customer has an account").matches(
                customer -> customer.isPresent() == state.account().isPresent());
        followMovedExpiries(state);
        assertThat(state.folded()).as("folding the entries gives the stored state").isEqualTo(books.folded());
        boolean inSteps = decision.outcome() instanceof Outcome.TimePassed
                || decision.outcome() instanceof Outcome.TestClockMoved
                || !state.account().map(Account::backlog).orElse(Backlog.NONE).isEmpty();
        state.account().ifPresent(account -> auditFigures(account, state.folded(), inSteps));
        decision.changes().flatMap(Changes::account).filter(account -> account.clock().isEmpty() && !inSteps)
                .ifPresent(account -> assertThat(account.now()).as("the time of a decision is kept")
                        .isAfterOrEqualTo(recordedAt));
    }

    private void audit(LedgerEntry entry) {
        assertThat(entry.sequence()).as("sequences have no gap").isEqualTo(lastSequence + 1);
        assertThat(entry.previousHash()).as("entries are chained").isEqualTo(lastHash);
        assertThat(EntryHash.of(entry)).as("the hash is that of the entry").isEqualTo(entry.hash());
        assertThat(entry.occurredAt()).as("occurred_at never decreases").isAfterOrEqualTo(lastOccurredAt);
        assertThat(entry.allocations()).as("amounts are at least 0").allMatch(share -> share.amount() >= 0);
        assertThat(Math.abs(moved(entry))).as("the allocations of %s are its delta", entry)
                .isEqualTo(entry.allocations().stream().mapToLong(Allocation::amount).sum());
        lastSequence = entry.sequence();
        lastHash = entry.hash();
        lastOccurredAt = entry.occurredAt();
        sumOfDeltas += entry.delta();

        fold(entry);
        assertThat(books.account().map(Account::now)).as("a replay is at the time of its last entry")
                .contains(entry.occurredAt());
        Folded after = books.folded();
        assertThat(entry.after().balance()).as("the balance is the sum of deltas").isEqualTo(sumOfDeltas);
        assertThat(after.sumOfBlockBalances() - after.overage()).as("the balance is what blocks have, less overage")
                .isEqualTo(sumOfDeltas);
        assertThat(after.blockBalances().values()).as("no block is below 0, none stays empty")
                .allMatch(blockBalance -> blockBalance.remaining() > 0);
        sumOfReservedDeltas += entry.reservedDelta();
        assertThat(entry.after().reserved()).as("the reserved balance is the sum of reserved deltas")
                .isEqualTo(sumOfReservedDeltas);
        assertThat(after.reservations().values().stream().mapToLong(Reservation::credits).sum())
                .as("… and what open holds hold")
                .isEqualTo(sumOfReservedDeltas);
        assertThat(after.blockBalances()).as("no block has more than it was made with")
                .allSatisfy((order, blockBalance) -> assertThat(blockBalance.remaining())
                        .isLessThanOrEqualTo(history.block(order.ordinal()).originalAmount()));
        assertThat(after.overage() == 0
                || after.blockBalances().values().stream().allMatch(blockBalance -> blockBalance.free() == 0)
                || comesBackToAGoneBlock(entry)).as("overage and free credits never coexist").isTrue();
    }

    /** What a refund or a transfer brings to an ended block is taken by the very next entry and repays nothing (CONTRACT 3). */
    private static boolean comesBackToAGoneBlock(LedgerEntry entry) {
        return switch (entry.type()) {
            case REFUND, EXPIRE, VOID, COMMIT, RELEASE, RESERVE_EXPIRED, TRANSFER_IN -> true;
            case GRANT, ACTIVATE, USAGE, ADJUST, RESERVE, ROLLOVER, PURCHASE, TRANSFER_OUT -> false;
        };
    }

    /** What the allocations of an entry are shares of. */
    private static long moved(LedgerEntry entry) {
        return switch (entry.type()) {
            case RESERVE, RELEASE, RESERVE_EXPIRED -> entry.reservedDelta();
            case GRANT, ACTIVATE, USAGE, ADJUST, EXPIRE, VOID, REFUND, COMMIT, PURCHASE, TRANSFER_OUT,
                    TRANSFER_IN -> entry.delta();
            // from one block into another
            case ROLLOVER -> entry.allocations().getFirst().amount() * 2;
        };
    }

    /** A subscription moves the ends of its blocks: no entry says so. */
    private void followMovedExpiries(InMemoryAccount state) {
        var draft = new AccountDraft(books);
        books.folded().terms().keySet().forEach(ordinal -> state.terms(ordinal)
                .ifPresent(block -> draft.blocks().moveEnd(ordinal, block.expiresAt())));
        books.absorb(draft.changes());
    }

    /** Moves no credits and books no entry: the one change of the rows that a fold cannot see. */
    private void extend(Reservation longer) {
        var draft = new AccountDraft(books);
        draft.reservations().extend(books.reservation(longer.ordinal()).orElseThrow(), longer);
        books.absorb(draft.changes());
    }

    private void fold(LedgerEntry entry) {
        var draft = new AccountDraft(books);
        new EntryApplier(draft).apply(entry);
        books.absorb(draft.changes());
    }

    private void audit(CustomerEvent event) {
        assertThat(event.sequence()).as("events have no gap").isEqualTo(lastEvent + 1);
        lastEvent = event.sequence();
    }

    /** @param inSteps what is due may be booked in part only */
    private void auditFigures(Account account, Folded rows, boolean inSteps) {
        assertThat(account.now()).as("time never goes back").isAfterOrEqualTo(lastNow)
                .isAfterOrEqualTo(lastOccurredAt);
        lastNow = account.now();
        assertThat(account.eventsEmitted()).isEqualTo(lastEvent);
        assertThat(account.balance()).isEqualTo(rows.sumOfBlockBalances() - account.overage());
        assertThat(account.overage() == 0
                || rows.blockBalances().values().stream().allMatch(blockBalance -> blockBalance.free() == 0))
                .as("overage and free credits never coexist").isTrue();
        assertThat(account.openReservations()).isEqualTo(rows.reservations().size());
        assertThat(Collections.disjoint(rows.endsOfReservations().keySet(), rows.reservations().keySet()))
                .as("what has ended is no hold").isTrue();
        rows.reservations().values().forEach(reservation -> assertThat(rows.scheduledActions())
                .contains(new ScheduledAction(reservation.expiresAt(), ScheduledAction.Kind.RESERVATION_TTL,
                        reservation.ordinal())));
        assertThat(account.unspentBlocks()).as("unspent blocks have something left or are scheduled").isEqualTo(
                rows.blockBalances().size() + rows.scheduledActions().stream()
                        .filter(due -> due.kind() == ScheduledAction.Kind.ACTIVATION).count());
        assertThat(rows.terms().keySet()).as("terms are kept of every block there ever was").containsExactlyElementsOf(
                LongStream.rangeClosed(1, account.blocksMade()).boxed().toList());
        assertThat(rows.terms().values().stream().map(BlockTerms::burnOrder))
                .as("what is left in a block stands where its terms put it").containsAll(rows.blockBalances().keySet());
        if (!inSteps) {
            rows.scheduledActions().forEach(due -> audit(due, account, rows));
        }
        if (!inSteps) {
            rows.blockBalances().forEach((order, blockBalance) -> auditExpiry(order, blockBalance, account, rows));
        }
    }

    private void audit(ScheduledAction due, Account account, Folded rows) {
        assertThat(due.at()).as("nothing is due before what is expected next")
                .isAfterOrEqualTo(account.nextScheduledAt());
        assertThat(due.at()).as("what is due is booked").isAfter(account.now());
        switch (due.kind()) {
            case SUBSCRIPTION, TRANSFER -> throw new AssertionError("not a due of credits: " + due);
            case RESERVATION_TTL -> assertThat(rows.reservations()).as("ends are of open holds")
                    .containsKey(due.ordinal());
            case EXPIRY, ACTIVATION -> assertThat(rows.terms()).as("actions are of live blocks")
                    .containsKey(due.ordinal());
        }
    }

    private void auditExpiry(BurnOrder order, BlockBalance blockBalance, Account account, Folded rows) {
        if (blockBalance.free() == 0) {
            return;
        }
        assertThat(order.expiresAt()).as("%s has not expired", blockBalance).isAfter(account.now());
        if (!order.expiresAt().equals(Instant.MAX)) {
            assertThat(rows.scheduledActions())
                    .contains(new ScheduledAction(order.expiresAt(), ScheduledAction.Kind.EXPIRY, order.ordinal()));
        }
    }
}
