package io.quotastack.core.decide;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.quotastack.core.account.Account;
import io.quotastack.core.account.AccountDraft;
import io.quotastack.core.account.AccountRows;
import io.quotastack.core.account.AccountState;
import io.quotastack.core.account.AnswerKey;
import io.quotastack.core.account.AnswerMark;
import io.quotastack.core.account.Backlog;
import io.quotastack.core.account.TestClock;
import io.quotastack.core.command.Command;
import io.quotastack.core.command.Command.RecordUsage;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.command.Idempotency;
import io.quotastack.core.config.Config;
import io.quotastack.core.customer.Customer;
import io.quotastack.core.decide.booking.Bounds;
import io.quotastack.core.decide.booking.CustomerEvent;
import io.quotastack.core.decide.booking.Decision;
import io.quotastack.core.decide.booking.Decision.KeptAnswer;
import io.quotastack.core.decide.booking.Decision.UsageReport;
import io.quotastack.core.decide.booking.DecisionContext;
import io.quotastack.core.decide.booking.Outcome;
import io.quotastack.core.decide.booking.Result;
import io.quotastack.core.decide.booking.Slice;
import io.quotastack.core.decide.charge.AlertsAndCaps;
import io.quotastack.core.decide.reservation.ReservationDecider;
import io.quotastack.core.decide.subscription.SubscriptionDecider;
import io.quotastack.core.decide.subscription.TestClockDecider;
import io.quotastack.core.decide.usage.UsageDecider;
import io.quotastack.core.decide.wallet.CreditDecider;
import io.quotastack.core.decide.wallet.TopUpDecider;
import io.quotastack.core.decide.wallet.TopUpRefund;
import io.quotastack.core.decide.wallet.TransferDecider;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.ledger.LedgerEntry.Cause;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.tenant.Settings;
import io.quotastack.core.usage.UsageContent;

/**
 * Decides every command to one customer, and nothing else does: a pure function of the customer's state, the command, the
 * configuration and the broker's time of the record.
 */
public final class CommandDecider {

    /**
     * Which decisions these are. The same log decided by the same version gives the same outcomes and answers, bit by bit; a
     * change that makes any of them another one takes the next number ({@code DeciderVersionTest} and
     * {@code AnswersOfVersionTest} tell).
     */
    public static final int VERSION = 5;

    /** How long the answer to a request is kept, of wall time (CONTRACT 11). */
    public static final Duration ANSWER_KEPT = Duration.ofHours(24);

    /**
     * How long the refusal of an event that was taken in binds waiting callers (CONTRACT 5) unless the tenant has chosen
     * {@linkplain Settings#usageRefusalsKept() less}, and how long it is known by which command that was: longer than a
     * record of {@code usage-events} is there to be read again.
     */
    public static final Duration ACCEPTED_REFUSAL_KEPT = Duration.ofDays(Settings.MOST_REFUSALS_KEPT_DAYS);

    private CommandDecider() {}

    /** Whether the refusal of an event that is kept is of one that was taken in; that told to a caller is kept for less. */
    public static boolean isOfAccepted(AnswerMark refusal) {
        return refusal.keptFor().equals(ACCEPTED_REFUSAL_KEPT);
    }

    /**
     * Decides one command.
     *
     * @param recordedAt the broker's time of the command's record; the decision's now is this, or the customer's last
     *     now when the broker's clock stepped back
     */
    public static Decision decide(AccountState state, CommandEnvelope envelope, Instant recordedAt, Config config) {
        return decide(state, envelope, recordedAt, config, Bounds.USUAL);
    }

    /** The same within other bounds. */
    public static Decision decide(AccountState state, CommandEnvelope envelope, Instant recordedAt, Config config,
            Bounds bounds) {
        return decide(new AccountDraft(state), envelope, recordedAt,
                DecidingConfig.of(config, state.key().tenantEnvironment()), bounds);
    }

    private static Decision decide(AccountDraft draft, CommandEnvelope envelope, Instant recordedAt,
            DecidingConfig config, Bounds bounds) {
        if (envelope.command() instanceof Command.Tick) {
            return passTime(draft, envelope, recordedAt, config, bounds);
        }
        Optional<Outcome> repeat = DuplicateDetector.find(draft, envelope, recordedAt,
                config.environment().settings());
        if (repeat.isPresent() && !(repeat.get() instanceof Outcome.Refused && accepted(envelope))) {
            return unchanged(repeat.get(), draft.customer());
        }
        Optional<Account> stored = draft.account();
        if (stored.isEmpty() && envelope.customer().externalId().isEmpty()) {
            return keeping(unchanged(new Outcome.Refused(unknown(envelope.command())), Optional.empty()), envelope,
                    recordedAt);
        }
        if (envelope.command() instanceof RecordUsage usage && usage.accepted()) {
            return take(draft, envelope, usage, recordedAt, config, bounds);
        }
        if (moving(stored)) {
            return unchanged(new Outcome.Refused(Problem.of(ProblemType.TEST_CLOCK_MOVING,
                    "the customer's test clock is moving; try again when it is ready")), draft.customer());
        }
        if (!stored.map(Account::backlog).orElse(Backlog.NONE).isEmpty()) {
            return unchanged(new Outcome.Refused(behind()), draft.customer());
        }
        if (envelope.command() instanceof Command.MoveTestClock move) {
            return moveClock(draft, envelope, move, recordedAt, config, bounds);
        }
        return decideNow(draft, stored.isPresent(), envelope, recordedAt, config, bounds);
    }

    /** A command that somebody waits for. What is due is booked, but where that is more than a slice, it is not decided. */
    private static Decision decideNow(AccountDraft draft, boolean existed, CommandEnvelope envelope, Instant recordedAt,
            DecidingConfig config, Bounds bounds) {
        open(draft, envelope, recordedAt);
        var catchUp = new CatchUp(draft, config, causeOf(envelope), recordedAt, new Slice(bounds.slice()));
        Instant now = draft.figures().at(recordedAt).now();
        if (!catchUp.processDue(now)) {
            return finished(catchUp, draft, recordedAt, unchanged(new Outcome.Refused(behind()), draft.customer()));
        }
        DecisionContext context = catchUp.context(causeOf(envelope), recordedAt, now);
        BalanceThresholds thresholds = BalanceThresholds.before(context);
        Result result = decide(context, envelope, existed, recordedAt);
        if (mayChangeAlertsAndCaps(envelope.command())) {
            AlertsAndCaps.watch(context, now);
        }
        thresholds.after(now);
        catchUp.processDueAfter(context);
        Decision decision = answering(result, finished(catchUp, draft, recordedAt, decision(result, context)),
                recordedAt);
        boolean comesToBe = existed || !(result.outcome() instanceof Outcome.Refused);
        return keeping(comesToBe ? decision : decision.changing(Optional.empty()), envelope, recordedAt);
    }

    /** With the answer to a command before, which is kept from now on as if it had been decided now. */
    private static Decision answering(Result result, Decision decision, Instant recordedAt) {
        return result.answered().map(answered -> decision.withWaited(new Decision.Waited(answered.envelope(),
                recordedAt,
                keeping(unchanged(answered.outcome(), decision.customer()), answered.envelope(), recordedAt))))
                .orElse(decision);
    }

    /** Those of a customer are its own, or come with the variant of its subscription. */
    private static boolean mayChangeAlertsAndCaps(Command command) {
        return command instanceof Command.UpdateCustomer || command instanceof Command.CreateSubscription
                || command instanceof Command.OfSubscription;
    }

    /** An accepted event, which is decided in its turn: now, or when the account has caught up. */
    private static Decision take(AccountDraft draft, CommandEnvelope envelope, RecordUsage usage, Instant recordedAt,
            DecidingConfig config, Bounds bounds) {
        open(draft, envelope, recordedAt);
        Backlog backlog = draft.figures().backlog();
        // An account that is behind is left to ticks, of which there is one at a time: thousands of events that each did
        // a slice would hold up everyone else.
        var slice = new Slice(backlog.behind() ? 0 : backlog.waiting() > 0 ? bounds.beside() : bounds.slice());
        var catchUp = new CatchUp(draft, config, causeOf(envelope), recordedAt, slice);
        boolean itsTurn = !backlog.behind() && !moving(draft.account()) && catchUp.letWaitingGo()
                && catchUp.processDue(draft.figures().at(recordedAt).now());
        if (itsTurn) {
            DecisionContext context = catchUp.context(causeOf(envelope), recordedAt, draft.figures().now());
            Decision decision = decideUsage(context, envelope, usage, recordedAt, recordedAt);
            catchUp.processDueAfter(context);
            return finished(catchUp, draft, recordedAt, decision.withBooked(context.entries(), context.events()));
        }
        if (waitsAlready(draft, usage)) {
            return takenIn(finished(catchUp, draft, recordedAt,
                    unchanged(new Outcome.UsageWaits(), draft.customer())), envelope, usage, recordedAt);
        }
        if (draft.figures().backlog().waiting() >= bounds.waiting()) {
            DecisionContext context = catchUp.context(causeOf(envelope), recordedAt, draft.figures().now());
            Result refused = refuseAccepted(context, usage, Problem.of(ProblemType.LIMIT_EXCEEDED, "at most "
                    + bounds.waiting() + " accepted events of a customer wait for what fell due; try it again later"));
            return keepingUnlessCharged(finished(catchUp, draft, recordedAt, decision(refused, context)), refused,
                    envelope, usage, recordedAt);
        }
        draft.backlog().add(usage.event(), envelope, recordedAt);
        return finished(catchUp, draft, recordedAt, unchanged(new Outcome.UsageWaits(), draft.customer()));
    }

    /** An event that another command takes in again while it waits is the same event. */
    private static boolean waitsAlready(AccountDraft draft, RecordUsage usage) {
        return draft.placeOfWaiting(usage.event().eventId()).flatMap(draft::waitingUsage)
                .filter(waiting -> waiting.isOf(usage.event())).isPresent();
    }

    /**
     * Decides an accepted event whose turn it is.
     *
     * @param recordedAt of its own record
     * @param decidedAt of the record that it is decided with: answers whose time is over by then may be gone, so none of
     *     them counts
     */
    static Decision decideUsage(DecisionContext context, CommandEnvelope envelope, RecordUsage usage,
            Instant recordedAt, Instant decidedAt) {
        Optional<Outcome> repeat = DuplicateDetector.find(context.draft(), envelope, decidedAt,
                context.environmentConfig().settings());
        if (repeat.isPresent() && !(repeat.get() instanceof Outcome.Refused)) {
            return unchanged(repeat.get(), context.draft().customer());
        }
        BalanceThresholds thresholds = BalanceThresholds.before(context);
        Result result = repeat.isPresent() && repeat.get() instanceof Outcome.Refused(Problem problem)
                ? refuseAccepted(context, usage, problem)
                : UsageDecider.record(context, usage, envelope.idempotency().isPresent());
        thresholds.after(context.now());
        return keepingUnlessCharged(decision(result, context), result, envelope, usage, recordedAt);
    }

    /** Books a bounded part of what is due and waits. A tick that comes twice, or too early, changes nothing. */
    private static Decision passTime(AccountDraft draft, CommandEnvelope tick, Instant recordedAt,
            DecidingConfig config, Bounds bounds) {
        Optional<Account> stored = draft.account();
        if (stored.filter(account -> ProjectedAccount.hasDueActions(account, recordedAt) || moving(stored)
                || !account.backlog().isEmpty()).isEmpty()) {
            return unchanged(new Outcome.TimePassed(), draft.customer());
        }
        var catchUp = new CatchUp(draft, config, causeOf(tick), recordedAt, new Slice(bounds.tick()));
        if (catchUp.letWaitingGo()) {
            catchUp.processDue(draft.figures().at(recordedAt).now());
        }
        return finished(catchUp, draft, recordedAt, unchanged(new Outcome.TimePassed(), draft.customer()));
    }

    private static Decision moveClock(AccountDraft draft, CommandEnvelope envelope, Command.MoveTestClock move,
            Instant recordedAt, DecidingConfig config, Bounds bounds) {
        Optional<Problem> refusal = TestClockDecider.refusalOf(draft, move, config.environment());
        if (refusal.isPresent()) {
            return keeping(unchanged(new Outcome.Refused(refusal.get()), draft.customer()), envelope, recordedAt);
        }
        open(draft, envelope, move.to());
        draft.put(draft.figures().withClock(new TestClock(move.to(), true)));
        var catchUp = new CatchUp(draft, config, causeOf(envelope), recordedAt, new Slice(bounds.slice()));
        catchUp.processDue(move.to());
        draft.backlog().putBehind(isBehind(draft, recordedAt));
        TestClockDecider.standOrMove(draft, true, catchUp.fellDue());
        DecisionContext context = catchUp.context(causeOf(envelope), recordedAt, move.to());
        Decision moved = decision(TestClockDecider.moved(context), context)
                .withBooked(catchUp.entries(), catchUp.events());
        return keeping(moved.changing(Optional.of(draft.changes())).withMessages(catchUp.messages()), envelope,
                recordedAt);
    }

    /** With all rows, and what was due and what waited before the command. */
    private static Decision finished(CatchUp catchUp, AccountDraft draft, Instant recordedAt, Decision decision) {
        draft.backlog().putBehind(isBehind(draft, recordedAt));
        TestClockDecider.standOrMove(draft, false, catchUp.fellDue());
        List<LedgerEntry> entries = new ArrayList<>(catchUp.entries());
        entries.addAll(decision.entries());
        List<CustomerEvent> events = new ArrayList<>(catchUp.events());
        events.addAll(decision.events());
        return new Decision(decision.outcome(), draft.customer(), entries, events, decision.usageReport(),
                Optional.of(draft.changes()), decision.keepAnswer(), decision.keepTakenIn(), catchUp.waited(),
                catchUp.messages());
    }

    private static boolean isBehind(AccountDraft draft, Instant recordedAt) {
        return !draft.figures().nextScheduledAt().isAfter(draft.figures().at(recordedAt).now());
    }

    private static Problem behind() {
        return Problem.of(ProblemType.UNAVAILABLE,
                "the account is catching up with what fell due; nothing was done, try again");
    }

    /** What an unknown customer means to a command: whoever names a thing of it knows nothing of customers. */
    private static Problem unknown(Command command) {
        if (command instanceof Command.OfReservation) {
            return Problem.notFound("reservation", "there is no such reservation");
        }
        return command instanceof Command.OfSubscription
                ? SubscriptionDecider.notFound()
                : Problem.notFound("customer", "there is no such customer");
    }

    private static Decision unchanged(Outcome outcome, Optional<Customer> customer) {
        return new Decision(outcome, customer, List.of(), List.of(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), List.of(), List.of());
    }

    private static boolean moving(Optional<Account> account) {
        return account.flatMap(Account::clock).filter(TestClock::moving).isPresent();
    }

    /** @param now when a customer comes to be, if it does */
    private static void open(AccountDraft draft, CommandEnvelope envelope, Instant now) {
        draft.put(draft.figures());
        if (draft.customer().isEmpty()) {
            envelope.customer().externalId()
                    .ifPresent(name -> draft.put(AccountRows.CUSTOMER, Customer.named(draft.key(), name, now)));
        }
    }

    static Cause causeOf(CommandEnvelope envelope) {
        return new Cause(envelope.commandId(), envelope.idempotency().map(Idempotency::key));
    }

    private static Decision decision(Result result, DecisionContext context) {
        return new Decision(result.outcome(), context.draft().customer(), context.entries(), context.events(),
                result.usageReport(), Optional.empty(), Optional.empty(), Optional.empty(), List.of(), List.of());
    }

    private static Result decide(DecisionContext context, CommandEnvelope envelope, boolean existed,
            Instant recordedAt) {
        return switch (envelope.command()) {
            case Command.CreateCustomer command -> CustomerDecider.create(context, command, existed);
            case Command.UpdateCustomer command -> CustomerDecider.update(context, command);
            case Command.GrantCredits command -> CreditDecider.grant(context, command);
            case Command.AdjustCredits command -> CreditDecider.adjust(context, command);
            case Command.VoidBlock command -> CreditDecider.voidBlock(context, command);
            case Command.TransferCredits command -> TransferDecider.send(context, command, envelope);
            case Command.ReceiveTransfer command -> TransferDecider.receive(context, command);
            case Command.SettleTransfer command -> TransferDecider.settle(context, command);
            case Command.TopUp command -> TopUpDecider.topUp(context, command);
            case Command.RefundTopUp command -> TopUpRefund.decide(context, command);
            case Command.Purchase command -> TopUpDecider.purchase(context, command);
            case Command.Reserve command -> ReservationDecider.reserve(context, command);
            case Command.CommitReservation command -> ReservationDecider.commit(context, command);
            case Command.ReleaseReservation command -> ReservationDecider.release(context, command);
            case Command.RefundReservation command -> ReservationDecider.refund(context, command);
            case Command.ExtendReservation command -> ReservationDecider.extend(context, command);
            case Command.ReleaseAllReservations command -> ReservationDecider.releaseAll(context);
            case Command.CreateSubscription command -> SubscriptionDecider.create(context, command);
            case Command.RenewSubscription command -> SubscriptionDecider.renew(context, command);
            case Command.ActivateSubscription command -> SubscriptionDecider.activate(context, command);
            case Command.CancelSubscription command -> SubscriptionDecider.cancel(context, command);
            case Command.UncancelSubscription command -> SubscriptionDecider.uncancel(context, command);
            case Command.PauseSubscription command -> SubscriptionDecider.pause(context, command);
            case Command.ResumeSubscription command -> SubscriptionDecider.resume(context, command);
            case Command.ChangeSubscription command -> SubscriptionDecider.change(context, command);
            case Command.MoveTestClock command -> throw new IllegalStateException("decided by itself: " + command);
            case Command.Tick command -> throw new IllegalStateException("a tick asks for nothing: " + command);
            case RecordUsage command -> UsageDecider.record(context, command, envelope.idempotency().isPresent());
            case Command.RetryUsage command -> UsageDecider.retry(context, command);
            case Command.VoidUsage command -> UsageDecider.voidUsage(context, command,
                    context.draft().answer(AnswerKey.ofRefusedUsage(command.eventId()))
                            .filter(mark -> mark.keptAt(recordedAt,
                                    context.environmentConfig().settings().usageRefusalsKept()))
                            .isPresent());
        };
    }

    /**
     * What was taken in and cannot be charged is announced and listed. Under an id that stands for another event, the
     * first stands; where the first was a request, the id leads to this refusal, as to any.
     */
    private static Result refuseAccepted(DecisionContext context, RecordUsage command, Problem problem) {
        Instant timestamp = command.timestamp().orElse(context.now());
        context.emit(CustomerEvent.Type.USAGE_REFUSED, context.now(),
                new CustomerEvent.Refusal(command.event(), timestamp, problem));
        return Result.refused(problem).reporting(new UsageReport(command.event(), timestamp, true, context.now(),
                Optional.empty(), Optional.of(problem),
                context.draft().chargedUsage(command.event().eventId()).isPresent()));
    }

    /** A refusal beside the charge of another event of the id is not what the id leads to. */
    private static Decision keepingUnlessCharged(Decision decision, Result result, CommandEnvelope envelope,
            RecordUsage usage, Instant recordedAt) {
        if (!(result.outcome() instanceof Outcome.Refused)) {
            return decision; // the charge is known by its event
        }
        Decision taken = takenIn(decision, envelope, usage, recordedAt);
        return result.usageReport().filter(UsageReport::besideCharge).isPresent()
                ? taken
                : keeping(taken, envelope, recordedAt);
    }

    /** Adds that the command is to be known again, by its own id: the event's may be taken in by others too, on purpose. */
    private static Decision takenIn(Decision decision, CommandEnvelope envelope, RecordUsage usage,
            Instant recordedAt) {
        return decision.keepingTakenIn(new KeptAnswer(AnswerKey.ofTakenIn(envelope.idWithEvent(usage.event())),
                new AnswerMark(UsageContent.hash(usage.event()), recordedAt, ACCEPTED_REFUSAL_KEPT)));
    }

    private static boolean accepted(CommandEnvelope envelope) {
        return envelope.command() instanceof RecordUsage usage && usage.accepted();
    }

    /** Adds under which key the answer is kept: usage only when refused, since a charge is kept as long as the ledger. */
    private static Decision keeping(Decision decision, CommandEnvelope envelope, Instant recordedAt) {
        Optional<KeptAnswer> kept = switch (envelope.command()) {
            case RecordUsage usage -> decision.outcome() instanceof Outcome.Refused
                    ? Optional.of(new KeptAnswer(AnswerKey.ofRefusedUsage(usage.event().eventId()),
                            new AnswerMark(UsageContent.hash(usage.event()), recordedAt,
                                    usage.accepted() ? ACCEPTED_REFUSAL_KEPT : ANSWER_KEPT)))
                    : Optional.empty();
            default -> envelope.idempotency().filter(key -> !leavesNothing(decision.outcome()))
                    .map(key -> new KeptAnswer(AnswerKey.ofRequest(key.key()),
                            new AnswerMark(key.fingerprint(), recordedAt, ANSWER_KEPT)));
        };
        return new Decision(decision.outcome(), decision.customer(), decision.entries(), decision.events(),
                decision.usageReport(), decision.changes(), kept, decision.keepTakenIn(), decision.waited(),
                decision.messages());
    }

    /** Neither a request with faults nor 5xx use up their key (CONTRACT 11); a message from another account has none. */
    private static boolean leavesNothing(Outcome outcome) {
        return outcome instanceof Outcome.TransferHeard || (outcome instanceof Outcome.Refused(Problem problem)
                && (problem.type() == ProblemType.UNAVAILABLE || problem.type() == ProblemType.INVALID_REQUEST));
    }
}
