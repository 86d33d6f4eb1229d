package io.quotastack.core.decide;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import io.quotastack.core.account.ChargedUsage;
import io.quotastack.core.account.TierCounter;
import io.quotastack.core.command.Command.Charge;
import io.quotastack.core.command.Command.RecordUsage;
import io.quotastack.core.command.Command.RefusedUsage;
import io.quotastack.core.command.Command.RetryUsage;
import io.quotastack.core.command.Command.VoidUsage;
import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.decide.Decision.UsageReport;
import io.quotastack.core.ledger.Allocation;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.ledger.LedgerEntry.UsageRef;
import io.quotastack.core.metering.MeteringRule;
import io.quotastack.core.metering.Metric;
import io.quotastack.core.metering.Pricing;
import io.quotastack.core.metering.TierPeriod;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.usage.UsageContent;
import io.quotastack.core.usage.UsageEvent;

/** Usage: priced, fitted, burned from blocks; refused ones tried again; charged ones given back (CONTRACT 5). */
final class UsageDecider {

    private UsageDecider() {}

    /** @param keyed the event's id was an Idempotency-Key */
    static Result record(Booking booking, RecordUsage command, boolean keyed) {
        UsageEvent event = command.event();
        Instant timestamp = command.timestamp().orElse(booking.now());
        Charging charging = command.refusedOnArrival().<Charging>map(Refused::new)
                .orElseGet(() -> charge(booking, event, timestamp, keyed));
        return switch (charging) {
            case Charged(LedgerEntry entry) -> {
                Result charged = Result.of(new Outcome.UsageCharged(entry));
                yield command.accepted()
                        ? charged.reporting(new UsageReport(event, timestamp, true, booking.now(), Optional.of(entry),
                                Optional.empty()))
                        : charged;
            }
            case Refused(Problem problem) -> {
                if (command.accepted()) {
                    booking.tell(CustomerEvent.Type.USAGE_REFUSED, booking.now(),
                            new CustomerEvent.Refusal(event, timestamp, problem));
                }
                yield Result.refused(problem).reporting(new UsageReport(event, timestamp, command.accepted(),
                        booking.now(), Optional.empty(), Optional.of(problem)));
            }
        };
    }

    static Result retry(Booking booking, RetryUsage command) {
        Optional<ChargedUsage> charged = booking.draft().chargedUsage(command.eventId());
        if (charged.isPresent()) {
            return wrongState(charged.get().voided() ? "voided" : "charged");
        }
        if (command.refused().isEmpty()) {
            return Result.refused(Problem.notFound("usage_event", "no refused event has this id"));
        }
        RefusedUsage refused = command.refused().get();
        return switch (charge(booking, refused.event(), refused.timestamp(), false)) {
            case Charged(LedgerEntry entry) -> Result.of(new Outcome.UsageRetried(entry));
            case Refused(Problem problem) -> Result.refused(problem);
        };
    }

    private sealed interface Charging {}

    private record Charged(LedgerEntry entry) implements Charging {}

    private record Refused(Problem problem) implements Charging {}

    private static Charging charge(Booking booking, UsageEvent event, Instant timestamp, boolean keyed) {
        Optional<Metric> metric = booking.world().metric(event.metricKey());
        if (metric.isEmpty()) {
            return new Refused(Problem.notFound("billable_metric", "there is no metric " + event.metricKey()));
        }
        Optional<MeteringRule> rule = metric.get().ruleInForceAt(timestamp);
        if (rule.isEmpty()) {
            return new Refused(Problem.of(ProblemType.METRIC_NOT_PRICED,
                    "no metering rule of " + event.metricKey() + " is in force at the event's time"));
        }
        long unitsBefore = booking.draft()
                .tierUnits(new TierCounter(event.metricKey(), TierPeriod.of(timestamp)));
        OptionalLong cost = Pricing.cost(rule.get().price(), unitsBefore, event.units());
        if (cost.isEmpty() || Amounts.sumOverflows(unitsBefore, event.units())) {
            return new Refused(Problem.of(ProblemType.AMOUNT_OVERFLOW, "the cost would leave the 64-bit range"));
        }
        Optional<Problem> refusal = new Affordability(booking.figures(), booking.customer(),
                booking.world().settings(), booking.now()).refusalOf(cost.getAsLong());
        if (refusal.isPresent()) {
            return new Refused(refusal.get());
        }
        var usage = new UsageRef(event.eventId(), event.metricKey(), rule.get().id(), event.units());
        LedgerEntry entry = debit(booking, cost.getAsLong(), new Posting.Metered(usage, timestamp, unitsBefore),
                event.metadata());
        booking.draft().putChargedUsage(event.eventId(),
                new ChargedUsage(UsageContent.hash(event), entry.sequence(), false, keyed));
        return new Charged(entry);
    }

    private static LedgerEntry debit(Booking booking, long cost, Posting.Metered metered,
            Map<String, String> metadata) {
        BurnDown burnDown = BurnDown.of(booking.draft(), cost);
        LedgerEntry entry = booking.book(Posting.of(EntryType.USAGE, -cost, burnDown.allocations())
                .overage(burnDown.toOverage()).consumed(cost).metered(metered).metadata(metadata));
        if (cost > 0) {
            booking.tell(CustomerEvent.Type.CREDIT_CONSUMED, booking.now(), new CustomerEvent.EntryBooked(entry));
        }
        return entry;
    }

    /** Gives a charge back; never to be re-rated, exactly what was charged (CONTRACT 4, 5). */
    static Result voidUsage(Booking booking, VoidUsage command, boolean refusedBefore) {
        Optional<ChargedUsage> charged = booking.draft().chargedUsage(command.eventId());
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
        Charge charge = command.charge().get();
        List<LedgerEntry> entries = refund(booking, command, charge);
        booking.draft().putChargedUsage(command.eventId(), new ChargedUsage(charged.get().contentHash(),
                charged.get().sequence(), true, charged.get().keyed()));
        return CreditDecider.written(booking, entries, entries.getFirst().context().newBlock().stream().toList(),
                false);
    }

    private static Result wrongState(String status) {
        return Result.refused(
                Problem.of(ProblemType.USAGE_STATE, "the event is " + status).with("usage_status", status));
    }

    private static List<LedgerEntry> refund(Booking booking, VoidUsage command, Charge charge) {
        booking.remember(charge.blocks());
        long overageShare = charge.allocations().stream().filter(share -> share.block().isEmpty())
                .mapToLong(Allocation::amount).sum();
        long lowered = Math.min(overageShare, booking.figures().overage());
        long credit = overageShare - lowered;
        Optional<BlockTerms> freeBlock = credit == 0
                ? Optional.empty()
                : Optional.of(CreditDecider.freeBlock(booking, credit, command.reason()));

        List<Allocation> toLive = new ArrayList<>();
        List<Returned> toGone = new ArrayList<>();
        for (Allocation share : charge.allocations()) {
            share.block().ifPresent(ordinal -> fate(booking, charge, ordinal).ifPresentOrElse(
                    fate -> toGone.add(new Returned(Allocation.ofBlock(ordinal, share.amount()), fate)),
                    () -> toLive.add(share)));
        }
        freeBlock.ifPresent(block -> toLive.add(Allocation.ofBlock(block.ordinal(), credit)));

        List<Allocation> all = new ArrayList<>(toLive);
        toGone.forEach(returned -> all.add(returned.share()));
        if (lowered > 0) {
            all.add(Allocation.ofOverage(lowered));
        }
        long amount = all.stream().mapToLong(Allocation::amount).sum();
        var usage = new UsageRef(command.eventId(), charge.metricKey(), charge.ruleId(), charge.units());
        LedgerEntry refund = booking.book(Posting.of(EntryType.REFUND, amount, all).overage(-lowered).consumed(-amount)
                .making(freeBlock).repaying(Repayment.from(booking.figures().overage() - lowered, toLive))
                .metered(new Posting.Metered(usage, charge.timestamp(), 0))
                .metadata(CreditDecider.reasonOf(command.reason())));
        booking.tell(CustomerEvent.Type.CREDIT_REFUNDED, booking.now(), new CustomerEvent.EntryBooked(refund));

        List<LedgerEntry> entries = new ArrayList<>();
        entries.add(refund);
        for (Returned returned : toGone) {
            LedgerEntry gone = booking.book(
                    Posting.of(returned.fate(), -returned.share().amount(), List.of(returned.share())));
            booking.tell(
                    returned.fate() == EntryType.EXPIRE
                            ? CustomerEvent.Type.CREDIT_EXPIRED
                            : CustomerEvent.Type.CREDIT_ADJUSTED,
                    booking.now(), new CustomerEvent.EntryBooked(gone));
            entries.add(gone);
        }
        return entries;
    }

    /** What comes back to a block that ended meanwhile, and how it is gone again at once. */
    private record Returned(Allocation share, EntryType fate) {}

    private static Optional<EntryType> fate(Booking booking, Charge charge, long ordinal) {
        if (booking.draft().voided(ordinal)) {
            return Optional.of(EntryType.VOID);
        }
        boolean expired = charge.blocks().stream()
                .anyMatch(block -> block.ordinal() == ordinal && block.expiredAt(booking.now()));
        return expired ? Optional.of(EntryType.EXPIRE) : Optional.empty();
    }
}
