package io.quotastack.ledger.state;

import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
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
        return StateRows.CUSTOMER.find(store, StateKeys.customer(key));
    }

    @Override
    public Optional<Account> account() {
        return StateRows.ACCOUNT.find(store, StateKeys.account(key));
    }

    @Override
    public void visitBurnDown(Predicate<BurnableBlock> visitor) {
        visit(StateKeys.blockBalances(key),
                (row, value) -> new BurnableBlock(StateKeys.burnOrder(row), StateRows.BLOCK_BALANCE.read(row, value)),
                visitor);
    }

    @Override
    public Optional<BlockBalance> blockBalance(BurnOrder order) {
        return StateRows.BLOCK_BALANCE.find(store, StateKeys.blockBalance(key, order))
                .or(() -> StateRows.BLOCK_BALANCE.find(store, StateKeys.fullyHeldBalance(key, order)));
    }

    @Override
    public Optional<BlockTerms> terms(long blockOrdinal) {
        return StateRows.TERMS.find(store, StateKeys.terms(key, blockOrdinal));
    }

    @Override
    public boolean voided(long blockOrdinal) {
        return store.get(StateKeys.voided(key, blockOrdinal)) != null;
    }

    @Override
    public void visitScheduledActions(Predicate<ScheduledAction> visitor) {
        visit(StateKeys.scheduledActions(key), StateRows.SCHEDULED_ACTION::read, visitor);
    }

    @Override
    public Optional<Reservation> reservation(long ordinal) {
        return StateRows.RESERVATION.find(store, StateKeys.reservation(key, ordinal));
    }

    @Override
    public Optional<ReservationEnd> endOfReservation(long ordinal) {
        return StateRows.END_OF_RESERVATION.find(store, StateKeys.endOfReservation(key, ordinal));
    }

    @Override
    public void visitReservations(Predicate<Reservation> visitor) {
        visit(StateKeys.reservations(key), StateRows.RESERVATION::read,
                visitor);
    }

    @Override
    public TopupRequests topupRequests() {
        return StateRows.TOPUP_REQUESTS.find(store, StateKeys.topupRequests(key)).orElse(TopupRequests.NONE);
    }

    @Override
    public Optional<Subscription> subscription() {
        return StateRows.SUBSCRIPTION.find(store, StateKeys.subscription(key));
    }

    @Override
    public Optional<SubscriptionStatus> endOfSubscription(long ordinal) {
        return StateRows.END_OF_SUBSCRIPTION.find(store, StateKeys.endOfSubscription(key, ordinal));
    }

    /** The sequence of the last customer event about a subscription; 0: there was none. */
    public long lastSubscriptionEvent() {
        return StateRows.LAST_SUBSCRIPTION_EVENT.find(store, StateKeys.lastSubscriptionEvent(key)).orElse(0L);
    }

    @Override
    public Optional<PeriodCredits> periodCredits() {
        return StateRows.PERIOD_CREDITS.find(store, StateKeys.periodCredits(key));
    }

    @Override
    public List<ClockEvent> clockEvents() {
        return StateRows.CLOCK_EVENTS.find(store, StateKeys.clockEvents(key)).orElse(List.of());
    }

    @Override
    public PeriodUsage periodUsage(String metricKey) {
        return StateRows.PERIOD_USAGE.find(store, StateKeys.periodUsage(key, metricKey)).orElse(PeriodUsage.NONE);
    }

    @Override
    public void visitPeriodUsage(BiPredicate<String, PeriodUsage> visitor) {
        record Row(String metricKey, PeriodUsage usage) {}
        visit(StateKeys.periodUsage(key),
                (row, value) -> new Row(StateKeys.metric(row), StateRows.PERIOD_USAGE.read(row, value)),
                row -> visitor.test(row.metricKey(), row.usage()));
    }

    @Override
    public void visitPeriodBlocks(Predicate<PeriodBlock> visitor) {
        visit(StateKeys.periodBlocks(key),
                StateRows.PERIOD_BLOCK::read, visitor);
    }

    @Override
    public Optional<ChargedUsage> chargedUsage(String eventId) {
        return StateRows.CHARGED_USAGE.find(store, StateKeys.chargedUsage(key, eventId));
    }

    @Override
    public long tierUnits(TierCounter counter) {
        return StateRows.TIER_UNITS.find(store, StateKeys.tierUnits(key, counter)).orElse(0L);
    }

    @Override
    public Optional<BookedPayment> payment(String externalPaymentId) {
        return StateRows.PAYMENT.find(store, StateKeys.payment(key, externalPaymentId));
    }

    @Override
    public Optional<SoldBlock> soldBlock(long ordinal) {
        return StateRows.SOLD_BLOCK.find(store, StateKeys.soldBlock(key, ordinal));
    }

    @Override
    public Optional<WaitingUsage> waitingUsage(long ordinal) {
        return StateRows.WAITING_USAGE.find(store, StateKeys.waitingUsage(key, ordinal));
    }

    @Override
    public Optional<Long> placeOfWaiting(String eventId) {
        return StateRows.PLACE_OF_WAITING.find(store, StateKeys.placeOfWaiting(key, eventId));
    }

    @Override
    public Optional<AnswerMark> answer(AnswerKey answer) {
        return StateRows.ANSWER.find(store, StateKeys.answer(key, answer)).map(StateRows.MarkedAnswer::mark);
    }

    /** The kept answer itself. */
    public Optional<KeptAnswer> keptAnswer(AnswerKey answer) {
        return StateRows.ANSWER.find(store, StateKeys.answer(key, answer)).map(StateRows.MarkedAnswer::answer);
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
