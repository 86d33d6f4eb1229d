package io.quotastack.core.account;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;

import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.credit.BurnOrder;
import io.quotastack.core.credit.Tank;
import io.quotastack.core.customer.Customer;
import io.quotastack.core.customer.CustomerKey;

/**
 * A working copy of one customer: reads see what the draft changed over what the state holds, the state stays as it is.
 * What was changed is handed out as rows at the end, or forgotten with the draft.
 */
public final class AccountDraft implements AccountState {

    private final AccountState base;
    private Optional<Account> account;
    private Optional<Customer> customer;
    private boolean customerChanged;
    private final SortedMap<BurnOrder, Optional<Tank>> tanks = new TreeMap<>();
    private final Map<Long, Optional<BlockTerms>> terms = new HashMap<>();
    private final SortedMap<Due, Boolean> dues = new TreeMap<>();
    private final List<Long> voided = new ArrayList<>();
    private final Map<String, ChargedUsage> chargedUsage = new HashMap<>();
    private final Map<TierCounter, Long> tierUnits = new HashMap<>();
    private final Map<String, BookedPayment> payments = new HashMap<>();

    public AccountDraft(AccountState base) {
        this.base = base;
        this.account = base.account();
        this.customer = base.customer();
    }

    /** All rows that differ from the state. */
    public Changes changes() {
        return new Changes(account, customerChanged ? customer : Optional.empty(), tanks, terms, dues, voided,
                chargedUsage, tierUnits, payments);
    }

    @Override
    public CustomerKey key() {
        return base.key();
    }

    @Override
    public Optional<Customer> customer() {
        return customer;
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
    public void visitBurnDown(Predicate<Slot> visitor) {
        new Overlay<>(tanks, base::visitBurnDown, Slot::order, Slot::new).visit(visitor);
    }

    @Override
    public Optional<Tank> tank(BurnOrder order) {
        Optional<Tank> changed = tanks.get(order);
        return changed != null ? changed : base.tank(order);
    }

    @Override
    public Optional<BlockTerms> terms(long blockOrdinal) {
        Optional<BlockTerms> changed = terms.get(blockOrdinal);
        return changed != null ? changed : base.terms(blockOrdinal);
    }

    @Override
    public boolean voided(long blockOrdinal) {
        return voided.contains(blockOrdinal) || base.voided(blockOrdinal);
    }

    @Override
    public void visitDues(Predicate<Due> visitor) {
        SortedMap<Due, Optional<Due>> overlay = new TreeMap<>();
        dues.forEach((due, there) -> overlay.put(due, there ? Optional.of(due) : Optional.empty()));
        new Overlay<Due, Due, Due>(overlay, base::visitDues, due -> due, (key, due) -> due).visit(visitor);
    }

    @Override
    public Optional<ChargedUsage> chargedUsage(String eventId) {
        ChargedUsage changed = chargedUsage.get(eventId);
        return changed != null ? Optional.of(changed) : base.chargedUsage(eventId);
    }

    @Override
    public long tierUnits(TierCounter counter) {
        Long changed = tierUnits.get(counter);
        return changed != null ? changed : base.tierUnits(counter);
    }

    @Override
    public Optional<BookedPayment> payment(String externalPaymentId) {
        BookedPayment changed = payments.get(externalPaymentId);
        return changed != null ? Optional.of(changed) : base.payment(externalPaymentId);
    }

    @Override
    public Optional<AnswerMark> answer(AnswerKey key) {
        return base.answer(key);
    }

    /** Sets what is known of the future: nothing falls due before {@code due}. */
    public void expectNextDue(Instant due) {
        put(figures().withNextDue(due));
    }

    public void put(Account changed) {
        account = Optional.of(changed);
    }

    public void put(Customer changed) {
        customer = Optional.of(changed);
        customerChanged = true;
    }

    public void putChargedUsage(String eventId, ChargedUsage usage) {
        chargedUsage.put(eventId, usage);
    }

    public void putPayment(String externalPaymentId, BookedPayment payment) {
        payments.put(externalPaymentId, payment);
    }

    void putTierUnits(TierCounter counter, long units) {
        tierUnits.put(counter, units);
    }

    void putTank(BurnOrder order, Tank tank) {
        tanks.put(order, Optional.of(tank));
    }

    void removeTank(BurnOrder order) {
        tanks.put(order, Optional.empty());
    }

    void putTerms(BlockTerms block) {
        terms.put(block.ordinal(), Optional.of(block));
    }

    void removeTerms(long blockOrdinal) {
        terms.put(blockOrdinal, Optional.empty());
    }

    void addVoided(long blockOrdinal) {
        voided.add(blockOrdinal);
    }

    void addDue(Due due) {
        dues.put(due, true);
    }

    void removeDue(Due due) {
        dues.put(due, false);
    }

    /** Rows of the state with the draft's own merged in by key; an empty Optional hides the state's row. */
    private record Overlay<K extends Comparable<K>, V, R>(SortedMap<K, Optional<V>> changed, Rows<R> rows,
            Function<R, K> keyOf, BiFunction<K, V, R> row) {

        interface Rows<R> {
            void visit(Predicate<R> visitor);
        }

        void visit(Predicate<R> visitor) {
            if (changed.isEmpty()) {
                rows.visit(visitor);
                return;
            }
            var ours = new ArrayList<>(changed.entrySet());
            var merge = new Merge(ours, visitor);
            rows.visit(merge::beforeAndThis);
            merge.rest();
        }

        private final class Merge {
            private final List<Map.Entry<K, Optional<V>>> ours;
            private final Predicate<R> visitor;
            private int next;
            private boolean enough;

            Merge(List<Map.Entry<K, Optional<V>>> ours, Predicate<R> visitor) {
                this.ours = ours;
                this.visitor = visitor;
            }

            boolean beforeAndThis(R theirs) {
                K key = keyOf.apply(theirs);
                while (!enough && next < ours.size() && ours.get(next).getKey().compareTo(key) < 0) {
                    show(ours.get(next++));
                }
                if (!enough && !changed.containsKey(key)) {
                    enough = !visitor.test(theirs);
                }
                return !enough;
            }

            void rest() {
                while (!enough && next < ours.size()) {
                    show(ours.get(next++));
                }
            }

            private void show(Map.Entry<K, Optional<V>> our) {
                our.getValue().ifPresent(value -> enough = !visitor.test(row.apply(our.getKey(), value)));
            }
        }
    }
}
