package io.quotastack.core.decide;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import io.quotastack.core.command.Command;
import io.quotastack.core.command.Command.Actual;
import io.quotastack.core.command.Command.CommitReservation;
import io.quotastack.core.command.Command.ExtendReservation;
import io.quotastack.core.command.Command.HoldFor;
import io.quotastack.core.command.Command.OfReservation;
import io.quotastack.core.command.Command.RefundReservation;
import io.quotastack.core.command.Command.ReleaseReservation;
import io.quotastack.core.command.Command.Reserve;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.ledger.LedgerEntry;
import io.quotastack.core.metering.MeteringRule;
import io.quotastack.core.problem.FieldFault;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.reservation.Hold;
import io.quotastack.core.reservation.ReservationEnd;
import io.quotastack.core.reservation.ReservationStatus;

/**
 * Reservations (CONTRACT 7).
 *
 * <pre>
 *   active ──▶ committed | released | expired      (all three final; what was committed can be refunded once)
 * </pre>
 *
 * Only a {@link Hold} can be committed, released or extended, and there is one only while the reservation is active.
 */
final class ReservationDecider {

    /** At most so many reservations of a customer are active (CONTRACT 1). */
    static final int MOST_OPEN_HOLDS = 10_000;

    /** At most so many are released by one call (CONTRACT 7). */
    static final int MOST_RELEASED_AT_ONCE = 1_000;

    private ReservationDecider() {}

    static Result reserve(Booking booking, Reserve command) {
        if (booking.figures().openHolds() >= MOST_OPEN_HOLDS) {
            return Result.refused(ProblemType.LIMIT_EXCEEDED,
                    "a customer has at most " + MOST_OPEN_HOLDS + " active reservations");
        }
        var assessment = ChargeAssessment.of(booking);
        return switch (command.what()) {
            case HoldFor.Credits(long amount) -> assessment.refusalOfCredits(amount).map(Result::refused)
                    .orElseGet(() -> hold(booking, command, amount, Optional.empty()));
            case HoldFor.Units(String metricKey, long units) -> switch (assessment.units(metricKey, units,
                    booking.now())) {
                case ChargeAssessment.Refused refused -> Result.refused(refused.problem());
                case ChargeAssessment.Fits fits -> hold(booking, command, fits.millicredits(),
                        Optional.of(assessment.quote(fits, booking.now())));
            };
        };
    }

    private static Result hold(Booking booking, Reserve command, long credits, Optional<Quote> quote) {
        BurnDown burnDown = BurnDown.of(booking.draft(), credits);
        Posting posting = Posting.of(EntryType.RESERVE, 0, burnDown.allocations()).reserved(credits)
                .hold(booking.nextSequence(), booking.now().plus(command.ttl())).metadata(command.metadata());
        quote.ifPresent(priced -> posting.estimating(priced.usage(Optional.empty()), priced.unitsBefore()));
        LedgerEntry entry = Moment.ofCommand(booking).bookAndTell(posting, CustomerEvent.Type.RESERVATION_CREATED);
        Hold hold = booking.draft().hold(entry.sequence()).orElseThrow();
        return Result.of(new Outcome.Reserved(hold, entry, booking.figures()));
    }

    static Result commit(Booking booking, CommitReservation command) {
        return ofHold(booking, command, hold -> {
            var assessment = ChargeAssessment.of(booking);
            return switch (command.actual()) {
                case Actual.Credits(long amount) -> assessment.refusalBeyondHold(amount, hold.credits())
                        .map(Result::refused)
                        .orElseGet(() -> commit(booking, hold, amount, hold.estimate().map(
                                estimate -> assessment.quoteOf(amount, rule(booking, estimate), booking.now()))));
                case Actual.Units(long units) -> hold.estimate().isEmpty()
                        ? Result.refused(Problem.invalid(List.of(FieldFault.at("/actual_units",
                                "the reservation holds plain credits: commit with credits"))))
                        : switch (assessment.unitsOfHold(rule(booking, hold.estimate().get()), units,
                                hold.credits())) {
                            case ChargeAssessment.Refused refused -> Result.refused(refused.problem());
                            case ChargeAssessment.Fits fits -> commit(booking, hold, fits.millicredits(),
                                    Optional.of(assessment.quote(fits, booking.now())));
                        };
            };
        });
    }

    private static Result commit(Booking booking, Hold hold, long cost, Optional<Quote> quote) {
        List<LedgerEntry> entries = new HoldEnd(booking, hold).commit(cost, quote);
        return Result.of(new Outcome.ReservationEnded(hold, ReservationStatus.COMMITTED, cost,
                Math.max(0, hold.credits() - cost), entries, booking.figures()));
    }

    private static MeteringRule rule(Booking booking, Hold.Estimate estimate) {
        return booking.world().metric(estimate.metricKey()).flatMap(metric -> metric.rule(estimate.ruleId()))
                .orElseThrow(() -> new IllegalStateException("a hold's rule is gone: " + estimate));
    }

    static Result release(Booking booking, ReleaseReservation command) {
        return ofHold(booking, command, hold -> Result.of(new Outcome.ReservationEnded(hold,
                ReservationStatus.RELEASED, 0, hold.credits(),
                new HoldEnd(booking, hold)
                        .release(command.reason().map(CreditDecider::reasonOf).orElseGet(Map::of)),
                booking.figures())));
    }

    static Result releaseAll(Booking booking) {
        List<Hold> holds = new ArrayList<>();
        booking.draft().visitHolds(hold -> holds.add(hold) && holds.size() < MOST_RELEASED_AT_ONCE);
        // What a hold gives back to blocks that ended is an entry for each of them.
        var slice = new Slice(MOST_RELEASED_AT_ONCE);
        int released = 0;
        long credits = 0;
        for (Hold hold : holds) {
            if (slice.isUsedUp()) {
                break;
            }
            slice.use(new HoldEnd(booking, hold).release(Map.of()).size());
            released++;
            credits += hold.credits();
        }
        return Result.of(new Outcome.ReservationsReleased(released, credits, booking.figures().openHolds()));
    }

    /** Once only, and only what a commit charged; the reservation stays committed (CONTRACT 5). */
    static Result refund(Booking booking, RefundReservation command) {
        if (booking.draft().hold(command.reservation()).isPresent()) {
            return notCharged("pending", ReservationStatus.ACTIVE, "it is active: nothing was charged yet");
        }
        Optional<ReservationEnd> end = booking.draft().endOfHold(command.reservation());
        if (end.isEmpty()) {
            return Result.refused(whyNoHold(booking, command));
        }
        return switch (end.get()) {
            case COMMITTED -> command.charge()
                    .map(charge -> Refund.ofReservation(command.reservation(), charge, command.reason()).book(booking))
                    .orElseGet(() -> Result.refused(ProblemType.UNAVAILABLE,
                            "the reservation was committed while the refund was on its way; send it again"));
            case REFUNDED -> notCharged("voided", ReservationStatus.COMMITTED, "it was refunded before");
            case RELEASED, EXPIRED -> Result.refused(whyNoHold(booking, command));
        };
    }

    private static Result notCharged(String usageStatus, ReservationStatus status, String detail) {
        return Result
                .refused(Problem.of(ProblemType.USAGE_STATE, "the reservation has no charge to give back: " + detail)
                        .with("usage_status", usageStatus).with("reservation_status", status.text()));
    }

    static Result extend(Booking booking, ExtendReservation command) {
        return ofHold(booking, command, hold -> {
            Hold longer = hold.lastingUntil(booking.now().plus(command.ttl()));
            if (!longer.equals(hold)) {
                booking.draft().extendHold(hold, longer);
            }
            return Result.of(new Outcome.ReservationExtended(longer, booking.figures()));
        });
    }

    /** Acts on a hold, or says why there is none. */
    private static Result ofHold(Booking booking, OfReservation command, Function<Hold, Result> act) {
        return booking.draft().hold(command.reservation()).map(act)
                .orElseGet(() -> Result.refused(whyNoHold(booking, command)));
    }

    private static Problem whyNoHold(Booking booking, Command.OfReservation command) {
        return booking.draft().endOfHold(command.reservation())
                .map(ReservationEnd::status)
                .map(status -> Problem.of(ProblemType.RESERVATION_NOT_ACTIVE, "the reservation is " + status.text())
                        .with("reservation_status", status.text()))
                .orElseGet(() -> Problem.notFound("reservation", "there is no such reservation"));
    }
}
