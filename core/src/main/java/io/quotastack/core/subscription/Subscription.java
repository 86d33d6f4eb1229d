package io.quotastack.core.subscription;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.ResourceId;
import io.quotastack.core.metering.TierPeriod;
import io.quotastack.core.plan.Anchor;
import io.quotastack.core.plan.AnchoredPeriods;
import io.quotastack.core.plan.PlanVariant;

/**
 * A live subscription.
 *
 * @param ordinal counts the customer's subscriptions from 1; its id derives from it
 * @param variant the version it keeps until it is changed
 * @param period the one it is in, or that ended when it became overdue; absent before it begins
 * @param anchor from where the next periods are counted
 * @param next the index of the next period from there
 * @param cadences from where the points of cadences are counted that no schedule counts yet
 * @param periodsLeft of the contract's term, the current one included; absent without a contract
 * @param changeTo the variant that it changes to when the period ends
 * @param grantSchedules of the grants that have a cadence of their own, and of such grants of former terms
 * @param notices which notices of this period were sent
 * @param due when something happens to it next
 */
public record Subscription(
        long ordinal,
        PlanVariant.Ref variant,
        String planId,
        Phase phase,
        Optional<Period> period,
        Anchor anchor,
        long next,
        Anchor cadences,
        Optional<Integer> periodsLeft,
        boolean cancelAtPeriodEnd,
        Optional<String> changeTo,
        List<GrantSchedule> grantSchedules,
        Notices notices,
        Optional<Instant> due,
        Map<String, String> metadata,
        Instant createdAt) {

    public Subscription {
        grantSchedules = List.copyOf(grantSchedules);
        metadata = Map.copyOf(metadata);
    }

    /**
     * Notices that are sent once a period.
     *
     * @param ending that its trial ends, or that its renewal is due
     * @param contractEnding that the term of its contract ends
     */
    public record Notices(boolean ending, boolean contractEnding) {
        public static final Notices NOTHING = new Notices(false, false);
    }

    public static String idOf(CustomerKey customer, long ordinal) {
        return new ResourceId(ResourceId.Kind.SUBSCRIPTION, customer.customerId(), ordinal).toString();
    }

    public SubscriptionStatus status() {
        return phase.status();
    }

    /** The period it is in; fails before it begins. */
    public Period current() {
        return period.orElseThrow(() -> new IllegalStateException("subscription " + ordinal + " has not begun"));
    }

    /** The tier counter of the period it is in. */
    public Optional<TierPeriod> tierPeriod() {
        return period.map(current -> TierPeriod.ofSubscription(ordinal, current.start()));
    }

    public Optional<Instant> trialEnd() {
        return phase instanceof Phase.Trialing ? Optional.of(current().end()) : Optional.empty();
    }

    public Optional<Instant> graceEnd() {
        return phase instanceof Phase.Overdue(Instant end, boolean afterTrial) ? Optional.of(end) : Optional.empty();
    }

    public Optional<Instant> pausedAt() {
        return phase instanceof Phase.Paused(Instant since, Phase.Active before)
                ? Optional.of(since)
                : Optional.empty();
    }

    /** The end of the contract's term: of the last of the periods that are left of it. */
    public Optional<Instant> contractEnd(PlanVariant terms) {
        return periodsLeft.map(left -> left == 1
                ? current().end()
                : new AnchoredPeriods(anchor, terms.terms().period()).start(next + left - 1));
    }

    public Subscription in(Phase newPhase) {
        return new Subscription(ordinal, variant, planId, newPhase, period, anchor, next, cadences, periodsLeft,
                cancelAtPeriodEnd, changeTo, grantSchedules, notices, due, metadata, createdAt);
    }

    /** In a period that has just begun: its end was not announced yet. */
    public Subscription begun(Phase newPhase, Period newPeriod, Anchor newAnchor, long newNext) {
        return new Subscription(ordinal, variant, planId, newPhase, Optional.of(newPeriod), newAnchor, newNext,
                cadences,
                periodsLeft, cancelAtPeriodEnd, changeTo, grantSchedules, new Notices(false, notices.contractEnding()),
                due,
                metadata, createdAt);
    }

    /** On other terms; nothing else changes by that alone. */
    public Subscription on(PlanVariant other, Optional<Integer> newPeriodsLeft) {
        return new Subscription(ordinal, other.ref(), other.planId(), phase, period, anchor, next, cadences,
                newPeriodsLeft,
                cancelAtPeriodEnd, Optional.empty(), grantSchedules, notices, due, metadata, createdAt);
    }

    public Subscription withPeriodsLeft(Optional<Integer> left) {
        return new Subscription(ordinal, variant, planId, phase, period, anchor, next, cadences, left,
                cancelAtPeriodEnd,
                changeTo, grantSchedules, notices, due, metadata, createdAt);
    }

    public Subscription changingTo(String variantId) {
        return new Subscription(ordinal, variant, planId, phase, period, anchor, next, cadences, periodsLeft,
                cancelAtPeriodEnd,
                Optional.of(variantId), grantSchedules, notices, due, metadata, createdAt);
    }

    /** No change waits for the period's end. */
    public Subscription notChanging() {
        return new Subscription(ordinal, variant, planId, phase, period, anchor, next, cadences, periodsLeft,
                cancelAtPeriodEnd,
                Optional.empty(), grantSchedules, notices, due, metadata, createdAt);
    }

    public Subscription cancelingAtPeriodEnd(boolean cancel) {
        return new Subscription(ordinal, variant, planId, phase, period, anchor, next, cadences, periodsLeft, cancel,
                changeTo,
                grantSchedules, notices, due, metadata, createdAt);
    }

    public Subscription withGrantSchedules(List<GrantSchedule> newClocks) {
        return new Subscription(ordinal, variant, planId, phase, period, anchor, next, cadences, periodsLeft,
                cancelAtPeriodEnd,
                changeTo, newClocks, notices, due, metadata, createdAt);
    }

    public Subscription having(Notices newNotices) {
        return new Subscription(ordinal, variant, planId, phase, period, anchor, next, cadences, periodsLeft,
                cancelAtPeriodEnd,
                changeTo, grantSchedules, newNotices, due, metadata, createdAt);
    }

    public Subscription expecting(Optional<Instant> newDue) {
        return new Subscription(ordinal, variant, planId, phase, period, anchor, next, cadences, periodsLeft,
                cancelAtPeriodEnd,
                changeTo, grantSchedules, notices, newDue, metadata, createdAt);
    }

    /** The points of all cadences are counted from there. */
    public Subscription countingCadencesFrom(Instant start) {
        return new Subscription(ordinal, variant, planId, phase, period, anchor, next, Anchor.of(start), periodsLeft,
                cancelAtPeriodEnd, changeTo, List.of(), notices, due, metadata, createdAt);
    }

    /**
     * Goes on after a pause. The end of the period and the points of grants come exactly that much later; the next ones are
     * counted from there, since months from a moved anchor would not meet them.
     */
    public Subscription resumed(Phase.Active active, Instant since, Duration pause) {
        Period longer = current().endingAt(current().end().plus(pause));
        return new Subscription(ordinal, variant, planId, active, Optional.of(longer), anchor.movedTo(longer.end()), 0,
                cadences.movedTo(cadences.at().plus(pause)), periodsLeft, cancelAtPeriodEnd, changeTo,
                grantSchedules.stream().map(clock -> clock.delayed(since, pause)).toList(), notices, due, metadata,
                createdAt);
    }
}
