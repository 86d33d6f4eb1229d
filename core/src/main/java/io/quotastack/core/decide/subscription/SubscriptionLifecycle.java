package io.quotastack.core.decide.subscription;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

import io.quotastack.core.account.AccountRows;
import io.quotastack.core.account.Periods;
import io.quotastack.core.decide.booking.CustomerEvent;
import io.quotastack.core.decide.booking.DecisionContext;
import io.quotastack.core.decide.booking.EntryBooker;
import io.quotastack.core.plan.Anchor;
import io.quotastack.core.plan.AnchoredPeriods;
import io.quotastack.core.plan.BillingMode;
import io.quotastack.core.plan.ContractTerms;
import io.quotastack.core.plan.PlanVariant;
import io.quotastack.core.subscription.Period;
import io.quotastack.core.subscription.PeriodBlock;
import io.quotastack.core.subscription.PeriodCredits;
import io.quotastack.core.subscription.PeriodUsage;
import io.quotastack.core.subscription.Phase;
import io.quotastack.core.subscription.Subscription;
import io.quotastack.core.subscription.SubscriptionSnapshot;
import io.quotastack.core.subscription.SubscriptionStatus;

/**
 * What happens in the life of a subscription (CONTRACT 9), at one moment: by time ({@link #step}), or because the tenant
 * asked ({@link SubscriptionDecider}). At one instant: what was left rolls over, the event is emitted, then grants
 * land.
 */
public final class SubscriptionLifecycle {

    private final EntryBooker booker;
    private final DecisionContext context;

    public SubscriptionLifecycle(EntryBooker booker) {
        this.booker = booker;
        this.context = booker.context();
    }

    /** Lets happen what time brings next. */
    public void step() {
        Subscription subscription = context.draft().subscription()
                .orElseThrow(() -> new IllegalStateException("no live subscription of " + context.draft().key()));
        PlanVariant variant = context.variantOf(subscription);
        switch (subscription.phase()) {
            case Phase.Scheduled(Instant startAt, int trialDays) -> begin(subscription, variant, trialDays);
            case Phase.Trialing() -> {
                Subscription notified = notices(subscription, variant);
                if (booker.at().isBefore(notified.current().end())) {
                    keep(new PlanGrants(booker, variant).landBySchedule(notified), variant);
                } else {
                    endTrial(notified, variant);
                }
            }
            case Phase.Active(boolean renewed) -> {
                Subscription notified = notices(subscription, variant);
                if (booker.at().isBefore(notified.current().end())) {
                    keep(new PlanGrants(booker, variant).landBySchedule(notified), variant);
                } else {
                    endPeriod(notified, variant, renewed);
                }
            }
            case Phase.Overdue overdue -> expire(subscription, variant);
            case Phase.Paused paused -> throw new IllegalStateException("nothing happens in a pause: " + subscription);
        }
    }

    /** A new one, at once or later. */
    Subscription create(PlanVariant variant, Instant startAt, int trialDays, Map<String, String> metadata) {
        var made = Subscription.scheduled(context.figures().subscriptionsMade() + 1, variant,
                new Phase.Scheduled(startAt, trialDays), metadata, booker.at());
        Subscription kept = keep(made, variant);
        emit(CustomerEvent.Type.SUBSCRIPTION_CREATED, kept, variant);
        return startAt.isAfter(booker.at()) ? kept : begin(kept, variant, trialDays);
    }

    private Subscription begin(Subscription scheduled, PlanVariant variant, int trialDays) {
        if (trialDays == 0) {
            return firstPaidPeriod(scheduled, variant, booker.at());
        }
        Instant end = booker.at().plus(Duration.ofDays(trialDays));
        Subscription begun = scheduled
                .begun(new Phase.Trialing(), new Period(booker.at(), end), Anchor.of(end), 0)
                .countingCadencesFrom(booker.at());
        PlanGrants grants = new PlanGrants(booker, variant);
        beginCredits(begun, 0);
        return keep(grants.landWithPeriod(begun.withGrantSchedules(grants.schedulesOf(begun, booker.at(), true))),
                variant);
    }

    /** The first period that counts as paid: all periods and cadence points are counted from its start. */
    Subscription firstPaidPeriod(Subscription subscription, PlanVariant variant, Instant start) {
        PlanGrants.endNow(booker, subscription);
        Optional<SortedMap<String, PeriodUsage>> usedOnTrial = takeUsage(variant);
        PlanGrants grants = new PlanGrants(booker, variant);
        Subscription begun = subscription
                .begun(new Phase.Active(false), period(new AnchoredPeriods(start, variant.terms().period()), 0),
                        Anchor.of(start), 1)
                .countingCadencesFrom(start)
                .withPeriodsLeft(variant.terms().contract().map(ContractTerms::periods));
        begun = begun.withGrantSchedules(grants.schedulesOf(begun, start, false));
        emit(CustomerEvent.Type.SUBSCRIPTION_ACTIVATED, begun, variant, usedOnTrial);
        beginCredits(begun, 0);
        return keep(grants.landWithPeriod(begun), variant);
    }

    private static Period period(AnchoredPeriods periods, long index) {
        return new Period(periods.start(index), periods.start(index + 1));
    }

    /** Notices whose time has come, each once. */
    private Subscription notices(Subscription subscription, PlanVariant variant) {
        Subscription notified = subscription;
        if (come(SubscriptionCalendar.endNotice(notified, variant))) {
            notified = notified.having(new Subscription.Notices(true, notified.notices().contractEnding()));
            emit(notified.phase() instanceof Phase.Trialing
                    ? CustomerEvent.Type.SUBSCRIPTION_TRIAL_ENDING
                    : CustomerEvent.Type.SUBSCRIPTION_RENEWAL_DUE, notified, variant);
        }
        if (notified.phase() instanceof Phase.Active && come(SubscriptionCalendar.contractNotice(notified, variant))) {
            notified = notified.having(new Subscription.Notices(notified.notices().ending(), true));
            emit(CustomerEvent.Type.SUBSCRIPTION_CONTRACT_ENDING, notified, variant);
        }
        return notified;
    }

    private boolean come(Optional<Instant> notice) {
        return notice.filter(at -> !at.isAfter(booker.at())).isPresent();
    }

    private void endTrial(Subscription subscription, PlanVariant variant) {
        if (subscription.cancelAtPeriodEnd()) {
            end(subscription, variant, SubscriptionStatus.CANCELED, CustomerEvent.Type.SUBSCRIPTION_CANCELED);
        } else if (variant.terms().billingMode() == BillingMode.POSTPAID) {
            firstPaidPeriod(subscription, variant, subscription.current().end());
        } else {
            overdue(subscription, variant, true);
        }
    }

    private void endPeriod(Subscription subscription, PlanVariant variant, boolean renewed) {
        if (subscription.cancelAtPeriodEnd()) {
            end(subscription, variant, SubscriptionStatus.CANCELED, CustomerEvent.Type.SUBSCRIPTION_CANCELED);
        } else if (SubscriptionCalendar.endsWithContract(subscription, variant)) {
            end(subscription, variant, SubscriptionStatus.CANCELED,
                    CustomerEvent.Type.SUBSCRIPTION_CONTRACT_ENDED);
        } else if (renewed || variant.terms().billingMode() == BillingMode.POSTPAID) {
            nextPeriod(subscription, variant);
        } else {
            overdue(subscription, variant, false);
        }
    }

    /** There is grace: the blocks of the period live on until it ends. */
    private void overdue(Subscription subscription, PlanVariant variant, boolean afterTrial) {
        Instant graceEnd = subscription.current().end().plus(Duration.ofDays(variant.terms().gracePeriodDays()));
        // They keep in mind the end of their own: a renewal gives it back to those that have not reached it.
        for (PeriodBlock block : context.draft().periods().blocksEndingBy(graceEnd.minusMillis(1))) {
            if (block.expiresAt().isBefore(subscription.current().end())) {
                context.draft().periods().remove(block);
            } else {
                context.draft().blocks().moveEnd(block.block(), Optional.of(graceEnd));
            }
        }
        Subscription overdue = subscription.in(new Phase.Overdue(graceEnd, afterTrial));
        emit(CustomerEvent.Type.SUBSCRIPTION_OVERDUE, overdue, variant);
        keep(overdue, variant);
    }

    /** The next period begins where the last one ended, though it may be renewed later. */
    Subscription nextPeriod(Subscription subscription, PlanVariant variant) {
        PlanVariant terms = subscription.changeTo().flatMap(context.environmentConfig()::variant).orElse(variant);
        boolean changed = !terms.ref().equals(variant.ref());
        Instant start = subscription.current().end();
        boolean anew = !terms.terms().period().equals(variant.terms().period());
        Anchor anchor = anew ? Anchor.of(start) : subscription.anchor();
        long index = anew ? 0 : subscription.next();
        var periods = new AnchoredPeriods(anchor, terms.terms().period());
        var period = new Period(start, periods.start(index + 1));

        new PlanGrants(booker, variant).rollOver(subscription, period.end());
        PlanGrants grants = new PlanGrants(booker, terms);
        Optional<SortedMap<String, PeriodUsage>> used = takeUsage(variant);
        if (changed) {
            leaveTerms();
        }
        Subscription begun = changed
                ? subscription.on(terms, terms.terms().contract().map(ContractTerms::periods))
                        .having(Subscription.Notices.NOTHING)
                : oneLess(subscription.notChanging(), terms);
        begun = begun.begun(new Phase.Active(false), period, anchor, index + 1);
        begun = anew ? begun.countingCadencesFrom(start) : begun;
        begun = changed ? begun.withGrantSchedules(grants.schedulesOf(begun, start, false)) : begun;
        if (changed) {
            emit(CustomerEvent.Type.SUBSCRIPTION_CHANGED, begun, terms);
        }
        emit(CustomerEvent.Type.SUBSCRIPTION_RENEWED, begun, terms, used);
        beginCredits(begun, 0);
        return keep(grants.landWithPeriod(begun), terms);
    }

    /** A term that is over is followed by another; that it ends is announced again. */
    private static Subscription oneLess(Subscription subscription, PlanVariant variant) {
        if (subscription.periodsLeft().filter(left -> left == 1).isPresent()) {
            return subscription.withPeriodsLeft(variant.terms().contract().map(ContractTerms::periods))
                    .having(Subscription.Notices.NOTHING);
        }
        return subscription.withPeriodsLeft(subscription.periodsLeft().map(left -> left - 1));
    }

    /** A change at once. The period stays, unless its length differs: then it starts now. */
    Subscription changeNow(Subscription subscription, PlanVariant variant, PlanVariant other, boolean prorate) {
        PlanGrants grants = new PlanGrants(booker, other);
        boolean trial = subscription.phase() instanceof Phase.Trialing;
        boolean anew = !trial && !other.terms().period().equals(variant.terms().period());
        PlanGrants former = new PlanGrants(booker, variant);
        PeriodCredits soFar = context.periodCredits().leaving(former.ofWholePeriod(subscription), booker.at());
        context.draft().put(AccountRows.PERIOD_CREDITS, soFar);
        Subscription changed = subscription
                .on(other, trial ? Optional.empty() : other.terms().contract().map(ContractTerms::periods))
                .having(Subscription.Notices.NOTHING);
        if (anew) {
            changed = changed.begun(new Phase.Active(false),
                    period(new AnchoredPeriods(booker.at(), other.terms().period()), 0), Anchor.of(booker.at()), 1)
                    .countingCadencesFrom(booker.at());
        }
        // In a period that goes on, the new terms' points up to now grant nothing.
        Instant notBefore = anew ? booker.at() : booker.at().plusMillis(1);
        changed = changed.withGrantSchedules(grants.schedulesOf(changed, notBefore, trial));
        // Who is postpaid no more has no period to come that could tell it.
        boolean usageEnds = anew || other.terms().billingMode() != BillingMode.POSTPAID;
        emit(CustomerEvent.Type.SUBSCRIPTION_CHANGED, changed, other,
                usageEnds ? takeUsage(variant) : Optional.empty());
        if (prorate) {
            former.voidBlocks(subscription);
        }
        leaveTerms();
        if (anew) {
            beginCredits(changed,
                    prorate ? context.periodCredits().overdrawn(subscription.current().end()) : 0);
            return keep(grants.landWithPeriod(changed), other);
        }
        return keep(prorate ? grants.landFairly(changed) : changed, other);
    }

    /** @param overdrawn what was used beyond what a period granted that a change cut short */
    private void beginCredits(Subscription begun, long overdrawn) {
        context.draft().periods()
                .begin(PeriodCredits.begin(begun.current().start(), context.nextBlockOrdinal(), overdrawn));
    }

    private void leaveTerms() {
        Periods periods = context.draft().periods();
        periods.blocks().forEach(block -> periods.replace(block, block.ofOtherTerms()));
    }

    private void expire(Subscription subscription, PlanVariant variant) {
        end(subscription, variant, SubscriptionStatus.EXPIRED, CustomerEvent.Type.SUBSCRIPTION_EXPIRED);
        variant.terms().fallbackVariantId().flatMap(context.environmentConfig()::variant)
                .ifPresent(fallback -> create(fallback, booker.at(), 0, subscription.metadata()));
    }

    /** Its blocks end with it. */
    void end(Subscription subscription, PlanVariant variant, SubscriptionStatus status, CustomerEvent.Type type) {
        PlanGrants.endNow(booker, subscription);
        Optional<SortedMap<String, PeriodUsage>> used = takeUsage(variant);
        context.draft().subscriptions().end(subscription, status);
        emit(type, SubscriptionSnapshot.ended(subscription, variant, status), used);
    }

    /**
     * The usage that ends here; none on prepaid terms, on which none is counted. What is taken stands nowhere any more:
     * whoever takes it tells it.
     */
    private Optional<SortedMap<String, PeriodUsage>> takeUsage(PlanVariant variant) {
        SortedMap<String, PeriodUsage> used = context.draft().periods().takeUsage();
        return used.isEmpty() && variant.terms().billingMode() == BillingMode.PREPAID
                ? Optional.empty()
                : Optional.of(used);
    }

    Subscription keep(Subscription subscription, PlanVariant variant) {
        Subscription kept = subscription.expecting(SubscriptionCalendar.nextScheduledAt(subscription, variant));
        context.draft().subscriptions().put(kept);
        return kept;
    }

    void emit(CustomerEvent.Type type, Subscription subscription, PlanVariant variant) {
        emit(type, subscription, variant, Optional.empty());
    }

    private void emit(CustomerEvent.Type type, Subscription subscription, PlanVariant variant,
            Optional<SortedMap<String, PeriodUsage>> usage) {
        emit(type, SubscriptionSnapshot.of(subscription, variant), usage);
    }

    private void emit(CustomerEvent.Type type, SubscriptionSnapshot snapshot,
            Optional<SortedMap<String, PeriodUsage>> usage) {
        context.emit(type, booker.at(), new CustomerEvent.SubscriptionMoved(snapshot, booker.byItself(), usage,
                context.draft().blocks().takeMovedEnds(), context.figures().version()));
    }
}
