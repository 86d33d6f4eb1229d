package io.quotastack.core.decide.subscription;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.quotastack.core.account.AccountDraft;
import io.quotastack.core.account.AccountRows;
import io.quotastack.core.credit.BlockBalance;
import io.quotastack.core.credit.BlockSource;
import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.decide.booking.Amounts;
import io.quotastack.core.decide.booking.CustomerEvent;
import io.quotastack.core.decide.booking.DecisionContext;
import io.quotastack.core.decide.booking.EntryBooker;
import io.quotastack.core.decide.booking.EntryDraft;
import io.quotastack.core.decide.wallet.CreditDecider;
import io.quotastack.core.decide.wallet.NewBlock;
import io.quotastack.core.ledger.Allocation;
import io.quotastack.core.ledger.EntryType;
import io.quotastack.core.plan.Cadence;
import io.quotastack.core.plan.CreditGrantTerms;
import io.quotastack.core.plan.GrantExpiry;
import io.quotastack.core.plan.PlanVariant;
import io.quotastack.core.subscription.GrantSchedule;
import io.quotastack.core.subscription.Period;
import io.quotastack.core.subscription.PeriodBlock;
import io.quotastack.core.subscription.PeriodCredits;
import io.quotastack.core.subscription.Phase;
import io.quotastack.core.subscription.Subscription;

/** The credits of a subscription: granted, rolled over, taken back (CONTRACT 9). */
final class PlanGrants {

    private static final int PERCENT = 100;

    /** So many schedules of former terms are kept, so that changes without end make no row without end. */
    private static final int MOST_IDLE_SCHEDULES = 50;

    private final EntryBooker booker;
    private final PlanVariant variant;

    PlanGrants(EntryBooker booker, PlanVariant variant) {
        this.booker = booker;
        this.variant = variant;
    }

    /**
     * The schedules of the grants that have a cadence of their own. What is counted already goes on; of the points before a
     * time nothing lands. Clocks that these terms do not need are kept for terms that do, so that going over to others and
     * back moves no point.
     */
    List<GrantSchedule> schedulesOf(Subscription subscription, Instant notBefore, boolean trial) {
        List<GrantSchedule> grantSchedules = new ArrayList<>();
        for (int i = 0; i < grants().size(); i++) {
            CreditGrantTerms terms = grants().get(i);
            if (terms.cadence().isPresent() && lands(terms, trial)) {
                grantSchedules.add(scheduleOf(subscription, terms.cadence().get(), trial).of(i).notBefore(notBefore));
            }
        }
        Set<Cadence> known = new HashSet<>();
        grantSchedules.forEach(schedule -> known.add(schedule.cadence()));
        List<GrantSchedule> idle = new ArrayList<>(subscription.grantSchedules());
        idle.removeIf(schedule -> !known.add(schedule.cadence()));
        idle.stream().limit(MOST_IDLE_SCHEDULES)
                .forEach(schedule -> grantSchedules.add(schedule.of(GrantSchedule.NO_GRANT)));
        return grantSchedules;
    }

    private GrantSchedule scheduleOf(Subscription subscription, Cadence cadence, boolean trial) {
        Optional<GrantSchedule> counted = subscription.grantSchedules().stream()
                .filter(schedule -> schedule.cadence().equals(cadence)).findFirst();
        // The cadence of the billing periods has its points at their beginnings, wherever pauses moved them.
        return counted.orElseGet(() -> !trial && cadence.equals(variant.terms().period())
                ? new GrantSchedule(GrantSchedule.NO_GRANT, subscription.anchor(), cadence,
                        Math.max(0, subscription.next() - 1))
                : new GrantSchedule(GrantSchedule.NO_GRANT, subscription.cadences(), cadence, 0));
    }

    /** What lands when a period begins, and what its schedules say by now. */
    Subscription landWithPeriod(Subscription subscription) {
        Period period = subscription.current();
        boolean trial = subscription.phase() instanceof Phase.Trialing;
        for (int i = 0; i < grants().size(); i++) {
            CreditGrantTerms terms = grants().get(i);
            if (terms.cadence().isEmpty() && lands(terms, trial)) {
                land(subscription, i, terms.credits(), expiry(terms, period.start(), period.end(), period));
            }
        }
        return landBySchedule(subscription);
    }

    /** What has its point by now within the period. Of points that were missed, what would have expired does not land. */
    Subscription landBySchedule(Subscription subscription) {
        Period period = subscription.current();
        forgetEnded();
        List<GrantSchedule> grantSchedules = new ArrayList<>();
        for (GrantSchedule schedule : subscription.grantSchedules()) {
            if (!schedule.runs()) {
                grantSchedules.add(schedule);
                continue;
            }
            CreditGrantTerms terms = grants().get(schedule.grant());
            GrantSchedule moving = schedule;
            while (!moving.nextPoint().isAfter(booker.at()) && moving.nextPoint().isBefore(period.end())) {
                Instant point = moving.nextPoint();
                moving = moving.ticked();
                land(subscription, schedule.grant(), terms.credits(),
                        expiry(terms, point, moving.nextPoint(), period));
            }
            grantSchedules.add(moving);
        }
        return subscription.withGrantSchedules(grantSchedules);
    }

    /** Of many short blocks in a long period only the last need be known. */
    private void forgetEnded() {
        booker.context().draft().periods().blocksEndingBy(booker.at())
                .forEach(booker.context().draft().periods()::remove);
    }

    /** What these terms grant in a whole period as the running one, without pauses: each grant at each of its points. */
    BigInteger ofWholePeriod(Subscription subscription) {
        return granted(subscription, booker.context().periodCredits().startWithoutPauses());
    }

    /** What grants of a cadence of their own give from a time to the period's end; the others give with its first instant. */
    private BigInteger granted(Subscription subscription, Instant from) {
        PeriodCredits credits = booker.context().periodCredits();
        boolean withStart = !from.isAfter(credits.startWithoutPauses());
        boolean trial = subscription.phase() instanceof Phase.Trialing;
        BigInteger sum = BigInteger.ZERO;
        for (CreditGrantTerms terms : grants()) {
            if (withStart && terms.cadence().isEmpty() && lands(terms, trial)) {
                sum = sum.add(BigInteger.valueOf(terms.credits()));
            }
        }
        for (GrantSchedule schedule : subscription.grantSchedules()) {
            if (schedule.runs()) {
                long points = schedule.periods().beginningsWithin(from, subscription.current().end());
                sum = sum.add(BigInteger.valueOf(grants().get(schedule.grant()).credits())
                        .multiply(BigInteger.valueOf(points)));
            }
        }
        return sum;
    }

    /**
     * What a change at once grants on the new terms, so that the period's whole is fair: what all its terms grant by the
     * time on them, less what was given and not taken back, less what the points to come give. When that is below 0, the
     * points to come give so much less.
     *
     * @param subscription on the new terms, in its running period
     */
    Subscription landFairly(Subscription subscription) {
        PeriodCredits credits = booker.context().periodCredits();
        BigInteger due = credits.fair(ofWholePeriod(subscription), subscription.current().end())
                .subtract(granted(subscription, booker.at().plusMillis(1)))
                .subtract(BigInteger.valueOf(credits.given()));
        booker.context().draft().put(AccountRows.PERIOD_CREDITS, credits.owing(clamped(due.negate())));
        new FairShares(grantsByTimeLeft(subscription)).of(clamped(due)).forEach(share -> share.grant().ifPresentOrElse(
                index -> grant(subscription, index, share.credits(), share.expiresAt()),
                () -> grantUntilPeriodEnd(subscription, share.credits())));
        return subscription;
    }

    private static long clamped(BigInteger amount) {
        return amount.max(BigInteger.ZERO).min(BigInteger.valueOf(Long.MAX_VALUE)).longValueExact();
    }

    /** Each grant that lands, with what it would give for the time that is left until its next point. */
    private List<FairShares.Part> grantsByTimeLeft(Subscription subscription) {
        Period period = subscription.current();
        boolean trial = subscription.phase() instanceof Phase.Trialing;
        List<FairShares.Part> parts = new ArrayList<>();
        for (int i = 0; i < grants().size(); i++) {
            CreditGrantTerms terms = grants().get(i);
            if (terms.cadence().isEmpty() && lands(terms, trial)) {
                parts.add(new FairShares.Part(i, terms.credits(), scaled(terms.credits(), period), true,
                        expiry(terms, booker.at(), period.end(), period)));
            }
        }
        for (GrantSchedule schedule : subscription.grantSchedules()) {
            if (schedule.runs()) {
                CreditGrantTerms terms = grants().get(schedule.grant());
                Instant next = schedule.nextPoint();
                parts.add(new FairShares.Part(schedule.grant(), terms.credits(),
                        scaled(terms.credits(), new Period(schedule.periods().beginningBefore(next), next)), false,
                        expiry(terms, booker.at(), next, period)));
            }
        }
        return parts;
    }

    /** By the milliseconds left of a span, exact and rounded down. */
    private long scaled(long credits, Period span) {
        long left = Math.max(0, Duration.between(booker.at(), span.end()).toMillis());
        long whole = Duration.between(span.start(), span.end()).toMillis();
        return Amounts.scaled(credits, Math.min(left, whole), whole);
    }

    /** What the terms have no grant for. */
    private void grantUntilPeriodEnd(Subscription subscription, long credits) {
        Instant end = subscription.current().end();
        book(subscription, credits, 0, Optional.of(end))
                .ifPresent(block -> booker.context().draft().periods().put(new PeriodBlock(block, 0, true, end)));
    }

    private List<CreditGrantTerms> grants() {
        return variant.terms().creditGrants();
    }

    private static boolean lands(CreditGrantTerms terms, boolean trial) {
        return !trial || terms.onTrial();
    }

    /**
     * When a block ends.
     *
     * @param point the grant's own instant, which it may be booked later than
     * @param nextPoint of its cadence
     */
    private static Optional<Instant> expiry(CreditGrantTerms terms, Instant point, Instant nextPoint, Period period) {
        return switch (terms.expires()) {
            case GrantExpiry.PeriodEnd() -> Optional.of(period.end());
            case GrantExpiry.CadenceEnd() -> Optional.of(nextPoint);
            case GrantExpiry.Never() -> Optional.empty();
            case GrantExpiry.After(long seconds) -> Optional.of(point.plusSeconds(seconds));
        };
    }

    /** A grant whose point has come, less what its period owes. */
    private void land(Subscription subscription, int index, long credits, Optional<Instant> expiresAt) {
        PeriodCredits soFar = booker.context().periodCredits();
        long less = Math.min(credits, soFar.owed());
        if (less > 0) {
            booker.context().draft().put(AccountRows.PERIOD_CREDITS, soFar.owing(soFar.owed() - less));
        }
        grant(subscription, index, credits - less, expiresAt);
    }

    private void grant(Subscription subscription, int index, long credits, Optional<Instant> expiresAt) {
        CreditGrantTerms terms = grants().get(index);
        book(subscription, credits, terms.priority(), expiresAt).ifPresent(block -> expiresAt
                .filter(end -> terms.expires().withThePeriod())
                .ifPresent(end -> booker.context().draft().periods().put(new PeriodBlock(block, index, false, end))));
    }

    /**
     * Books a grant; one beyond the customer's limit of blocks is voided at once. Nothing lands that has expired already,
     * that prorating left nothing of, or that no 64-bit lifetime could hold.
     *
     * @return the ordinal of its block, if that stays
     */
    private Optional<Long> book(Subscription subscription, long credits, int priority, Optional<Instant> expiresAt) {
        DecisionContext context = booker.context();
        if (credits == 0 || expiresAt.filter(end -> !end.isAfter(booker.at())).isPresent()
                || Amounts.sumOverflows(context.figures().lifetimeEarned(), credits)) {
            return Optional.empty();
        }
        BlockTerms block = block(BlockSource.PLAN, credits, priority, expiresAt);
        boolean full = context.figures().unspentBlocks() >= NewBlock.MOST_UNSPENT_BLOCKS;
        booker.bookAndEmit(NewBlock.entryDraft(context, EntryType.GRANT, block).subscription(subscription.ordinal()),
                CustomerEvent.Type.CREDIT_GRANTED);
        if (full) {
            takeAgain(subscription, block);
        }
        context.draft().put(AccountRows.PERIOD_CREDITS, context.periodCredits().granting(credits));
        return full ? Optional.empty() : Optional.of(block.ordinal());
    }

    /**
     * There is no room for the block, and nobody to refuse it to. What it repaid stays so; the rest is voided by an entry
     * that says why, rather than not be granted with no trace. As any void it counts as taken back of the period.
     */
    private void takeAgain(Subscription subscription, BlockTerms block) {
        long left = booker.context().draft().blockBalance(block.burnOrder()).map(BlockBalance::free).orElse(0L);
        if (left > 0) {
            booker.bookAndEmit(
                    EntryDraft.of(EntryType.VOID, -left, List.of(Allocation.ofBlock(block.ordinal(), left)))
                            .subscription(subscription.ordinal())
                            .metadata(CreditDecider.reasonOf("limit-exceeded: a customer has at most "
                                    + NewBlock.MOST_UNSPENT_BLOCKS + " unspent blocks")),
                    CustomerEvent.Type.CREDIT_ADJUSTED);
        }
    }

    private BlockTerms block(BlockSource source, long credits, int priority, Optional<Instant> expiresAt) {
        return new BlockTerms(booker.context().nextBlockOrdinal(), source, credits, priority, booker.at(), expiresAt,
                Optional.empty(), Optional.empty(), Optional.empty(), Map.of(), booker.at());
    }

    /**
     * The end of a period that another follows: part of what is left of the blocks that end now goes on as free blocks
     * until the next period's end; the rest ends. What grace alone kept alive ends with a late renewal, and rolls over as it
     * would have in time. Those that live on keep their own end, whatever grace made of it.
     */
    void rollOver(Subscription subscription, Instant nextEnd) {
        AccountDraft draft = booker.context().draft();
        if (subscription.phase() instanceof Phase.Overdue(Instant graceEnd, boolean afterTrial)) {
            draft.periods().blocksEndingBy(graceEnd.minusMillis(1)).stream()
                    .filter(block -> block.expiresAt().isAfter(booker.at()))
                    .forEach(block -> draft.blocks().moveEnd(block.block(), Optional.of(block.expiresAt())));
        }
        Map<Integer, Long> rolled = new HashMap<>();
        for (PeriodBlock block : draft.periods().blocksEndingBy(booker.at())) {
            draft.periods().remove(block);
            if (!block.rollover()) {
                rollOver(subscription, block, rolled, nextEnd);
            }
            if (endOf(block, subscription).isAfter(booker.at())) {
                draft.blocks().moveEnd(block.block(), Optional.of(booker.at()));
            }
        }
    }

    /** When a block ends as long as nothing happens to the subscription, whatever its own end. */
    private static Instant endOf(PeriodBlock block, Subscription subscription) {
        return switch (subscription.phase()) {
            case Phase.Overdue(Instant graceEnd, boolean afterTrial) -> graceEnd.isAfter(block.expiresAt())
                    ? graceEnd
                    : block.expiresAt();
            case Phase.Paused paused -> Instant.MAX;
            case Phase.Scheduled scheduled -> block.expiresAt();
            case Phase.Trialing trialing -> block.expiresAt();
            case Phase.Active active -> block.expiresAt();
        };
    }

    private void rollOver(Subscription subscription, PeriodBlock from, Map<Integer, Long> rolled, Instant nextEnd) {
        DecisionContext context = booker.context();
        var rollover = grants().get(from.grant()).rollover();
        Optional<BlockTerms> ending = context.draft().terms(from.block());
        long free = ending.flatMap(block -> context.draft().blockBalance(block.burnOrder())).map(BlockBalance::free)
                .orElse(0L);
        long before = rolled.getOrDefault(from.grant(), 0L);
        long share = Amounts.scaled(free, rollover.percentage(), PERCENT);
        long amount = rollover.cap().map(cap -> Math.min(share, cap - before)).orElse(share);
        if (amount <= 0) {
            return;
        }
        BlockTerms block = block(BlockSource.ROLLOVER, amount, ending.orElseThrow().priority(), Optional.of(nextEnd));
        booker.book(EntryDraft.of(EntryType.ROLLOVER, 0,
                List.of(Allocation.ofBlock(from.block(), amount), Allocation.ofBlock(block.ordinal(), amount)))
                .making(Optional.of(block)).subscription(subscription.ordinal()));
        rolled.put(from.grant(), before + amount);
        context.draft().periods().put(new PeriodBlock(block.ordinal(), from.grant(), true, nextEnd));
    }

    /**
     * Takes back what is left and not held of what the running period granted. What an earlier one left, by rollover or by a
     * cadence longer than a period, is no part of this one's whole and stays.
     */
    void voidBlocks(Subscription subscription) {
        DecisionContext context = booker.context();
        long first = context.periodCredits().firstBlock();
        for (PeriodBlock block : context.draft().periods().blocks()) {
            Optional<BlockBalance> blockBalance = context.draft().terms(block.block())
                    .filter(terms -> terms.ordinal() >= first && terms.source() == BlockSource.PLAN)
                    .filter(terms -> !context.draft().voided(terms.ordinal()) && !terms.expiredAt(booker.at()))
                    .flatMap(terms -> context.draft().blockBalance(terms.burnOrder()));
            blockBalance.ifPresent(left -> {
                context.draft().periods().remove(block);
                booker.bookAndEmit(EntryDraft.of(EntryType.VOID, -left.free(),
                        List.of(Allocation.ofBlock(block.block(), left.free()))).subscription(subscription.ordinal()),
                        CustomerEvent.Type.CREDIT_ADJUSTED);
            });
        }
    }

    /** The blocks of the subscription that have not ended yet end now, and are its blocks no more. */
    static void endNow(EntryBooker booker, Subscription subscription) {
        AccountDraft draft = booker.context().draft();
        for (PeriodBlock block : draft.periods().blocks()) {
            draft.periods().remove(block);
            if (endOf(block, subscription).isAfter(booker.at())) {
                draft.blocks().moveEnd(block.block(), Optional.of(booker.at()));
            }
        }
    }
}
