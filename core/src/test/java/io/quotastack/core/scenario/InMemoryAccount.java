package io.quotastack.core.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

import io.quotastack.core.account.Account;
import io.quotastack.core.account.AccountRows;
import io.quotastack.core.account.AccountState;
import io.quotastack.core.account.AnswerKey;
import io.quotastack.core.account.AnswerMark;
import io.quotastack.core.account.Changes;
import io.quotastack.core.account.RowChange;
import io.quotastack.core.account.RowType;
import io.quotastack.core.account.ScheduledAction;
import io.quotastack.core.account.SoldBlock;
import io.quotastack.core.account.TierCounter;
import io.quotastack.core.account.WaitingUsage;
import io.quotastack.core.credit.BlockBalance;
import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.credit.BurnOrder;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.decide.booking.Decision;
import io.quotastack.core.reservation.Reservation;
import io.quotastack.core.reservation.ReservationEnd;
import io.quotastack.core.subscription.PeriodBlock;

/** The rows of one customer in plain maps: what a state store is to the running system. */
public final class InMemoryAccount implements AccountState {

    private final CustomerKey key;
    private final Map<RowType<?, ?>, NavigableMap<?, ?>> rows = new HashMap<>();
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
        decision.keepTakenIn().ifPresent(kept -> answers.put(kept.key(), kept.mark()));
    }

    public void absorb(Changes changes) {
        changes.rows().forEach(this::absorb);
    }

    private <K extends Comparable<? super K>, V> void absorb(RowChange<K, V> change) {
        NavigableMap<K, V> kind = rows(change.type());
        change.value().ifPresentOrElse(value -> kind.put(change.key(), value), () -> kind.remove(change.key()));
    }

    /** The rows of a kind, in the order of their keys. */
    @SuppressWarnings("unchecked") // absorb puts only keys and values of the kind
    public <K extends Comparable<? super K>, V> NavigableMap<K, V> rows(RowType<K, V> type) {
        return (NavigableMap<K, V>) rows.computeIfAbsent(type, none -> new TreeMap<K, V>());
    }

    @Override
    public CustomerKey key() {
        return key;
    }

    @Override
    public <K extends Comparable<? super K>, V> Optional<V> get(RowType<K, V> type, K rowKey) {
        rowsRead++;
        return Optional.ofNullable(rows(type).get(rowKey));
    }

    @Override
    public <K extends Comparable<? super K>, V> void scan(RowType.Ordered<K, V> type, BiPredicate<K, V> visitor) {
        for (Map.Entry<K, V> row : rows(type).entrySet()) {
            rowsRead++;
            if (!visitor.test(row.getKey(), row.getValue())) {
                return;
            }
        }
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

    /** The period blocks of the live subscription, those that end first first. */
    public List<PeriodBlock> periodBlocks() {
        return List.copyOf(rows(AccountRows.PERIOD_BLOCKS).values());
    }

    /** The events that wait, in the order of their arrival. */
    public List<WaitingUsage> waiting() {
        return List.copyOf(rows(AccountRows.WAITING_USAGE).values());
    }

    /** What is to come, subscriptions included. */
    public SortedSet<ScheduledAction> scheduledActions() {
        return new TreeSet<>(rows(AccountRows.SCHEDULED_ACTIONS).keySet());
    }

    /** What is left in each block that has anything left and is in effect. */
    public SortedMap<BurnOrder, BlockBalance> blockBalances() {
        NavigableMap<BurnOrder, BlockBalance> burnable = rows(AccountRows.BLOCK_BALANCES);
        NavigableMap<BurnOrder, BlockBalance> fullyHeld = rows(AccountRows.FULLY_HELD_BALANCES);
        assertThat(Collections.disjoint(fullyHeld.keySet(), burnable.keySet())).as("a block is in one kind of the two")
                .isTrue();
        var all = new TreeMap<>(burnable);
        all.putAll(fullyHeld);
        return all;
    }

    /** The same by the ordinal of the block. */
    public SortedMap<Long, BlockBalance> blockBalancesByOrdinal() {
        SortedMap<Long, BlockBalance> byOrdinal = new TreeMap<>();
        blockBalances().forEach((order, balance) -> byOrdinal.put(order.ordinal(), balance));
        return byOrdinal;
    }

    /** Ordinals of the blocks that are not in effect yet. */
    public Set<Long> scheduledBlocks() {
        return scheduledActions().stream().filter(action -> action.kind() == ScheduledAction.Kind.ACTIVATION)
                .map(ScheduledAction::ordinal).collect(Collectors.toSet());
    }

    /** What folding the entries must lead to; that the rest is right is for the deciders alone. */
    public Folded folded() {
        Map<TierCounter, Long> counted = new HashMap<>(rows(AccountRows.TIER_UNITS));
        counted.values().removeIf(units -> units == 0);
        Account figures = Optional.ofNullable(rows(AccountRows.ACCOUNT).get(RowType.Single.ROW)).orElse(Account.EMPTY);
        return new Folded(figures.version(), figures.ledgerHash(), figures.balance(), figures.reserved(),
                figures.overage(), figures.lifetimeEarned(), figures.lifetimeConsumed(), figures.blocksMade(),
                figures.unspentBlocks(), figures.openReservations(), figures.today(), figures.thisMonth(),
                blockBalances(), new TreeMap<>(rows(AccountRows.BLOCK_TERMS)), actionsOfCredits(),
                Set.copyOf(rows(AccountRows.VOIDED_BLOCKS).keySet()), new TreeMap<>(rows(AccountRows.RESERVATIONS)),
                Map.copyOf(rows(AccountRows.RESERVATION_ENDS)), counted, Map.copyOf(rows(AccountRows.SOLD_BLOCKS)));
    }

    /** Entries say nothing of subscriptions. */
    private SortedSet<ScheduledAction> actionsOfCredits() {
        SortedSet<ScheduledAction> ofCredits = scheduledActions();
        ofCredits.removeIf(due -> due.kind() == ScheduledAction.Kind.SUBSCRIPTION
                || due.kind() == ScheduledAction.Kind.TRANSFER);
        return ofCredits;
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
