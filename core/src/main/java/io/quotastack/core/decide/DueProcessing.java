package io.quotastack.core.decide;

import java.time.Instant;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

import io.quotastack.core.account.AccountDraft;
import io.quotastack.core.account.ScheduledAction;
import io.quotastack.core.credit.BlockBalance;
import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.decide.booking.CustomerEvent;
import io.quotastack.core.decide.booking.DecisionContext;
import io.quotastack.core.decide.booking.EntryBooker;
import io.quotastack.core.decide.booking.EntryDraft;
import io.quotastack.core.decide.booking.Slice;
import io.quotastack.core.decide.charge.AlertsAndCaps;
import io.quotastack.core.decide.reservation.ReservationClosing;
import io.quotastack.core.decide.subscription.SubscriptionLifecycle;
import io.quotastack.core.decide.wallet.Repayment;
import io.quotastack.core.decide.wallet.TransferDecider;
import io.quotastack.core.ledger.Allocation;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.reservation.Reservation;

/** Books all that is due by the decision's now, each entry at its own instant, before the command is decided. */
final class DueProcessing {

    private DueProcessing() {}

    /**
     * Lets happen what is due, as far as the slice goes; the rest is as due as before. What became due late, such as blocks
     * that a command ended, happens no earlier than the account's time.
     *
     * @return whether all has happened, and the account has reached the context's now
     */
    static boolean processDue(DecisionContext context, Slice slice) {
        if (!context.figures().nextScheduledAt().isAfter(context.now())) {
            letHappen(context, slice);
            context.draft().schedule().expectNext(first(context.draft()).map(ScheduledAction::at).orElse(Instant.MAX));
        }
        boolean reached = context.figures().nextScheduledAt().isAfter(context.now());
        if (reached) {
            context.draft().put(context.figures().reached(context.now()));
        }
        return reached;
    }

    private static void letHappen(DecisionContext context, Slice slice) {
        if (slice.isUsedUp()) {
            return;
        }
        context.draft().schedule().takeAdded(); // they stand among the rows that are read
        // Read once and not again after each, so that booking n actions stays n steps. Each uses up a part of the
        // slice, so that none can come to happen before one that was not read.
        NavigableSet<ScheduledAction> scheduledActions = dueBy(context.now(), context.draft(), slice.left());
        while (!scheduledActions.isEmpty() && !slice.isUsedUp()) {
            ScheduledAction due = scheduledActions.removeFirst();
            int before = context.entries().size();
            if (!context.draft().schedule().removed(due)) {
                Instant now = context.figures().now();
                Instant at = due.at().isBefore(now) ? now : due.at();
                BalanceThresholds thresholds = BalanceThresholds.before(context);
                happen(context, due, at);
                thresholds.after(at);
                context.draft().schedule().takeAdded().stream().filter(next -> !next.at().isAfter(context.now()))
                        .forEach(scheduledActions::add);
            }
            // A question to another account costs its receiver as much as an entry.
            slice.use(context.entries().size() - before + (due.kind() == ScheduledAction.Kind.TRANSFER ? 1 : 0));
        }
    }

    private static NavigableSet<ScheduledAction> dueBy(Instant now, AccountDraft draft, int most) {
        var scheduledActions = new TreeSet<ScheduledAction>();
        draft.visitScheduledActions(
                due -> !due.at().isAfter(now) && scheduledActions.add(due) && scheduledActions.size() < most);
        return scheduledActions;
    }

    private static Optional<ScheduledAction> first(AccountDraft draft) {
        var head = new ScheduledAction[1];
        draft.visitScheduledActions(due -> {
            head[0] = due;
            return false;
        });
        return Optional.ofNullable(head[0]);
    }

    private static void happen(DecisionContext context, ScheduledAction due, Instant at) {
        switch (due.kind()) {
            case RESERVATION_TTL -> new ReservationClosing(context, reservation(context, due.ordinal())).expire(at);
            case SUBSCRIPTION -> {
                new SubscriptionLifecycle(EntryBooker.ofScheduled(context, at)).step();
                AlertsAndCaps.watch(context, at);
            }
            case EXPIRY -> expire(context, context.terms(due.ordinal()), at);
            case ACTIVATION -> activate(context, context.terms(due.ordinal()), at);
            case TRANSFER -> TransferDecider.askAgain(context, due.ordinal());
        }
    }

    private static Reservation reservation(DecisionContext context, long ordinal) {
        return context.draft().reservation(ordinal).orElseThrow(
                () -> new IllegalStateException("no hold " + ordinal + " of " + context.draft().key()));
    }

    /** What holds keep outlives the block until they end. */
    private static void expire(DecisionContext context, BlockTerms block, Instant at) {
        BlockBalance blockBalance = context.draft().blockBalance(block.burnOrder()).orElseThrow();
        EntryBooker.ofScheduled(context, at).bookAndEmit(EntryDraft.of(EntryType.EXPIRE, -blockBalance.free(),
                List.of(Allocation.ofBlock(block.ordinal(), blockBalance.free()))), CustomerEvent.Type.CREDIT_EXPIRED);
    }

    private static void activate(DecisionContext context, BlockTerms block, Instant at) {
        var filled = Allocation.ofBlock(block.ordinal(), block.originalAmount());
        EntryBooker.ofScheduled(context, at).bookAndEmit(
                EntryDraft.of(EntryType.ACTIVATE, block.originalAmount(), List.of(filled))
                        .repaying(Repayment.from(context.figures().overage(), List.of(filled))),
                CustomerEvent.Type.CREDIT_GRANTED);
    }
}
