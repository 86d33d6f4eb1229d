package io.quotastack.ledger.history;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.quotastack.core.account.Account;
import io.quotastack.core.account.AccountState;
import io.quotastack.core.account.AnswerKey;
import io.quotastack.core.account.AnswerMark;
import io.quotastack.core.account.BookedPayment;
import io.quotastack.core.account.BurnableBlock;
import io.quotastack.core.account.Changes;
import io.quotastack.core.account.ChargedUsage;
import io.quotastack.core.account.ClockEvent;
import io.quotastack.core.account.ScheduledAction;
import io.quotastack.core.account.SoldBlock;
import io.quotastack.core.account.TierCounter;
import io.quotastack.core.account.TopupRequests;
import io.quotastack.core.account.WaitingUsage;
import io.quotastack.core.credit.BlockBalance;
import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.credit.BurnOrder;
import io.quotastack.core.customer.Customer;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.decide.Decision;
import io.quotastack.core.reservation.Reservation;
import io.quotastack.core.reservation.ReservationEnd;
import io.quotastack.core.subscription.PeriodBlock;
import io.quotastack.core.subscription.PeriodCredits;
import io.quotastack.core.subscription.PeriodUsage;
import io.quotastack.core.subscription.Subscription;
import io.quotastack.core.subscription.SubscriptionStatus;

/** One customer's state in plain maps. */
public final class MapAccount implements AccountState {

    private final CustomerKey key;
    private Optional<Account> account = Optional.empty();
    private Optional<Customer> customer = Optional.empty();
    private final NavigableMap<BurnOrder, BlockBalance> blockBalances = new TreeMap<>();
    private final NavigableMap<BurnOrder, BlockBalance> fullyHeldBalances = new TreeMap<>();
    private final NavigableMap<Long, Reservation> reservations = new TreeMap<>();
    private final Map<Long, ReservationEnd> endsOfReservations = new HashMap<>();
    private final Map<String, BookedPayment> payments = new HashMap<>();
    private final Map<Long, SoldBlock> soldBlocks = new HashMap<>();
    private TopupRequests topupRequests = TopupRequests.NONE;
    private final Map<Long, BlockTerms> terms = new HashMap<>();
    private final SortedSet<ScheduledAction> scheduledActions = new TreeSet<>();
    private final Set<Long> voided = new HashSet<>();
    private final Map<String, ChargedUsage> chargedUsage = new HashMap<>();
    private final Map<TierCounter, Long> tierUnits = new HashMap<>();
    private Optional<Subscription> subscription = Optional.empty();
    private final Map<Long, SubscriptionStatus> endsOfSubscriptions = new HashMap<>();
    private final NavigableMap<String, PeriodUsage> periodUsage = new TreeMap<>();
    private final NavigableMap<PeriodBlock.Place, PeriodBlock> periodBlocks = new TreeMap<>();
    private Optional<PeriodCredits> periodCredits = Optional.empty();
    private List<ClockEvent> clockEvents = List.of();
    private final Map<Long, WaitingUsage> waitingUsage = new HashMap<>();
    private final Map<String, Long> placesOfWaiting = new HashMap<>();
    private final Map<AnswerKey, AnswerMark> answers = new HashMap<>();

    public MapAccount(CustomerKey key) {
        this.key = key;
    }

    public void absorb(Decision decision) {
        decision.changes().ifPresent(this::absorb);
        decision.keepAnswer().ifPresent(kept -> answers.put(kept.key(), kept.mark()));
    }

    private void absorb(Changes changes) {
        account = changes.account().or(() -> account);
        customer = changes.customer().or(() -> customer);
        changes.blockBalances().forEach(row(blockBalances::put, blockBalances::remove));
        changes.fullyHeldBalances().forEach(row(fullyHeldBalances::put, fullyHeldBalances::remove));
        terms.putAll(changes.terms());
        changes.reservations().forEach(row(reservations::put, reservations::remove));
        endsOfReservations.putAll(changes.endsOfReservations());
        payments.putAll(changes.payments());
        soldBlocks.putAll(changes.soldBlocks());
        topupRequests = changes.topupRequests().orElse(topupRequests);
        changes.scheduledActions().forEach((due, there) -> {
            if (there) {
                scheduledActions.add(due);
            } else {
                scheduledActions.remove(due);
            }
        });
        changes.voided().forEach(voided::add);
        chargedUsage.putAll(changes.chargedUsage());
        tierUnits.putAll(changes.tierUnits());
        subscription = changes.subscription().orElse(subscription);
        endsOfSubscriptions.putAll(changes.endsOfSubscriptions());
        changes.periodUsage().forEach(row(periodUsage::put, periodUsage::remove));
        periodCredits = changes.periodCredits().orElse(periodCredits);
        changes.periodBlocks().forEach(row(periodBlocks::put, periodBlocks::remove));
        changes.waitingUsage().forEach(row(waitingUsage::put, waitingUsage::remove));
        changes.placesOfWaiting().forEach(row(placesOfWaiting::put, placesOfWaiting::remove));
        clockEvents = changes.clockEvents().orElse(clockEvents);
    }

    private static <K, V> BiConsumer<K, Optional<V>> row(BiConsumer<K, V> put, Consumer<K> remove) {
        return (key, value) -> value.ifPresentOrElse(there -> put.accept(key, there), () -> remove.accept(key));
    }

    /** What is left in the blocks that have anything left and are in effect, by ordinal. */
    Map<Long, BlockBalance> blockBalancesByOrdinal() {
        var byOrdinal = new TreeMap<Long, BlockBalance>();
        blockBalances.forEach((order, blockBalance) -> byOrdinal.put(order.ordinal(), blockBalance));
        fullyHeldBalances.forEach((order, blockBalance) -> byOrdinal.put(order.ordinal(), blockBalance));
        return byOrdinal;
    }

    NavigableMap<Long, Reservation> reservations() {
        return new TreeMap<>(reservations);
    }

    /** Blocks that are not in effect yet. */
    Set<Long> scheduled() {
        var scheduled = new HashSet<Long>();
        scheduledActions.stream().filter(due -> due.kind() == ScheduledAction.Kind.ACTIVATION)
                .forEach(due -> scheduled.add(due.ordinal()));
        return scheduled;
    }

    @Override
    public CustomerKey key() {
        return key;
    }

    @Override
    public Optional<Customer> customer() {
        return customer;
    }

    @Override
    public Optional<Account> account() {
        return account;
    }

    @Override
    public void visitBurnDown(Predicate<BurnableBlock> visitor) {
        for (Map.Entry<BurnOrder, BlockBalance> blockBalance : blockBalances.entrySet()) {
            if (!visitor.test(new BurnableBlock(blockBalance.getKey(), blockBalance.getValue()))) {
                return;
            }
        }
    }

    @Override
    public Optional<BlockBalance> blockBalance(BurnOrder order) {
        return Optional.ofNullable(blockBalances.get(order))
                .or(() -> Optional.ofNullable(fullyHeldBalances.get(order)));
    }

    @Override
    public Optional<BlockTerms> terms(long blockOrdinal) {
        return Optional.ofNullable(terms.get(blockOrdinal));
    }

    @Override
    public boolean voided(long blockOrdinal) {
        return voided.contains(blockOrdinal);
    }

    @Override
    public void visitScheduledActions(Predicate<ScheduledAction> visitor) {
        for (ScheduledAction due : scheduledActions) {
            if (!visitor.test(due)) {
                return;
            }
        }
    }

    @Override
    public Optional<ChargedUsage> chargedUsage(String eventId) {
        return Optional.ofNullable(chargedUsage.get(eventId));
    }

    @Override
    public long tierUnits(TierCounter counter) {
        return Optional.ofNullable(tierUnits.get(counter)).orElse(0L);
    }

    @Override
    public Optional<BookedPayment> payment(String externalPaymentId) {
        return Optional.ofNullable(payments.get(externalPaymentId));
    }

    @Override
    public Optional<Reservation> reservation(long ordinal) {
        return Optional.ofNullable(reservations.get(ordinal));
    }

    @Override
    public Optional<ReservationEnd> endOfReservation(long ordinal) {
        return Optional.ofNullable(endsOfReservations.get(ordinal));
    }

    @Override
    public void visitReservations(Predicate<Reservation> visitor) {
        for (Reservation reservation : reservations.values()) {
            if (!visitor.test(reservation)) {
                return;
            }
        }
    }

    @Override
    public TopupRequests topupRequests() {
        return topupRequests;
    }

    @Override
    public Optional<Subscription> subscription() {
        return subscription;
    }

    @Override
    public Optional<SubscriptionStatus> endOfSubscription(long ordinal) {
        return Optional.ofNullable(endsOfSubscriptions.get(ordinal));
    }

    @Override
    public void visitPeriodBlocks(Predicate<PeriodBlock> visitor) {
        periodBlocks.values().stream().takeWhile(visitor).forEach(shown -> {});
    }

    @Override
    public Optional<PeriodCredits> periodCredits() {
        return periodCredits;
    }

    @Override
    public List<ClockEvent> clockEvents() {
        return clockEvents;
    }

    @Override
    public PeriodUsage periodUsage(String metricKey) {
        return Optional.ofNullable(periodUsage.get(metricKey)).orElse(PeriodUsage.NONE);
    }

    @Override
    public void visitPeriodUsage(BiPredicate<String, PeriodUsage> visitor) {
        for (Map.Entry<String, PeriodUsage> usage : periodUsage.entrySet()) {
            if (!visitor.test(usage.getKey(), usage.getValue())) {
                return;
            }
        }
    }

    @Override
    public Optional<SoldBlock> soldBlock(long ordinal) {
        return Optional.ofNullable(soldBlocks.get(ordinal));
    }

    @Override
    public Optional<WaitingUsage> waitingUsage(long ordinal) {
        return Optional.ofNullable(waitingUsage.get(ordinal));
    }

    @Override
    public Optional<Long> placeOfWaiting(String eventId) {
        return Optional.ofNullable(placesOfWaiting.get(eventId));
    }

    @Override
    public Optional<AnswerMark> answer(AnswerKey answerKey) {
        return Optional.ofNullable(answers.get(answerKey));
    }
}
