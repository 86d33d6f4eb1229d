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
import io.quotastack.core.text.Metadata;

/**
 * A live subscription.
 *
 * @param ordinal counts the customer's subscriptions from 1; its id derives from it
 * @param atPeriodEnd what happens when the period ends
 * @param notices which notices of this period were sent
 * @param due when something happens to it next
 */
public record Subscription(
        long ordinal,
        Terms terms,
        Phase phase,
        Calendar calendar,
        AtPeriodEnd atPeriodEnd,
        Notices notices,
        Optional<Instant> due,
        Map<String, String> metadata,
        Instant createdAt) {

    public Subscription {
        metadata = Metadata.copyOf(metadata);
    }

    /**
     * What it is on.
     *
     * @param variant the version it keeps until it is changed
     * @param periodsLeft of the contract's term, the current one included; absent without a contract
     */
    public record Terms(PlanVariant.Ref variant, String planId, Optional<Integer> periodsLeft) {

        /** Without a contract so far. */
        static Terms of(PlanVariant variant) {
            return new Terms(variant.ref(), variant.planId(), Optional.empty());
        }
    }

    /**
     * Its periods and the points of its grants.
     *
     * @param period the one it is in, or that ended when it became overdue; absent before it begins
     * @param anchor from where the next periods are counted
     * @param next the index of the next period from there
     * @param cadences from where the points of cadences are counted that no schedule counts yet
     * @param grantSchedules of the grants that have a cadence of their own, and of such grants of former terms
     */
    public record Calendar(
            Optional<Period> period,
            Anchor anchor,
            long next,
            Anchor cadences,
            List<GrantSchedule> grantSchedules) {

        public Calendar {
            grantSchedules = List.copyOf(grantSchedules);
        }

        /** All is counted from when it starts. */
        static Calendar startingAt(Instant start) {
            return new Calendar(Optional.empty(), Anchor.of(start), 0, Anchor.of(start), List.of());
        }
    }

    /**
     * What happens when the period ends.
     *
     * @param changeTo the variant that it changes to
     */
    public record AtPeriodEnd(boolean cancel, Optional<String> changeTo) {
        public static final AtPeriodEnd NOTHING = new AtPeriodEnd(false, Optional.empty());
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

    /** One that starts then; nothing happens to it yet. */
    public static Subscription scheduled(long ordinal, PlanVariant variant, Phase.Scheduled phase,
            Map<String, String> metadata, Instant createdAt) {
        return new Subscription(ordinal, Terms.of(variant), phase, Calendar.startingAt(phase.startAt()),
                AtPeriodEnd.NOTHING, Notices.NOTHING, Optional.empty(), metadata, createdAt);
    }

    public PlanVariant.Ref variant() {
        return terms.variant;
    }

    public String planId() {
        return terms.planId;
    }

    public Optional<Integer> periodsLeft() {
        return terms.periodsLeft;
    }

    public Optional<Period> period() {
        return calendar.period;
    }

    public Anchor anchor() {
        return calendar.anchor;
    }

    public long next() {
        return calendar.next;
    }

    public Anchor cadences() {
        return calendar.cadences;
    }

    public List<GrantSchedule> grantSchedules() {
        return calendar.grantSchedules;
    }

    public boolean cancelAtPeriodEnd() {
        return atPeriodEnd.cancel;
    }

    public Optional<String> changeTo() {
        return atPeriodEnd.changeTo;
    }

    public static String idOf(CustomerKey customer, long ordinal) {
        return new ResourceId(ResourceId.Kind.SUBSCRIPTION, customer.customerId(), ordinal).toString();
    }

    public SubscriptionStatus status() {
        return phase.status();
    }

    /** The period it is in; fails before it begins. */
    public Period current() {
        return period().orElseThrow(() -> new IllegalStateException("subscription " + ordinal + " has not begun"));
    }

    /** The tier counter of the period it is in. */
    public Optional<TierPeriod> tierPeriod() {
        return period().map(current -> TierPeriod.ofSubscription(ordinal, current.start()));
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
    public Optional<Instant> contractEnd(PlanVariant on) {
        return terms.periodsLeft.map(left -> left == 1
                ? current().end()
                : new AnchoredPeriods(calendar.anchor, on.terms().period()).start(calendar.next + left - 1));
    }

    public Subscription in(Phase newPhase) {
        return with(newPhase, calendar, notices);
    }

    /** In a period that has just begun: its end was not announced yet. */
    public Subscription begun(Phase newPhase, Period newPeriod, Anchor newAnchor, long newNext) {
        return with(newPhase,
                new Calendar(Optional.of(newPeriod), newAnchor, newNext, calendar.cadences, calendar.grantSchedules),
                new Notices(false, notices.contractEnding));
    }

    /** On other terms; nothing else changes by that alone. */
    public Subscription on(PlanVariant other, Optional<Integer> newPeriodsLeft) {
        return with(new Terms(other.ref(), other.planId(), newPeriodsLeft),
                new AtPeriodEnd(atPeriodEnd.cancel, Optional.empty()));
    }

    public Subscription withPeriodsLeft(Optional<Integer> left) {
        return with(new Terms(terms.variant, terms.planId, left), atPeriodEnd);
    }

    public Subscription changingTo(String variantId) {
        return with(terms, new AtPeriodEnd(atPeriodEnd.cancel, Optional.of(variantId)));
    }

    /** No change waits for the period's end. */
    public Subscription notChanging() {
        return with(terms, new AtPeriodEnd(atPeriodEnd.cancel, Optional.empty()));
    }

    public Subscription cancelingAtPeriodEnd(boolean cancel) {
        return with(terms, new AtPeriodEnd(cancel, atPeriodEnd.changeTo));
    }

    public Subscription withGrantSchedules(List<GrantSchedule> schedules) {
        return with(phase, new Calendar(calendar.period, calendar.anchor, calendar.next, calendar.cadences, schedules),
                notices);
    }

    public Subscription having(Notices newNotices) {
        return with(phase, calendar, newNotices);
    }

    public Subscription expecting(Optional<Instant> newDue) {
        return new Subscription(ordinal, terms, phase, calendar, atPeriodEnd, notices, newDue, metadata, createdAt);
    }

    /** The points of all cadences are counted from there. */
    public Subscription countingCadencesFrom(Instant start) {
        return with(phase,
                new Calendar(calendar.period, calendar.anchor, calendar.next, Anchor.of(start), List.of()), notices);
    }

    /**
     * Goes on after a pause. The end of the period and the points of grants come exactly that much later; the next ones are
     * counted from there, since months from a moved anchor would not meet them.
     */
    public Subscription resumed(Phase.Active active, Instant since, Duration pause) {
        Period longer = current().endingAt(current().end().plus(pause));
        Anchor cadences = calendar.cadences.movedTo(calendar.cadences.at().plus(pause));
        List<GrantSchedule> schedules = calendar.grantSchedules.stream()
                .map(schedule -> schedule.delayed(since, pause)).toList();
        return with(active,
                new Calendar(Optional.of(longer), calendar.anchor.movedTo(longer.end()), 0, cadences, schedules),
                notices);
    }

    private Subscription with(Phase newPhase, Calendar newCalendar, Notices newNotices) {
        return new Subscription(ordinal, terms, newPhase, newCalendar, atPeriodEnd, newNotices, due, metadata,
                createdAt);
    }

    private Subscription with(Terms newTerms, AtPeriodEnd newAtPeriodEnd) {
        return new Subscription(ordinal, newTerms, phase, calendar, newAtPeriodEnd, notices, due, metadata, createdAt);
    }
}
