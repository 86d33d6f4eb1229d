package io.quotastack.core.decide.reservation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import io.quotastack.core.command.Command;
import io.quotastack.core.command.Command.Actual;
import io.quotastack.core.command.Command.CommitReservation;
import io.quotastack.core.command.Command.ExtendReservation;
import io.quotastack.core.command.Command.OfReservation;
import io.quotastack.core.command.Command.RefundReservation;
import io.quotastack.core.command.Command.ReleaseReservation;
import io.quotastack.core.command.Command.Reserve;
import io.quotastack.core.command.Command.ReserveFor;
import io.quotastack.core.decide.booking.CustomerEvent;
import io.quotastack.core.decide.booking.DecisionContext;
import io.quotastack.core.decide.booking.EntryBooker;
import io.quotastack.core.decide.booking.EntryDraft;
import io.quotastack.core.decide.booking.Outcome;
import io.quotastack.core.decide.booking.Result;
import io.quotastack.core.decide.booking.Slice;
import io.quotastack.core.decide.charge.ChargeAssessment;
import io.quotastack.core.decide.charge.Quote;
import io.quotastack.core.decide.wallet.BurnDown;
import io.quotastack.core.decide.wallet.CreditDecider;
import io.quotastack.core.decide.wallet.Refund;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.ledger.PricedUsage;
import io.quotastack.core.metering.MeteringRule;
import io.quotastack.core.problem.FieldFault;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.reservation.Reservation;
import io.quotastack.core.reservation.ReservationEnd;
import io.quotastack.core.reservation.ReservationStatus;
import io.quotastack.core.usage.UsageLines;

/**
 * Reservations (CONTRACT 7).
 *
 * <pre>
 *   active ──▶ committed | released | expired      (all three final; what was committed can be refunded once)
 * </pre>
 *
 * Only a {@link Reservation} can be committed, released or extended, and there is one only while the reservation is active.
 */
public final class ReservationDecider {

    /** At most so many reservations of a customer are active (CONTRACT 1). */
    public static final int MOST_OPEN_RESERVATIONS = 10_000;

    /** At most so many are released by one call (CONTRACT 7). */
    public static final int MOST_RELEASED_AT_ONCE = 1_000;

    private ReservationDecider() {}

    public static Result reserve(DecisionContext context, Reserve command) {
        if (context.figures().openReservations() >= MOST_OPEN_RESERVATIONS) {
            return Result.refused(ProblemType.LIMIT_EXCEEDED,
                    "a customer has at most " + MOST_OPEN_RESERVATIONS + " active reservations");
        }
        var assessment = ChargeAssessment.of(context);
        return switch (command.what()) {
            case ReserveFor.Credits(long amount) -> assessment.refusalOfCredits(amount).map(Result::refused)
                    .orElseGet(() -> reservation(context, command, amount, Optional.empty()));
            case ReserveFor.Units(String metricKey, long units) -> reserve(context, command, assessment,
                    UsageLines.of(metricKey, units));
            case ReserveFor.Lines(UsageLines usage) -> reserve(context, command, assessment, usage);
        };
    }

    private static Result reserve(DecisionContext context, Reserve command, ChargeAssessment assessment,
            UsageLines usage) {
        return switch (assessment.usage(usage, command.metadata(), context.now())) {
            case ChargeAssessment.Refused refused -> Result.refused(refused.problem());
            case ChargeAssessment.Fits fits -> reservation(context, command, fits.millicredits(),
                    Optional.of(assessment.quote(fits, context.now())));
        };
    }

    private static Result reservation(DecisionContext context, Reserve command, long credits, Optional<Quote> quote) {
        BurnDown burnDown = BurnDown.of(context.draft(), credits);
        EntryDraft entryDraft = EntryDraft.of(EntryType.RESERVE, 0, burnDown.allocations()).reserved(credits)
                .reservation(context.nextSequence(), context.now().plus(command.ttl())).metadata(command.metadata());
        quote.ifPresent(priced -> priced.noteIn(entryDraft).estimating(priced.usage(Optional.empty())));
        LedgerEntry entry = EntryBooker.ofCommand(context).bookAndEmit(entryDraft,
                CustomerEvent.Type.RESERVATION_CREATED);
        Reservation reservation = context.draft().reservation(entry.sequence()).orElseThrow();
        return Result.of(new Outcome.Reserved(reservation, entry, context.figures()));
    }

    public static Result commit(DecisionContext context, CommitReservation command) {
        return ofReservation(context, command, reservation -> {
            var assessment = ChargeAssessment.of(context);
            return switch (command.actual()) {
                case Actual.Credits(long amount) -> assessment.refusalBeyondReservation(amount, reservation)
                        .map(Result::refused)
                        .orElseGet(() -> commit(context, reservation, amount, reservation.estimate().map(
                                held -> assessment.quoteOf(amount, held, reservation.metadata(),
                                        heldRule(context, held), context.now()))));
                case Actual.Units(long units) -> reservation.estimate().flatMap(PricedUsage::ofOneMetric)
                        .map(held -> commit(context, reservation, assessment, UsageLines.of(held.metricKey(), units)))
                        .orElseGet(() -> notHeld("/actual_units", reservation));
                case Actual.Lines(UsageLines usage) -> reservation.estimate().filter(PricedUsage::itemized)
                        .map(held -> commit(context, reservation, assessment, usage))
                        .orElseGet(() -> notHeld("/lines", reservation));
            };
        });
    }

    private static Result notHeld(String pointer, Reservation reservation) {
        return Result.refused(Problem.invalid(List.of(FieldFault.at(pointer, reservation.estimate()
                .map(held -> held.itemized()
                        ? "the reservation holds lines: commit with lines or credits"
                        : "the reservation is of one metric: commit with actual_units or credits")
                .orElse("the reservation holds plain credits: commit with credits")))));
    }

    private static Result commit(DecisionContext context, Reservation reservation, ChargeAssessment assessment,
            UsageLines usage) {
        return switch (assessment.usageOfReservation(usage, heldRule(context, reservation.estimate().orElseThrow()),
                reservation)) {
            case ChargeAssessment.Refused refused -> Result.refused(refused.problem());
            case ChargeAssessment.Fits fits -> commit(context, reservation, fits.millicredits(),
                    Optional.of(assessment.quote(fits, context.now())));
        };
    }

    private static Result commit(DecisionContext context, Reservation reservation, long cost, Optional<Quote> quote) {
        List<LedgerEntry> entries = new ReservationClosing(context, reservation).commit(cost, quote);
        return Result.of(new Outcome.ReservationEnded(reservation, ReservationStatus.COMMITTED, cost,
                Math.max(0, reservation.credits() - cost), entries, context.figures()));
    }

    /** The rule that was fixed for a metric, by its key. */
    private static Function<String, Optional<MeteringRule>> heldRule(DecisionContext context, PricedUsage held) {
        return metricKey -> held.lines().stream().filter(line -> line.metricKey().equals(metricKey)).findFirst()
                .map(line -> context.environmentConfig().metric(metricKey)
                        .flatMap(metric -> metric.rules().find(line.ruleId()))
                        .orElseThrow(() -> new IllegalStateException("a hold's rule is gone: " + line)));
    }

    public static Result release(DecisionContext context, ReleaseReservation command) {
        return ofReservation(context, command, reservation -> Result.of(new Outcome.ReservationEnded(reservation,
                ReservationStatus.RELEASED, 0, reservation.credits(),
                new ReservationClosing(context, reservation)
                        .release(command.reason().map(CreditDecider::reasonOf).orElseGet(Map::of)),
                context.figures())));
    }

    public static Result releaseAll(DecisionContext context) {
        List<Reservation> reservations = new ArrayList<>();
        context.draft().visitReservations(
                reservation -> reservations.add(reservation) && reservations.size() < MOST_RELEASED_AT_ONCE);
        // What a hold gives back to blocks that ended is an entry for each of them.
        var slice = new Slice(MOST_RELEASED_AT_ONCE);
        int released = 0;
        long credits = 0;
        for (Reservation reservation : reservations) {
            if (slice.isUsedUp()) {
                break;
            }
            slice.use(new ReservationClosing(context, reservation).release(Map.of()).size());
            released++;
            credits += reservation.credits();
        }
        return Result.of(new Outcome.ReservationsReleased(released, credits, context.figures().openReservations()));
    }

    /** Once only, and only what a commit charged; the reservation stays committed (CONTRACT 5). */
    public static Result refund(DecisionContext context, RefundReservation command) {
        if (context.draft().reservation(command.reservation()).isPresent()) {
            return notCharged("pending", ReservationStatus.ACTIVE, "it is active: nothing was charged yet");
        }
        Optional<ReservationEnd> end = context.draft().endOfReservation(command.reservation());
        if (end.isEmpty()) {
            return Result.refused(whyNoReservation(context, command));
        }
        return switch (end.get()) {
            case COMMITTED -> command.charge()
                    .map(charge -> Refund.ofReservation(command.reservation(), charge, command.reason()).book(context))
                    .orElseGet(() -> Result.refused(ProblemType.UNAVAILABLE,
                            "the reservation was committed while the refund was on its way; send it again"));
            case REFUNDED -> notCharged("voided", ReservationStatus.COMMITTED, "it was refunded before");
            case RELEASED, EXPIRED -> Result.refused(whyNoReservation(context, command));
        };
    }

    private static Result notCharged(String usageStatus, ReservationStatus status, String detail) {
        return Result
                .refused(Problem.of(ProblemType.USAGE_STATE, "the reservation has no charge to give back: " + detail)
                        .with("usage_status", usageStatus).with("reservation_status", status.text()));
    }

    public static Result extend(DecisionContext context, ExtendReservation command) {
        return ofReservation(context, command, reservation -> {
            Reservation longer = reservation.lastingUntil(context.now().plus(command.ttl()));
            if (!longer.equals(reservation)) {
                context.draft().reservations().extend(reservation, longer);
            }
            return Result.of(new Outcome.ReservationExtended(longer, context.figures()));
        });
    }

    /** Acts on a hold, or says why there is none. */
    private static Result ofReservation(DecisionContext context, OfReservation command,
            Function<Reservation, Result> act) {
        return context.draft().reservation(command.reservation()).map(act)
                .orElseGet(() -> Result.refused(whyNoReservation(context, command)));
    }

    private static Problem whyNoReservation(DecisionContext context, Command.OfReservation command) {
        return context.draft().endOfReservation(command.reservation())
                .map(ReservationEnd::status)
                .map(status -> Problem.of(ProblemType.RESERVATION_NOT_ACTIVE, "the reservation is " + status.text())
                        .with("reservation_status", status.text()))
                .orElseGet(() -> Problem.notFound("reservation", "there is no such reservation"));
    }
}
