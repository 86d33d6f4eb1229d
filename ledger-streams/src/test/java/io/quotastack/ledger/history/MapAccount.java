package io.quotastack.ledger.history;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

import io.quotastack.core.account.Account;
import io.quotastack.core.account.AccountState;
import io.quotastack.core.account.AnswerKey;
import io.quotastack.core.account.AnswerMark;
import io.quotastack.core.account.BookedPayment;
import io.quotastack.core.account.Changes;
import io.quotastack.core.account.ChargedUsage;
import io.quotastack.core.account.Due;
import io.quotastack.core.account.Slot;
import io.quotastack.core.account.TierCounter;
import io.quotastack.core.credit.BlockTerms;
import io.quotastack.core.credit.BurnOrder;
import io.quotastack.core.credit.Tank;
import io.quotastack.core.customer.Customer;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.decide.Decision;

/** One customer's state in plain maps. */
final class MapAccount implements AccountState {

    private final CustomerKey key;
    private Optional<Account> account = Optional.empty();
    private Optional<Customer> customer = Optional.empty();
    private final SortedMap<BurnOrder, Tank> tanks = new TreeMap<>();
    private final Map<Long, BlockTerms> terms = new HashMap<>();
    private final SortedSet<Due> dues = new TreeSet<>();
    private final Set<Long> voided = new HashSet<>();
    private final Map<String, ChargedUsage> chargedUsage = new HashMap<>();
    private final Map<TierCounter, Long> tierUnits = new HashMap<>();
    private final Map<AnswerKey, AnswerMark> answers = new HashMap<>();

    MapAccount(CustomerKey key) {
        this.key = key;
    }

    void absorb(Decision decision) {
        decision.changes().ifPresent(this::absorb);
        decision.keepAnswer().ifPresent(kept -> answers.put(kept.key(), kept.mark()));
    }

    private void absorb(Changes changes) {
        account = changes.account().or(() -> account);
        customer = changes.customer().or(() -> customer);
        changes.tanks().forEach((order, tank) -> tank.ifPresentOrElse(one -> tanks.put(order, one),
                () -> tanks.remove(order)));
        changes.terms().forEach((ordinal, block) -> block.ifPresentOrElse(one -> terms.put(ordinal, one),
                () -> terms.remove(ordinal)));
        changes.dues().forEach((due, there) -> {
            if (there) {
                dues.add(due);
            } else {
                dues.remove(due);
            }
        });
        changes.voided().forEach(voided::add);
        chargedUsage.putAll(changes.chargedUsage());
        tierUnits.putAll(changes.tierUnits());
    }

    /** What is left in the blocks that have anything left and are in effect, by ordinal. */
    Map<Long, Tank> tanksByOrdinal() {
        var byOrdinal = new TreeMap<Long, Tank>();
        tanks.forEach((order, tank) -> byOrdinal.put(order.ordinal(), tank));
        return byOrdinal;
    }

    /** Blocks that are not in effect yet. */
    Set<Long> scheduled() {
        var scheduled = new HashSet<Long>();
        dues.stream().filter(due -> due.kind() == Due.Kind.ACTIVATION)
                .forEach(due -> scheduled.add(due.blockOrdinal()));
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
    public void visitBurnDown(Predicate<Slot> visitor) {
        for (Map.Entry<BurnOrder, Tank> tank : tanks.entrySet()) {
            if (!visitor.test(new Slot(tank.getKey(), tank.getValue()))) {
                return;
            }
        }
    }

    @Override
    public Optional<Tank> tank(BurnOrder order) {
        return Optional.ofNullable(tanks.get(order));
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
    public void visitDues(Predicate<Due> visitor) {
        for (Due due : dues) {
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
        return Optional.empty();
    }

    @Override
    public Optional<AnswerMark> answer(AnswerKey answerKey) {
        return Optional.ofNullable(answers.get(answerKey));
    }
}
