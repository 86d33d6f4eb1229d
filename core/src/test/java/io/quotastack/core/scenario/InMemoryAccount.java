package io.quotastack.core.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
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

/** The rows of one customer in plain maps: what a state store is to the running system. */
public final class InMemoryAccount implements AccountState {

    private final CustomerKey key;
    private Optional<Account> account = Optional.empty();
    private Optional<Customer> customer = Optional.empty();
    private final NavigableMap<BurnOrder, BlockBalance> blockBalances = new TreeMap<>();
    private final NavigableMap<BurnOrder, BlockBalance> fullyHeldBalances = new TreeMap<>();
    private final NavigableMap<Long, Reservation> reservations = new TreeMap<>();
    private final Map<Long, ReservationEnd> endsOfReservations = new HashMap<>();
    private TopupRequests topupRequests = TopupRequests.NONE;
    private Optional<Subscription> subscription = Optional.empty();
    private final Map<Long, SubscriptionStatus> endsOfSubscriptions = new HashMap<>();
    private final NavigableMap<String, PeriodUsage> periodUsage = new TreeMap<>();
    private final NavigableMap<PeriodBlock.Place, PeriodBlock> periodBlocks = new TreeMap<>();
    private Optional<PeriodCredits> periodCredits = Optional.empty();
    private List<ClockEvent> clockEvents = List.of();
    private final NavigableMap<Long, WaitingUsage> waitingUsage = new TreeMap<>();
    private final Map<String, Long> placesOfWaiting = new HashMap<>();
    private final NavigableMap<Long, BlockTerms> terms = new TreeMap<>();
    private final NavigableSet<ScheduledAction> scheduledActions = new TreeSet<>();
    private final Set<Long> voided = new HashSet<>();
    private final Map<String, ChargedUsage> chargedUsage = new HashMap<>();
    private final Map<TierCounter, Long> tierUnits = new HashMap<>();
    private final Map<String, BookedPayment> payments = new HashMap<>();
    private final Map<Long, SoldBlock> soldBlocks = new HashMap<>();
    private final Map<AnswerKey, AnswerMark> answers = new HashMap<>();
    private int rowsRead;

    public InMemoryAccount(CustomerKey key) {
        this.key = key;
    }

    /** Takes over what a decision changed and which answer it keeps. */
    public void absorb(Decision decision) {
        decision.changes().ifPresent(this::absorb);
        decision.waited().forEach(waited -> keep(waited.decision()));
        keep(decision);
    }

    private void keep(Decision decision) {
        decision.keepAnswer().ifPresent(kept -> answers.put(kept.key(), kept.mark()));
    }

    public void absorb(Changes changes) {
        account = changes.account().or(() -> account);
        customer = changes.customer().or(() -> customer);
        changes.blockBalances().forEach(row(blockBalances::put, blockBalances::remove));
        changes.fullyHeldBalances().forEach(row(fullyHeldBalances::put, fullyHeldBalances::remove));
        changes.reservations().forEach(row(reservations::put, reservations::remove));
        endsOfReservations.putAll(changes.endsOfReservations());
        topupRequests = changes.topupRequests().orElse(topupRequests);
        subscription = changes.subscription().orElse(subscription);
        endsOfSubscriptions.putAll(changes.endsOfSubscriptions());
        changes.periodUsage().forEach(row(periodUsage::put, periodUsage::remove));
        periodCredits = changes.periodCredits().orElse(periodCredits);
        changes.periodBlocks().forEach(row(periodBlocks::put, periodBlocks::remove));
        clockEvents = changes.clockEvents().orElse(clockEvents);
        changes.waitingUsage().forEach(row(waitingUsage::put, waitingUsage::remove));
        changes.placesOfWaiting().forEach(row(placesOfWaiting::put, placesOfWaiting::remove));
        terms.putAll(changes.terms());
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
        payments.putAll(changes.payments());
        soldBlocks.putAll(changes.soldBlocks());
    }

    private static <K, V> BiConsumer<K, Optional<V>> row(BiConsumer<K, V> put, Consumer<K> remove) {
        return (key, value) -> value.ifPresentOrElse(there -> put.accept(key, there), () -> remove.accept(key));
    }

    @Override
    public CustomerKey key() {
        return key;
    }

    @Override
    public Optional<Customer> customer() {
        rowsRead++;
        return customer;
    }

    @Override
    public Optional<Account> account() {
        rowsRead++;
        return account;
    }

    @Override
    public void visitBurnDown(Predicate<BurnableBlock> visitor) {
        visit(blockBalances.entrySet(), row -> visitor.test(new BurnableBlock(row.getKey(), row.getValue())));
    }

    @Override
    public Optional<BlockBalance> blockBalance(BurnOrder order) {
        rowsRead++;
        return Optional.ofNullable(blockBalances.get(order))
                .or(() -> Optional.ofNullable(fullyHeldBalances.get(order)));
    }

    @Override
    public Optional<BlockTerms> terms(long blockOrdinal) {
        rowsRead++;
        return Optional.ofNullable(terms.get(blockOrdinal));
    }

    @Override
    public boolean voided(long blockOrdinal) {
        rowsRead++;
        return voided.contains(blockOrdinal);
    }

    @Override
    public void visitScheduledActions(Predicate<ScheduledAction> visitor) {
        visit(scheduledActions, visitor);
    }

    private <R> void visit(Collection<R> rows, Predicate<R> visitor) {
        for (R row : rows) {
            rowsRead++;
            if (!visitor.test(row)) {
                return;
            }
        }
    }

    @Override
    public Optional<Reservation> reservation(long ordinal) {
        rowsRead++;
        return Optional.ofNullable(reservations.get(ordinal));
    }

    @Override
    public Optional<ReservationEnd> endOfReservation(long ordinal) {
        rowsRead++;
        return Optional.ofNullable(endsOfReservations.get(ordinal));
    }

    @Override
    public void visitReservations(Predicate<Reservation> visitor) {
        visit(reservations.values(), visitor);
    }

    @Override
    public TopupRequests topupRequests() {
        rowsRead++;
        return topupRequests;
    }

    @Override
    public Optional<Subscription> subscription() {
        rowsRead++;
        return subscription;
    }

    @Override
    public Optional<SubscriptionStatus> endOfSubscription(long ordinal) {
        rowsRead++;
        return Optional.ofNullable(endsOfSubscriptions.get(ordinal));
    }

    @Override
    public PeriodUsage periodUsage(String metricKey) {
        rowsRead++;
        return Objects.requireNonNullElse(periodUsage.get(metricKey), PeriodUsage.NONE);
    }

    @Override
    public void visitPeriodUsage(BiPredicate<String, PeriodUsage> visitor) {
        visit(periodUsage.entrySet(), row -> visitor.test(row.getKey(), row.getValue()));
    }

    @Override
    public void visitPeriodBlocks(Predicate<PeriodBlock> visitor) {
        visit(periodBlocks.values(), visitor);
    }

    /** The period blocks of the live subscription, those that end first first. */
    public List<PeriodBlock> periodBlocks() {
        return List.copyOf(periodBlocks.values());
    }

    @Override
    public Optional<PeriodCredits> periodCredits() {
        rowsRead++;
        return periodCredits;
    }

    @Override
    public List<ClockEvent> clockEvents() {
        rowsRead++;
        return clockEvents;
    }

    @Override
    public Optional<ChargedUsage> chargedUsage(String eventId) {
        rowsRead++;
        return Optional.ofNullable(chargedUsage.get(eventId));
    }

    @Override
    public long tierUnits(TierCounter counter) {
        rowsRead++;
        return Objects.requireNonNullElse(tierUnits.get(counter), 0L);
    }

    @Override
    public Optional<BookedPayment> payment(String externalPaymentId) {
        rowsRead++;
        return Optional.ofNullable(payments.get(externalPaymentId));
    }

    @Override
    public Optional<SoldBlock> soldBlock(long ordinal) {
        rowsRead++;
        return Optional.ofNullable(soldBlocks.get(ordinal));
    }

    @Override
    public Optional<WaitingUsage> waitingUsage(long ordinal) {
        rowsRead++;
        return Optional.ofNullable(waitingUsage.get(ordinal));
    }

    @Override
    public Optional<Long> placeOfWaiting(String eventId) {
        rowsRead++;
        return Optional.ofNullable(placesOfWaiting.get(eventId));
    }

    /** The events that wait, in the order of their arrival. */
    public List<WaitingUsage> waiting() {
        return List.copyOf(waitingUsage.values());
    }

    @Override
    public Optional<AnswerMark> answer(AnswerKey answerKey) {
        rowsRead++;
        return Optional.ofNullable(answers.get(answerKey));
    }

    /** How many rows were read in all: what a decision or a check costs. */
    public int rowsRead() {
        return rowsRead;
    }

    /** What folding the entries must lead to; that the rest is right is for the deciders alone. */
    public Folded folded() {
        Map<TierCounter, Long> counted = new HashMap<>(tierUnits);
        counted.values().removeIf(units -> units == 0);
        Account figures = account.orElse(Account.EMPTY);
        assertThat(Collections.disjoint(fullyHeldBalances.keySet(), blockBalances.keySet()))
                .as("a block is in one range of the two")
                .isTrue();
        var allBlockBalances = new TreeMap<>(blockBalances);
        allBlockBalances.putAll(fullyHeldBalances);
        return new Folded(figures.version(), figures.ledgerHash(), figures.balance(), figures.reserved(),
                figures.overage(), figures.lifetimeEarned(), figures.lifetimeConsumed(), figures.blocksMade(),
                figures.unspentBlocks(), figures.openReservations(), figures.today(), figures.thisMonth(),
                allBlockBalances,
                new TreeMap<>(terms), duesOfCredits(), Set.copyOf(voided), new TreeMap<>(reservations),
                Map.copyOf(endsOfReservations), counted, Map.copyOf(soldBlocks));
    }

    /** Entries say nothing of subscriptions. */
    private SortedSet<ScheduledAction> duesOfCredits() {
        var ofCredits = new TreeSet<>(scheduledActions);
        ofCredits.removeIf(due -> due.kind() == ScheduledAction.Kind.SUBSCRIPTION);
        return ofCredits;
    }

    /** What is to come, subscriptions included. */
    public SortedSet<ScheduledAction> scheduledActions() {
        return new TreeSet<>(scheduledActions);
    }

    /** Balances, blocks and counters, without the time of the last decision and what reads expect of the future. */
    public record Folded(
            long version,
            String ledgerHash,
            long balance,
            long reserved,
            long overage,
            long lifetimeEarned,
            long lifetimeConsumed,
            long blocksMade,
            int unspentBlocks,
            int openReservations,
            Account.Spend today,
            Account.Spend thisMonth,
            SortedMap<BurnOrder, BlockBalance> blockBalances,
            SortedMap<Long, BlockTerms> terms,
            SortedSet<ScheduledAction> scheduledActions,
            Set<Long> voided,
            SortedMap<Long, Reservation> reservations,
            Map<Long, ReservationEnd> endsOfReservations,
            Map<TierCounter, Long> tierUnits,
            Map<Long, SoldBlock> soldBlocks) {

        long sumOfBlockBalances() {
            return blockBalances.values().stream().mapToLong(BlockBalance::remaining).sum();
        }

        /** Balances, blocks and counters alone: without the place in the ledger. */
        public Folded withoutLedger() {
            return new Folded(0, "", balance, reserved, overage, lifetimeEarned, lifetimeConsumed, blocksMade,
                    unspentBlocks, openReservations, today, thisMonth, blockBalances, terms, scheduledActions, voided,
                    reservations, endsOfReservations,
                    tierUnits, soldBlocks);
        }
    }
}
