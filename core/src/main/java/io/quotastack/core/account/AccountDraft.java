package io.quotastack.core.account;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.credit.BlockBalance;
import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.credit.BurnOrder;
import io.quotastack.core.customer.Customer;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.reservation.Reservation;
import io.quotastack.core.reservation.ReservationEnd;
import io.quotastack.core.subscription.PeriodBlock;
import io.quotastack.core.subscription.PeriodCredits;
import io.quotastack.core.subscription.PeriodUsage;
import io.quotastack.core.subscription.Subscription;
import io.quotastack.core.subscription.SubscriptionStatus;

/**
 * A working copy of one customer: reads see what the draft changed over what the state holds, the state stays as it is.
 * What was changed is handed out as rows at the end, or forgotten with the draft. The rows that a decision looks at again
 * and again, the account, the customer, the subscription and counters, are read from the state once.
 */
public final class AccountDraft implements AccountState {

    private final AccountState base;
    private final Optional<Account> accountBefore;
    private Optional<Account> account;
    private Optional<Optional<Customer>> customerBefore = Optional.empty();
    private Optional<Customer> customer = Optional.empty();
    private final SortedMap<BurnOrder, Optional<BlockBalance>> blockBalances = new TreeMap<>();
    private final SortedMap<BurnOrder, Optional<BlockBalance>> fullyHeldBalances = new TreeMap<>();
    private final Map<Long, BlockTerms> terms = new HashMap<>();
    private final SortedMap<ScheduledAction, Boolean> scheduledActions = new TreeMap<>();
    private final List<ScheduledAction> newlyScheduled = new ArrayList<>();
    private final Set<Long> voided = new TreeSet<>();
    private final SortedMap<Long, Optional<Reservation>> reservations = new TreeMap<>();
    private final Map<Long, ReservationEnd> endsOfReservations = new HashMap<>();
    private final Map<String, ChargedUsage> chargedUsage = new HashMap<>();
    private final Map<TierCounter, Long> tierUnitsBefore = new HashMap<>();
    private final Map<TierCounter, Long> tierUnits = new HashMap<>();
    private final Map<String, BookedPayment> payments = new HashMap<>();
    private final Map<Long, SoldBlock> soldBlocks = new HashMap<>();
    private Optional<TopupRequests> topupRequests = Optional.empty();
    private Optional<Optional<Subscription>> subscriptionBefore = Optional.empty();
    private Optional<Optional<Subscription>> subscription = Optional.empty();
    private final Map<Long, SubscriptionStatus> endsOfSubscriptions = new HashMap<>();
    private final SortedMap<String, Optional<PeriodUsage>> periodUsage = new TreeMap<>();
    private final SortedMap<PeriodBlock.Place, Optional<PeriodBlock>> periodBlocks = new TreeMap<>();
    private Optional<Optional<PeriodCredits>> periodCredits = Optional.empty();
    private Optional<List<ClockEvent>> clockEvents = Optional.empty();
    private final SortedMap<Long, Optional<WaitingUsage>> waitingUsage = new TreeMap<>();
    private final Map<String, Optional<Long>> placesOfWaiting = new HashMap<>();
    private final SortedMap<Long, Optional<Instant>> movedEnds = new TreeMap<>();

    public AccountDraft(AccountState base) {
        this.base = base;
        this.accountBefore = base.account();
        this.account = accountBefore;
    }

    /** All rows that differ from the state. */
    public Changes changes() {
        return new Changes(account, accountBefore.flatMap(Account::tickAt), customer, blockBalances, fullyHeldBalances,
                terms, scheduledActions,
                voided, reservations, endsOfReservations, chargedUsage, tierUnits, payments, soldBlocks, topupRequests,
                subscription,
                endsOfSubscriptions, periodUsage, periodBlocks, periodCredits, clockEvents, waitingUsage,
                placesOfWaiting);
    }

    @Override
    public CustomerKey key() {
        return base.key();
    }

    @Override
    public Optional<Customer> customer() {
        if (customer.isPresent()) {
            return customer;
        }
        if (customerBefore.isEmpty()) {
            customerBefore = Optional.of(base.customer());
        }
        return customerBefore.get();
    }

    @Override
    public Optional<Account> account() {
        return account;
    }

    /** The figures; of a customer not there yet, an empty account. */
    public Account figures() {
        return account.orElse(Account.EMPTY);
    }

    @Override
    public void visitBurnDown(Predicate<BurnableBlock> visitor) {
        new Overlay<>(blockBalances, base::visitBurnDown, BurnableBlock::order, BurnableBlock::new).visit(visitor);
    }

    @Override
    public Optional<BlockBalance> blockBalance(BurnOrder order) {
        Optional<BlockBalance> free = blockBalances.get(order);
        Optional<BlockBalance> held = fullyHeldBalances.get(order);
        if (free == null && held == null) {
            return base.blockBalance(order);
        }
        return free != null && free.isPresent() ? free : Objects.requireNonNullElse(held, Optional.empty());
    }

    @Override
    public Optional<BlockTerms> terms(long blockOrdinal) {
        BlockTerms changed = terms.get(blockOrdinal);
        return changed != null ? Optional.of(changed) : base.terms(blockOrdinal);
    }

    @Override
    public boolean voided(long blockOrdinal) {
        return voided.contains(blockOrdinal) || base.voided(blockOrdinal);
    }

    @Override
    public void visitScheduledActions(Predicate<ScheduledAction> visitor) {
        SortedMap<ScheduledAction, Optional<ScheduledAction>> overlay = new TreeMap<>();
        scheduledActions.forEach((due, there) -> overlay.put(due, there ? Optional.of(due) : Optional.empty()));
        new Overlay<ScheduledAction, ScheduledAction, ScheduledAction>(overlay, base::visitScheduledActions, due -> due,
                (key, due) -> due).visit(visitor);
    }

    /** Whether an action that the state has was taken off here. */
    public boolean cancelled(ScheduledAction due) {
        return Boolean.FALSE.equals(scheduledActions.get(due));
    }

    @Override
    public Optional<Reservation> reservation(long ordinal) {
        Optional<Reservation> changed = reservations.get(ordinal);
        return changed != null ? changed : base.reservation(ordinal);
    }

    @Override
    public Optional<ReservationEnd> endOfReservation(long ordinal) {
        return Optional.ofNullable(endsOfReservations.get(ordinal)).or(() -> base.endOfReservation(ordinal));
    }

    @Override
    public void visitReservations(Predicate<Reservation> visitor) {
        new Overlay<>(reservations, base::visitReservations, Reservation::ordinal,
                (ordinal, reservation) -> reservation).visit(visitor);
    }

    @Override
    public TopupRequests topupRequests() {
        return topupRequests.orElseGet(base::topupRequests);
    }

    @Override
    public Optional<Subscription> subscription() {
        if (subscription.isPresent()) {
            return subscription.get();
        }
        if (!figures().subscribed()) {
            return Optional.empty();
        }
        if (subscriptionBefore.isEmpty()) {
            subscriptionBefore = Optional.of(base.subscription());
        }
        return subscriptionBefore.get();
    }

    @Override
    public Optional<SubscriptionStatus> endOfSubscription(long ordinal) {
        return Optional.ofNullable(endsOfSubscriptions.get(ordinal)).or(() -> base.endOfSubscription(ordinal));
    }

    @Override
    public Optional<PeriodCredits> periodCredits() {
        return periodCredits.orElseGet(base::periodCredits);
    }

    public void put(PeriodCredits credits) {
        periodCredits = Optional.of(Optional.of(credits));
    }

    @Override
    public List<ClockEvent> clockEvents() {
        return clockEvents.orElseGet(base::clockEvents);
    }

    public void putClockEvents(List<ClockEvent> events) {
        clockEvents = Optional.of(List.copyOf(events));
    }

    @Override
    public PeriodUsage periodUsage(String metricKey) {
        Optional<PeriodUsage> changed = periodUsage.get(metricKey);
        return changed != null ? changed.orElse(PeriodUsage.NONE) : base.periodUsage(metricKey);
    }

    @Override
    public void visitPeriodUsage(BiPredicate<String, PeriodUsage> visitor) {
        record Row(String metricKey, PeriodUsage usage) {}
        new Overlay<String, PeriodUsage, Row>(periodUsage,
                rows -> base.visitPeriodUsage((metricKey, usage) -> rows.test(new Row(metricKey, usage))),
                Row::metricKey, Row::new).visit(row -> visitor.test(row.metricKey(), row.usage()));
    }

    @Override
    public void visitPeriodBlocks(Predicate<PeriodBlock> visitor) {
        new Overlay<PeriodBlock.Place, PeriodBlock, PeriodBlock>(periodBlocks, base::visitPeriodBlocks,
                PeriodBlock::place, (place, block) -> block).visit(visitor);
    }

    /** The period blocks of the live subscription that end by then, those that end first first. */
    public List<PeriodBlock> periodBlocksEndingBy(Instant end) {
        List<PeriodBlock> ending = new ArrayList<>();
        visitPeriodBlocks(block -> !block.expiresAt().isAfter(end) && ending.add(block));
        return ending;
    }

    /** All period blocks of the live subscription: as many as its terms may promise, and those of changes within the period. */
    public List<PeriodBlock> periodBlocks() {
        return periodBlocksEndingBy(Instant.MAX);
    }

    public void put(PeriodBlock block) {
        periodBlocks.put(block.place(), Optional.of(block));
    }

    /** From here on the subscription does not move its end. */
    public void remove(PeriodBlock block) {
        periodBlocks.put(block.place(), Optional.empty());
    }

    /** It stands elsewhere, or as something else. */
    public void replace(PeriodBlock before, PeriodBlock after) {
        remove(before);
        put(after);
    }

    @Override
    public Optional<ChargedUsage> chargedUsage(String eventId) {
        ChargedUsage changed = chargedUsage.get(eventId);
        return changed != null ? Optional.of(changed) : base.chargedUsage(eventId);
    }

    @Override
    public long tierUnits(TierCounter counter) {
        Long changed = tierUnits.get(counter);
        return changed != null ? changed : tierUnitsBefore.computeIfAbsent(counter, base::tierUnits);
    }

    @Override
    public Optional<BookedPayment> payment(String externalPaymentId) {
        BookedPayment changed = payments.get(externalPaymentId);
        return changed != null ? Optional.of(changed) : base.payment(externalPaymentId);
    }

    @Override
    public Optional<SoldBlock> soldBlock(long ordinal) {
        SoldBlock changed = soldBlocks.get(ordinal);
        return changed != null ? Optional.of(changed) : base.soldBlock(ordinal);
    }

    @Override
    public Optional<AnswerMark> answer(AnswerKey key) {
        return base.answer(key);
    }

    @Override
    public Optional<WaitingUsage> waitingUsage(long ordinal) {
        Optional<WaitingUsage> changed = waitingUsage.get(ordinal);
        return changed != null ? changed : base.waitingUsage(ordinal);
    }

    @Override
    public Optional<Long> placeOfWaiting(String eventId) {
        Optional<Long> changed = placesOfWaiting.get(eventId);
        return changed != null ? changed : base.placeOfWaiting(eventId);
    }

    /** The accepted event that has waited longest. */
    public Optional<WaitingUsage> firstWaiting() {
        Backlog backlog = figures().backlog();
        return backlog.waiting() == 0 ? Optional.empty() : waitingUsage(backlog.first());
    }

    /** An accepted event waits behind all others. */
    public void addWaiting(String eventId, CommandEnvelope envelope, Instant recordedAt) {
        Backlog backlog = figures().backlog();
        waitingUsage.put(backlog.next(),
                Optional.of(new WaitingUsage(backlog.next(), envelope, recordedAt)));
        placesOfWaiting.put(eventId, Optional.of(backlog.next()));
        put(figures().withBacklog(backlog.plusOne()));
    }

    /** The event that has waited longest waits no more. */
    public void removeFirstWaiting(String eventId) {
        Backlog backlog = figures().backlog();
        waitingUsage.put(backlog.first(), Optional.empty());
        if (placeOfWaiting(eventId).filter(place -> place == backlog.first()).isPresent()) {
            placesOfWaiting.put(eventId, Optional.empty());
        }
        put(figures().withBacklog(backlog.lessOne()));
    }

    /** Notes whether more is due than was booked. */
    public void putBehind(boolean behind) {
        put(figures().withBacklog(figures().backlog().behind(behind)));
    }

    /** Sets what is known of the future: nothing falls due before {@code due}. */
    public void expectNextAction(Instant due) {
        put(figures().withNextScheduledAt(due));
    }

    public void put(Account changed) {
        account = Optional.of(changed);
    }

    public void put(Customer changed) {
        customer = Optional.of(changed);
    }

    public void putChargedUsage(String eventId, ChargedUsage usage) {
        chargedUsage.put(eventId, usage);
    }

    public void putPayment(String externalPaymentId, BookedPayment payment) {
        payments.put(externalPaymentId, payment);
    }

    public void put(TopupRequests requests) {
        topupRequests = Optional.of(requests);
    }

    void put(long ordinal, SoldBlock sold) {
        soldBlocks.put(ordinal, sold);
    }

    void addReservation(Reservation reservation) {
        reservations.put(reservation.ordinal(), Optional.of(reservation));
        schedule(ttlOf(reservation));
        put(figures().withOpenReservations(figures().openReservations() + 1));
    }

    /** Moves the end of a hold: the time of an action alone, which moves no credits and is no entry (CONTRACT 7). */
    public void extendReservation(Reservation before, Reservation after) {
        unschedule(ttlOf(before));
        schedule(ttlOf(after));
        reservations.put(after.ordinal(), Optional.of(after));
    }

    void endReservation(Reservation reservation, ReservationEnd end) {
        unschedule(ttlOf(reservation));
        reservations.put(reservation.ordinal(), Optional.empty());
        endsOfReservations.put(reservation.ordinal(), end);
        put(figures().withOpenReservations(figures().openReservations() - 1));
    }

    /** What a committed reservation was charged is given back. */
    void refundReservation(long ordinal) {
        endsOfReservations.put(ordinal, ReservationEnd.REFUNDED);
    }

    private static ScheduledAction ttlOf(Reservation reservation) {
        return new ScheduledAction(reservation.expiresAt(), ScheduledAction.Kind.RESERVATION_TTL,
                reservation.ordinal());
    }

    /** Keeps a live subscription, and what happens to it next. */
    public void put(Subscription changed) {
        subscription().flatMap(AccountDraft::dueOf).ifPresent(this::unschedule);
        dueOf(changed).ifPresent(this::schedule);
        subscription = Optional.of(Optional.of(changed));
        put(figures().withSubscription(changed.ordinal(), true));
    }

    /** From here on it is none any more. */
    public void endSubscription(Subscription last, SubscriptionStatus end) {
        subscription().flatMap(AccountDraft::dueOf).ifPresent(this::unschedule);
        subscription = Optional.of(Optional.empty());
        periodCredits = Optional.of(Optional.empty());
        endsOfSubscriptions.put(last.ordinal(), end);
        put(figures().withSubscription(last.ordinal(), false));
    }

    private static Optional<ScheduledAction> dueOf(Subscription subscription) {
        return subscription.due()
                .map(at -> new ScheduledAction(at, ScheduledAction.Kind.SUBSCRIPTION, subscription.ordinal()));
    }

    /**
     * Moves the end of a block: the time of an action alone, which moves no credits and is no entry (CONTRACT 7, 9).
     * The end of a block of which nothing is left moves too, since a refund may bring it back.
     */
    public void moveExpiry(long blockOrdinal, Optional<Instant> expiresAt) {
        movedEnds.put(blockOrdinal, expiresAt);
        terms(blockOrdinal).filter(block -> !block.expiresAt().equals(expiresAt)).ifPresent(before -> {
            BlockTerms after = before.endingAt(expiresAt);
            putTerms(after);
            blockBalance(before.burnOrder()).ifPresent(blockBalance -> {
                rowsOf(blockBalance).put(before.burnOrder(), Optional.empty());
                rowsOf(blockBalance).put(after.burnOrder(), Optional.of(blockBalance));
                if (blockBalance.free() > 0) {
                    before.expiresAt().ifPresent(
                            at -> unschedule(new ScheduledAction(at, ScheduledAction.Kind.EXPIRY, blockOrdinal)));
                    expiresAt.ifPresent(
                            at -> schedule(new ScheduledAction(at, ScheduledAction.Kind.EXPIRY, blockOrdinal)));
                }
            });
        });
    }

    /** The ends of blocks that were moved since this was last asked, by ordinal; an inner empty one: never. */
    public SortedMap<Long, Optional<Instant>> takeMovedEnds() {
        var taken = new TreeMap<>(movedEnds);
        movedEnds.clear();
        return taken;
    }

    /** Adds to what was used of a metric in the running period. */
    public void addPeriodUsage(String metricKey, long units, long cost) {
        periodUsage.put(metricKey, Optional.of(periodUsage(metricKey).plus(units, cost)));
    }

    /** The period is over: answers what was used in it, and counts anew. */
    public SortedMap<String, PeriodUsage> takePeriodUsage() {
        var used = new TreeMap<String, PeriodUsage>();
        visitPeriodUsage((metricKey, usage) -> {
            used.put(metricKey, usage);
            return true;
        });
        used.keySet().forEach(metricKey -> periodUsage.put(metricKey, Optional.empty()));
        return used;
    }

    void putTierUnits(TierCounter counter, long units) {
        tierUnits.put(counter, units);
    }

    /** Sets what is left in a block; one with nothing left has no row, one that holds keep whole leaves the burn-down. */
    void replaceBlockBalance(BurnOrder order, Optional<BlockBalance> before, BlockBalance after) {
        before.ifPresent(blockBalance -> rowsOf(blockBalance).put(order, Optional.empty()));
        if (after.remaining() > 0) {
            rowsOf(after).put(order, Optional.of(after));
        }
    }

    private SortedMap<BurnOrder, Optional<BlockBalance>> rowsOf(BlockBalance blockBalance) {
        return blockBalance.free() > 0 ? blockBalances : fullyHeldBalances;
    }

    void putTerms(BlockTerms block) {
        terms.put(block.ordinal(), block);
    }

    void addVoided(long blockOrdinal) {
        voided.add(blockOrdinal);
    }

    /** What became due, or due at another time, since this was last asked. */
    public List<ScheduledAction> takeNewlyScheduled() {
        List<ScheduledAction> taken = List.copyOf(newlyScheduled);
        newlyScheduled.clear();
        return taken;
    }

    void schedule(ScheduledAction due) {
        scheduledActions.put(due, true);
        newlyScheduled.add(due);
        if (due.at().isBefore(figures().nextScheduledAt())) {
            expectNextAction(due.at());
        }
    }

    void unschedule(ScheduledAction due) {
        scheduledActions.put(due, false);
    }
}
