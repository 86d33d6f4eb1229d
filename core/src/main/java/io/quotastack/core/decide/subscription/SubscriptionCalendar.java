package io.quotastack.core.decide.subscription;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

import io.quotastack.core.plan.BillingMode;
import io.quotastack.core.plan.ContractTerms;
import io.quotastack.core.plan.PlanVariant;
import io.quotastack.core.subscription.GrantSchedule;
import io.quotastack.core.subscription.Phase;
import io.quotastack.core.subscription.Subscription;

/** When something happens to a live subscription by time alone (CONTRACT 9). */
final class SubscriptionCalendar {

    /** How long before its end a trial's end is announced. */
    private static final Duration TRIAL_NOTICE = Duration.ofDays(3);

    private SubscriptionCalendar() {}

    /** The next instant; none while it is paused. */
    static Optional<Instant> nextScheduledAt(Subscription subscription, PlanVariant variant) {
        return switch (subscription.phase()) {
            case Phase.Scheduled(Instant startAt, int trialDays) -> Optional.of(startAt);
            case Phase.Trialing() -> earliest(Stream.of(Optional.of(subscription.current().end()),
                    nextGrant(subscription), endNotice(subscription, variant)));
            case Phase.Active active -> earliest(Stream.of(Optional.of(subscription.current().end()),
                    nextGrant(subscription), endNotice(subscription, variant),
                    contractNotice(subscription, variant)));
            case Phase.Overdue(Instant graceEnd, boolean afterTrial) -> Optional.of(graceEnd);
            case Phase.Paused paused -> Optional.empty();
        };
    }

    /** When the end of the trial, or the renewal, is to be announced; none when it was, or nobody needs to know. */
    static Optional<Instant> endNotice(Subscription subscription, PlanVariant variant) {
        if (subscription.notices().ending() || subscription.cancelAtPeriodEnd()) {
            return Optional.empty();
        }
        return switch (subscription.phase()) {
            case Phase.Trialing() -> Optional.of(beforeEnd(subscription, TRIAL_NOTICE));
            case Phase.Active(boolean renewed) -> renewed || variant.terms().billingMode() == BillingMode.POSTPAID
                    || endsWithContract(subscription, variant)
                            ? Optional.empty()
                            : Optional.of(renewableFrom(subscription, variant));
            case Phase.Scheduled scheduled -> Optional.empty();
            case Phase.Overdue overdue -> Optional.empty();
            case Phase.Paused paused -> Optional.empty();
        };
    }

    /** From when on the next period can be paid. */
    static Instant renewableFrom(Subscription subscription, PlanVariant variant) {
        return beforeEnd(subscription, Duration.ofDays(variant.terms().renewalDueDays()));
    }

    /** So long before the period ends; a period that is shorter than that is announced when it begins. */
    private static Instant beforeEnd(Subscription subscription, Duration notice) {
        Instant at = subscription.current().end().minus(notice);
        return at.isBefore(subscription.current().start()) ? subscription.current().start() : at;
    }

    static Optional<Instant> contractNotice(Subscription subscription, PlanVariant variant) {
        if (subscription.notices().contractEnding() || subscription.cancelAtPeriodEnd()) {
            return Optional.empty();
        }
        return variant.terms().contract().map(ContractTerms::endingNoticeDays)
                .flatMap(days -> subscription.contractEnd(variant).map(end -> end.minus(Duration.ofDays(days))))
                // A notice longer than the term is given when the term begins; one later than its time is given now.
                .map(at -> at.isBefore(subscription.current().start()) ? subscription.current().start() : at);
    }

    /** Whether the contract ends with this period and no other term follows. */
    static boolean endsWithContract(Subscription subscription, PlanVariant variant) {
        return subscription.periodsLeft().filter(left -> left == 1).isPresent()
                && variant.terms().contract().filter(contract -> !contract.autoRenew()).isPresent();
    }

    /** A point at the very end of the period belongs to the next one, if there is one. */
    private static Optional<Instant> nextGrant(Subscription subscription) {
        return subscription.grantSchedules().stream().filter(GrantSchedule::runs).map(GrantSchedule::nextPoint)
                .filter(point -> point.isBefore(subscription.current().end())).min(Instant::compareTo);
    }

    private static Optional<Instant> earliest(Stream<Optional<Instant>> instants) {
        return instants.flatMap(Optional::stream).min(Instant::compareTo);
    }
}
