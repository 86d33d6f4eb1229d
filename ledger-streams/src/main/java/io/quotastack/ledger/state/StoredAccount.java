package io.quotastack.ledger.state;

import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

import io.quotastack.core.account.Account;
import io.quotastack.core.account.AccountState;
import io.quotastack.core.account.AnswerKey;
import io.quotastack.core.account.AnswerMark;
import io.quotastack.core.account.BookedPayment;
import io.quotastack.core.account.BurnableBlock;
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
import io.quotastack.core.reservation.Reservation;
import io.quotastack.core.reservation.ReservationEnd;
import io.quotastack.core.subscription.PeriodBlock;
import io.quotastack.core.subscription.PeriodCredits;
import io.quotastack.core.subscription.PeriodUsage;
import io.quotastack.core.subscription.Subscription;
import io.quotastack.core.subscription.SubscriptionStatus;
import io.quotastack.platform.store.FirstRows;
import io.quotastack.platform.store.KeyRange;

/** One customer as the store has it. */
public final class StoredAccount implements AccountState {

    private final CustomerKey key;
    private final ReadOnlyKeyValueStore<Bytes, byte[]> store;
    private final FirstRows firstRows;

    StoredAccount(CustomerKey key, ReadOnlyKeyValueStore<Bytes, byte[]> store, FirstRows firstRows) {
        this.key = key;
        this.store = store;
        this.firstRows = firstRows;
    }

    @Override
    public CustomerKey key() {
        return key;
    }

    @Override
    public Optional<Customer> customer() {
        return get(StateKeys.customer(key), bytes -> StateRows.customer(key, bytes));
    }

    @Override
    public Optional<Account> account() {
        return get(StateKeys.account(key), StateRows::account);
    }

    @Override
    public void visitBurnDown(Predicate<BurnableBlock> visitor) {
        visit(StateKeys.blockBalances(key),
                (row, value) -> new BurnableBlock(StateKeys.burnOrder(row), StateRows.blockBalance(value)), visitor);
    }

    @Override
    public Optional<BlockBalance> blockBalance(BurnOrder order) {
        return get(StateKeys.blockBalance(key, order), StateRows::blockBalance)
                .or(() -> get(StateKeys.fullyHeldBalance(key, order), StateRows::blockBalance));
    }

    @Override
    public Optional<BlockTerms> terms(long blockOrdinal) {
        return get(StateKeys.terms(key, blockOrdinal), StateRows::terms);
    }

    @Override
    public boolean voided(long blockOrdinal) {
        return store.get(StateKeys.voided(key, blockOrdinal)) != null;
    }

    @Override
    public void visitScheduledActions(Predicate<ScheduledAction> visitor) {
        visit(StateKeys.scheduledActions(key), (row, value) -> StateKeys.due(row), visitor);
    }

    @Override
    public Optional<Reservation> reservation(long ordinal) {
        return get(StateKeys.reservation(key, ordinal), bytes -> StateRows.reservation(ordinal, bytes));
    }

    @Override
    public Optional<ReservationEnd> endOfReservation(long ordinal) {
        return get(StateKeys.endOfReservation(key, ordinal), StateRows::endOfReservation);
    }

    @Override
    public void visitReservations(Predicate<Reservation> visitor) {
        visit(StateKeys.reservations(key), (row, value) -> StateRows.reservation(StateKeys.ordinal(row), value),
                visitor);
    }

    @Override
    public TopupRequests topupRequests() {
        return get(StateKeys.topupRequests(key), StateRows::topupRequests).orElse(TopupRequests.NONE);
    }

    @Override
    public Optional<Subscription> subscription() {
        return get(StateKeys.subscription(key), SubscriptionRows::read);
    }

    @Override
    public Optional<SubscriptionStatus> endOfSubscription(long ordinal) {
        return get(StateKeys.endOfSubscription(key, ordinal), StateRows::endOfSubscription);
    }

    /** The sequence of the last customer event about a subscription; 0: there was none. */
    public long lastSubscriptionEvent() {
        return get(StateKeys.lastSubscriptionEvent(key), StateRows::units).orElse(0L);
    }

    @Override
    public Optional<PeriodCredits> periodCredits() {
        return get(StateKeys.periodCredits(key), SubscriptionRows::periodCredits);
    }

    @Override
    public List<ClockEvent> clockEvents() {
        return get(StateKeys.clockEvents(key), StateRows::clockEvents).orElse(List.of());
    }

    @Override
    public PeriodUsage periodUsage(String metricKey) {
        return get(StateKeys.periodUsage(key, metricKey), StateRows::periodUsage).orElse(PeriodUsage.NONE);
    }

    @Override
    public void visitPeriodUsage(BiPredicate<String, PeriodUsage> visitor) {
        record Row(String metricKey, PeriodUsage usage) {}
        visit(StateKeys.periodUsage(key), (row, value) -> new Row(StateKeys.metric(row), StateRows.periodUsage(value)),
                row -> visitor.test(row.metricKey(), row.usage()));
    }

    @Override
    public void visitPeriodBlocks(Predicate<PeriodBlock> visitor) {
        visit(StateKeys.periodBlocks(key),
                (row, value) -> SubscriptionRows.periodBlock(StateKeys.periodBlock(row), value), visitor);
    }

    @Override
    public Optional<ChargedUsage> chargedUsage(String eventId) {
        return get(StateKeys.chargedUsage(key, eventId), StateRows::chargedUsage);
    }

    @Override
    public long tierUnits(TierCounter counter) {
        return get(StateKeys.tierUnits(key, counter), StateRows::units).orElse(0L);
    }

    @Override
    public Optional<BookedPayment> payment(String externalPaymentId) {
        return get(StateKeys.payment(key, externalPaymentId), StateRows::payment);
    }

    @Override
    public Optional<SoldBlock> soldBlock(long ordinal) {
        return get(StateKeys.soldBlock(key, ordinal), StateRows::soldBlock);
    }

    @Override
    public Optional<WaitingUsage> waitingUsage(long ordinal) {
        return get(StateKeys.waitingUsage(key, ordinal), bytes -> StateRows.waitingUsage(key, ordinal, bytes));
    }

    @Override
    public Optional<Long> placeOfWaiting(String eventId) {
        return get(StateKeys.placeOfWaiting(key, eventId), StateRows::units);
    }

    @Override
    public Optional<AnswerMark> answer(AnswerKey answer) {
        return get(StateKeys.answer(key, answer), StateRows::mark);
    }

    /** The kept answer itself. */
    public Optional<KeptAnswer> keptAnswer(AnswerKey answer) {
        return get(StateKeys.answer(key, answer), StateRows::answer);
    }

    private <T> Optional<T> get(Bytes row, Function<byte[], T> read) {
        return Optional.ofNullable(store.get(row)).map(read);
    }

    private interface RowReader<T> {
        T read(Bytes key, byte[] value);
    }

    private <T> void visit(KeyRange range, RowReader<T> reader, Predicate<T> visitor) {
        try (KeyValueIterator<Bytes, byte[]> rows = store.range(firstRows.of(range), range.to())) {
            firstRows.found(range, rows.hasNext() ? rows.peekNextKey() : range.to());
            boolean more = true;
            while (more && rows.hasNext()) {
                var row = rows.next();
                more = visitor.test(reader.read(row.key, row.value));
            }
        }
    }
}
