package io.quotastack.core.decide.usage;

import java.time.Instant;
import java.util.Optional;

import io.quotastack.core.account.AccountRows;
import io.quotastack.core.account.ChargedUsage;
import io.quotastack.core.command.Command.RecordUsage;
import io.quotastack.core.command.Command.RefusedUsage;
import io.quotastack.core.command.Command.RetryUsage;
import io.quotastack.core.command.Command.VoidUsage;
import io.quotastack.core.decide.booking.CustomerEvent;
import io.quotastack.core.decide.booking.Decision.UsageReport;
import io.quotastack.core.decide.booking.DecisionContext;
import io.quotastack.core.decide.booking.EntryDraft;
import io.quotastack.core.decide.booking.Outcome;
import io.quotastack.core.decide.booking.Result;
import io.quotastack.core.decide.charge.ChargeAssessment;
import io.quotastack.core.decide.charge.Quote;
import io.quotastack.core.decide.wallet.BurnDown;
import io.quotastack.core.decide.wallet.Refund;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.subscription.Subscription;
import io.quotastack.core.usage.UsageContent;
import io.quotastack.core.usage.UsageEvent;

/** Usage: priced, fitted, burned from blocks; refused ones tried again; charged ones given back (CONTRACT 5). */
public final class UsageDecider {

    private UsageDecider() {}

    /**
     * Charges an event, or refuses it.
     *
     * @param keyed the event's id was an Idempotency-Key
     */
    public static Result record(DecisionContext context, RecordUsage command, boolean keyed) {
        UsageEvent event = command.event();
        Instant timestamp = command.timestamp().orElse(context.now());
        Charging charging = command.refusedOnArrival().<Charging>map(Refused::new)
                .orElseGet(() -> charge(context, event, timestamp, keyed));
        return switch (charging) {
            case Charged(LedgerEntry entry) -> {
                Result charged = Result.of(new Outcome.UsageCharged(entry));
                yield command.accepted()
                        ? charged.reporting(new UsageReport(event, timestamp, true, context.now(), Optional.of(entry),
                                Optional.empty()))
                        : charged;
            }
            case Refused(Problem problem) -> {
                if (command.accepted()) {
                    context.emit(CustomerEvent.Type.USAGE_REFUSED, context.now(),
                            new CustomerEvent.Refusal(event, timestamp, problem));
                }
                yield Result.refused(problem).reporting(new UsageReport(event, timestamp, command.accepted(),
                        context.now(), Optional.empty(), Optional.of(problem)));
            }
        };
    }

    public static Result retry(DecisionContext context, RetryUsage command) {
        Optional<ChargedUsage> charged = context.draft().chargedUsage(command.eventId());
        if (charged.isPresent()) {
            return wrongState(charged.get().voided() ? "voided" : "charged");
        }
        if (command.refused().isEmpty()) {
            return Result.refused(Problem.notFound("usage_event", "no refused event has this id"));
        }
        RefusedUsage refused = command.refused().get();
        if (refused.faulty()) {
            return Result.refused(Problem.of(ProblemType.USAGE_STATE,
                    "the event is at fault itself and can never be charged; send a right one under another id")
                    .with("usage_status", "refused"));
        }
        return switch (charge(context, refused.event(), refused.timestamp(), false)) {
            case Charged(LedgerEntry entry) -> Result.of(new Outcome.UsageRetried(entry));
            case Refused(Problem problem) -> Result.refused(problem);
        };
    }

    private sealed interface Charging {}

    private record Charged(LedgerEntry entry) implements Charging {}

    private record Refused(Problem problem) implements Charging {}

    private static Charging charge(DecisionContext context, UsageEvent event, Instant timestamp, boolean keyed) {
        var assessment = ChargeAssessment.of(context);
        return switch (assessment.usage(event.usage(), event.metadata(), timestamp)) {
            case ChargeAssessment.Refused refused -> new Refused(refused.problem());
            case ChargeAssessment.Fits fits -> new Charged(
                    debit(context, event, timestamp, assessment.quote(fits, timestamp), keyed));
        };
    }

    private static LedgerEntry debit(DecisionContext context, UsageEvent event, Instant timestamp, Quote priced,
            boolean keyed) {
        BurnDown burnDown = BurnDown.of(context.draft(), priced.cost());
        LedgerEntry entry = context.book(priced.noteIn(EntryDraft.of(EntryType.USAGE, -priced.cost(),
                burnDown.allocations())).overage(burnDown.toOverage()).consumed(priced.cost())
                .metered(priced.usage(Optional.of(event.eventId())), timestamp,
                        context.draft().subscription().flatMap(Subscription::tierPeriod), priced.countedValues())
                .metadata(event.metadata()));
        if (priced.cost() > 0) {
            context.emit(CustomerEvent.Type.CREDIT_CONSUMED, context.now(), new CustomerEvent.EntryBooked(entry));
        }
        context.draft().put(AccountRows.CHARGED_USAGE, event.eventId(),
                new ChargedUsage(UsageContent.hash(event), entry.sequence(), false, keyed));
        return entry;
    }

    /** Gives a charge back; never to be re-rated, exactly what was charged (CONTRACT 4, 5). */
    public static Result voidUsage(DecisionContext context, VoidUsage command, boolean refusedBefore) {
        Optional<ChargedUsage> charged = context.draft().chargedUsage(command.eventId());
        if (charged.isEmpty()) {
            return refusedBefore
                    ? wrongState("refused")
                    : Result.refused(Problem.notFound("usage_event", "no charged event has this id"));
        }
        if (charged.get().voided()) {
            return wrongState("voided");
        }
        if (command.charge().isEmpty()) {
            return Result.refused(ProblemType.UNAVAILABLE,
                    "the event was charged while the void was on its way; send it again");
        }
        Result result = Refund.ofEvent(command.eventId(), command.charge().get(), command.reason()).book(context);
        if (!(result.outcome() instanceof Outcome.Refused)) {
            context.draft().put(AccountRows.CHARGED_USAGE, command.eventId(),
                    new ChargedUsage(charged.get().contentHash(),
                            charged.get().sequence(), true, charged.get().keyed()));
        }
        return result;
    }

    private static Result wrongState(String status) {
        return Result.refused(
                Problem.of(ProblemType.USAGE_STATE, "the event is " + status).with("usage_status", status));
    }
}
