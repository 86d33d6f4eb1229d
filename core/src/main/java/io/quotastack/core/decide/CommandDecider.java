package io.quotastack.core.decide;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.quotastack.core.account.Account;
import io.quotastack.core.account.AccountDraft;
import io.quotastack.core.account.AccountState;
import io.quotastack.core.account.AnswerKey;
import io.quotastack.core.account.AnswerMark;
import io.quotastack.core.account.TestClock;
import io.quotastack.core.command.Command;
import io.quotastack.core.command.Command.RecordUsage;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.command.Idempotency;
import io.quotastack.core.customer.Customer;
import io.quotastack.core.decide.Decision.KeptAnswer;
import io.quotastack.core.decide.Decision.UsageReport;
import io.quotastack.core.ledger.LedgerEntry.Cause;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.tenant.Config;
import io.quotastack.core.usage.UsageContent;

/**
 * Decides every command about credits, and nothing else does: a pure function of one customer's state, the command, the
 * configuration and the broker's time of the record.
 */
public final class CommandDecider {

    /** How long the answer to a request is kept, of wall time (CONTRACT 11). */
    public static final Duration ANSWER_KEPT = Duration.ofHours(24);

    /** How long the refusal of an event that was taken in binds waiting callers (CONTRACT 5). */
    public static final Duration ACCEPTED_REFUSAL_KEPT = Duration.ofDays(90);

    /** How much of what is due one tick books, so that it never holds up the customers behind it for long. */
    static final int MOST_DUES_OF_A_TICK = 500;

    private CommandDecider() {}

    /**
     * Decides one command.
     *
     * @param recordedAt the broker's time of the command's record; the decision's now is this, or the customer's last
     *     now when the broker's clock stepped back
     */
    public static Decision decide(AccountState state, CommandEnvelope envelope, Instant recordedAt, Config config) {
        var draft = new AccountDraft(state);
        if (envelope.command() instanceof Command.Tick) {
            return passTime(draft, envelope, recordedAt, config);
        }
        Optional<Outcome> repeat = Repeats.find(draft, envelope, recordedAt);
        if (repeat.isPresent() && !(repeat.get() instanceof Outcome.Refused && accepted(envelope))) {
            return unchanged(repeat.get(), draft.customer());
        }
        boolean existed = draft.account().isPresent();
        if (!existed && envelope.customer().externalId().isEmpty()) {
            return keeping(unchanged(new Outcome.Refused(unknown(envelope.command())), Optional.empty()), envelope,
                    recordedAt);
        }
        if (moving(draft) && !accepted(envelope)) {
            return unchanged(new Outcome.Refused(Problem.of(ProblemType.TEST_CLOCK_MOVING,
                    "the customer's test clock is moving; try again when it is ready")), draft.customer());
        }
        if (envelope.command() instanceof Command.MoveTestClock move) {
            return keeping(moveClock(draft, envelope, move, recordedAt, config), envelope, recordedAt);
        }
        Account account = draft.account().orElse(Account.EMPTY).at(recordedAt);
        Booking booking = open(draft, account, account.now(), envelope, recordedAt, config);
        Settlement.settle(booking);
        BalanceWatch watch = BalanceWatch.before(booking);
        Result result = repeat.map(refusal -> reused(booking, envelope, (Outcome.Refused) refusal))
                .orElseGet(() -> decide(booking, envelope, existed, recordedAt));
        watch.after(booking.now());
        Settlement.settleAfter(booking);
        boolean comesToBe = existed || accepted(envelope) || !(result.outcome() instanceof Outcome.Refused);
        var decision = new Decision(result.outcome(), booking.draft().customer(), booking.entries(), booking.events(),
                result.usageReport(), comesToBe ? Optional.of(booking.draft().changes()) : Optional.empty(),
                Optional.empty());
        return standsBesideCharge(result) ? decision : keeping(decision, envelope, recordedAt);
    }

    /** Books a bounded part of what is due. A tick that comes twice, or too early, changes nothing. */
    private static Decision passTime(AccountDraft draft, CommandEnvelope tick, Instant recordedAt, Config config) {
        if (draft.account().isEmpty() || !Settled.anythingDue(draft.account().get(), recordedAt)) {
            return unchanged(new Outcome.TimePassed(), draft.customer());
        }
        Account account = draft.account().get();
        Booking booking = open(draft, account, account.at(recordedAt).now(), tick, recordedAt, config);
        Settlement.settle(booking, MOST_DUES_OF_A_TICK);
        if (moving(draft)) {
            TestClockDecider.goOn(booking);
        }
        return new Decision(new Outcome.TimePassed(), booking.draft().customer(), booking.entries(), booking.events(),
                Optional.empty(), Optional.of(booking.draft().changes()), Optional.empty());
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
        return new Decision(outcome, customer, List.of(), List.of(), Optional.empty(),
                Optional.empty(), Optional.empty());
    }

    private static boolean moving(AccountDraft draft) {
        return draft.account().flatMap(Account::clock).filter(TestClock::moving).isPresent();
    }

    private static Decision moveClock(AccountDraft draft, CommandEnvelope envelope, Command.MoveTestClock move,
            Instant recordedAt, Config config) {
        Optional<Problem> refusal = TestClockDecider.refusalOf(draft, move);
        if (refusal.isPresent()) {
            return unchanged(new Outcome.Refused(refusal.get()), draft.customer());
        }
        Account account = draft.account().orElse(Account.EMPTY).withClock(new TestClock(move.to(), true));
        Booking booking = open(draft, account, move.to(), envelope, recordedAt, config);
        Result result = TestClockDecider.move(booking);
        return new Decision(result.outcome(), booking.draft().customer(), booking.entries(), booking.events(),
                Optional.empty(), Optional.of(booking.draft().changes()), Optional.empty());
    }

    /** @param account at the decision's now, or earlier when what is due by then is booked in steps */
    private static Booking open(AccountDraft draft, Account account, Instant now, CommandEnvelope envelope,
            Instant recordedAt, Config config) {
        draft.put(account);
        if (draft.customer().isEmpty()) {
            envelope.customer().externalId()
                    .ifPresent(name -> draft.put(Customer.named(draft.key(), name, now)));
        }
        return new Booking(draft, config.world(draft.key().world()),
                new Cause(envelope.commandId(), envelope.idempotency().map(Idempotency::key)), recordedAt, now);
    }

    private static Result decide(Booking booking, CommandEnvelope envelope, boolean existed, Instant recordedAt) {
        return switch (envelope.command()) {
            case Command.CreateCustomer command -> CustomerDecider.create(booking, command, existed);
            case Command.UpdateCustomer command -> CustomerDecider.update(booking, command);
            case Command.GrantCredits command -> CreditDecider.grant(booking, command);
            case Command.AdjustCredits command -> CreditDecider.adjust(booking, command);
            case Command.VoidBlock command -> CreditDecider.voidBlock(booking, command);
            case Command.TopUp command -> TopUpDecider.topUp(booking, command);
            case Command.RefundTopUp command -> TopUpRefund.decide(booking, command);
            case Command.Purchase command -> TopUpDecider.purchase(booking, command);
            case Command.Reserve command -> ReservationDecider.reserve(booking, command);
            case Command.CommitReservation command -> ReservationDecider.commit(booking, command);
            case Command.ReleaseReservation command -> ReservationDecider.release(booking, command);
            case Command.ExtendReservation command -> ReservationDecider.extend(booking, command);
            case Command.ReleaseAllReservations command -> ReservationDecider.releaseAll(booking);
            case Command.CreateSubscription command -> SubscriptionDecider.create(booking, command);
            case Command.RenewSubscription command -> SubscriptionDecider.renew(booking, command);
            case Command.ActivateSubscription command -> SubscriptionDecider.activate(booking, command);
            case Command.CancelSubscription command -> SubscriptionDecider.cancel(booking, command);
            case Command.UncancelSubscription command -> SubscriptionDecider.uncancel(booking, command);
            case Command.PauseSubscription command -> SubscriptionDecider.pause(booking, command);
            case Command.ResumeSubscription command -> SubscriptionDecider.resume(booking, command);
            case Command.ChangeSubscription command -> SubscriptionDecider.change(booking, command);
            case Command.MoveTestClock command -> throw new IllegalStateException("decided by itself: " + command);
            case Command.Tick command -> throw new IllegalStateException("a tick asks for nothing: " + command);
            case RecordUsage command -> UsageDecider.record(booking, command, envelope.idempotency().isPresent());
            case Command.RetryUsage command -> UsageDecider.retry(booking, command);
            case Command.VoidUsage command -> UsageDecider.voidUsage(booking, command,
                    booking.draft().answer(AnswerKey.ofRefusedUsage(command.eventId()))
                            .filter(mark -> mark.keptAt(recordedAt)).isPresent());
        };
    }

    /**
     * An event that was taken in under an id that stands for another: reported as refused, the first stands. If the first
     * was no event but a request, the id leads to this refusal, as to any.
     */
    private static Result reused(Booking booking, CommandEnvelope envelope, Outcome.Refused refusal) {
        var command = (RecordUsage) envelope.command();
        Instant timestamp = command.timestamp().orElse(booking.now());
        Problem problem = refusal.problem();
        booking.tell(CustomerEvent.Type.USAGE_REFUSED, booking.now(),
                new CustomerEvent.Refusal(command.event(), timestamp, problem));
        return Result.refused(problem).reporting(new UsageReport(command.event(), timestamp, true, booking.now(),
                Optional.empty(), Optional.of(problem),
                booking.draft().chargedUsage(command.event().eventId()).isPresent()));
    }

    private static boolean standsBesideCharge(Result result) {
        return result.usageReport().filter(UsageReport::besideCharge).isPresent();
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
                decision.usageReport(), decision.changes(), kept);
    }

    /** Neither a request with faults nor 5xx use up their key (CONTRACT 11). */
    private static boolean leavesNothing(Outcome outcome) {
        return outcome instanceof Outcome.Refused(Problem problem)
                && (problem.type() == ProblemType.UNAVAILABLE || problem.type() == ProblemType.INVALID_REQUEST);
    }
}
