package io.quotastack.ledger.state;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;

import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

import io.quotastack.core.account.Account;
import io.quotastack.core.account.AccountRows;
import io.quotastack.core.account.RowType;
import io.quotastack.core.account.RowType.Present;
import io.quotastack.core.credit.BlockBalance;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.internal.ClockEventsRecord;
import io.quotastack.internal.CustomerRecord;
import io.quotastack.internal.PaymentRecord;
import io.quotastack.internal.PeriodCreditsRecord;
import io.quotastack.internal.ReservationRecord;
import io.quotastack.internal.SubscriptionRecord;
import io.quotastack.internal.TopupRequestsRecord;
import io.quotastack.ledger.wire.EntryCodec;
import io.quotastack.platform.store.KeptAnswer;
import io.quotastack.platform.store.NumberBytes;
import io.quotastack.platform.store.RowCodec;

/** How the store keeps each kind of row that {@link AccountRows} lists, and the few that only the store has. */
final class StoredRows {

    private static final RowCodec.Kinds KINDS = new RowCodec.Kinds(key -> StateKeys.customerOf(key).toString());

    private static final List<StoredRow<?, ?>> ALL = List.of(
            new StoredRow<>(AccountRows.ACCOUNT, 'a', KeyPart.NONE,
                    KINDS.<Account>formattedNumbers(AccountRows.ACCOUNT.toString(), AccountValues::bytes,
                            AccountValues.FORMATS)),
            avro(AccountRows.CUSTOMER, 'c', KeyPart.NONE, CustomerRecord.class, AccountValues::toAvro,
                    (customer, row, value) -> AccountValues.customer(customer, value)),
            numbers(AccountRows.BLOCK_BALANCES, 't', KeyPart.BURN_ORDER, StoredRows::bytes, StoredRows::balance),
            numbers(AccountRows.FULLY_HELD_BALANCES, 'w', KeyPart.BURN_ORDER, StoredRows::bytes,
                    StoredRows::balance),
            new StoredRow<>(AccountRows.BLOCK_TERMS, 'b', KeyPart.ORDINAL,
                    KINDS.keyedAvro(AccountRows.BLOCK_TERMS.toString(), io.quotastack.events.BlockTerms.class,
                            (key, terms) -> EntryCodec.toAvro(StateKeys.customerOf(key), terms),
                            (key, row) -> EntryCodec.fromAvro(row))),
            present(AccountRows.VOIDED_BLOCKS, 'v', KeyPart.ORDINAL),
            numbers(AccountRows.SOLD_BLOCKS, 'y', KeyPart.ORDINAL, PaymentValues::bytes, PaymentValues::soldBlock),
            present(AccountRows.SCHEDULED_ACTIONS, 'd', KeyPart.SCHEDULED_ACTION),
            avro(AccountRows.RESERVATIONS, 'h', KeyPart.ORDINAL, ReservationRecord.class, ReservationValues::toAvro,
                    (customer, ordinal, value) -> ReservationValues.reservation(ordinal, value)),
            numbers(AccountRows.RESERVATION_ENDS, 'e', KeyPart.ORDINAL, ReservationValues::bytes,
                    ReservationValues::end),
            numbers(AccountRows.CHARGED_USAGE, StateKeys.CHARGED_USAGE, KeyPart.NAME, UsageValues::bytes,
                    UsageValues::chargedUsage),
            number(AccountRows.TIER_UNITS, 'm', KeyPart.TIER_COUNTER),
            numbers(AccountRows.CAPPED_USAGE, 'C', KeyPart.NAME, AccountValues::bytes, AccountValues::cappedUsage),
            numbers(AccountRows.WAITING_USAGE, 'j', KeyPart.ORDINAL, UsageValues::bytes, UsageValues::waitingUsage),
            number(AccountRows.WAITING_PLACES, 'x', KeyPart.NAME),
            number(AccountRows.WAITING_COMMANDS, 'z', KeyPart.NAME),
            avro(AccountRows.PAYMENTS, 'p', KeyPart.NAME, PaymentRecord.class, PaymentValues::toAvro,
                    PaymentValues::payment),
            avro(AccountRows.TOPUP_REQUESTS, 'q', KeyPart.NONE, TopupRequestsRecord.class, PaymentValues::toAvro,
                    PaymentValues::topupRequests),
            numbers(AccountRows.OUTGOING_TRANSFERS, 'O', KeyPart.ORDINAL, TransferValues::bytes,
                    TransferValues::outgoing),
            numbers(AccountRows.RECEIVED_TRANSFERS, 'R', KeyPart.NAME, TransferValues::bytes,
                    TransferValues::received),
            avro(AccountRows.SUBSCRIPTION, 's', KeyPart.NONE, SubscriptionRecord.class, SubscriptionValues::toAvro,
                    SubscriptionValues::subscription),
            numbers(AccountRows.SUBSCRIPTION_ENDS, 'f', KeyPart.ORDINAL, SubscriptionValues::bytes,
                    SubscriptionValues::end),
            numbers(AccountRows.PERIOD_BLOCKS, 'i', KeyPart.PERIOD_BLOCK, SubscriptionValues::bytes,
                    (customer, place, row) -> SubscriptionValues.periodBlock(place, row)),
            avro(AccountRows.PERIOD_CREDITS, 'n', KeyPart.NONE, PeriodCreditsRecord.class,
                    SubscriptionValues::toAvro, SubscriptionValues::periodCredits),
            numbers(AccountRows.PERIOD_USAGE, 'g', KeyPart.NAME, SubscriptionValues::bytes,
                    SubscriptionValues::periodUsage),
            avro(AccountRows.CLOCK_EVENTS, 'o', KeyPart.NONE, ClockEventsRecord.class, AccountValues::toAvro,
                    AccountValues::clockEvents));

    private static final @Nullable StoredRow<?, ?>[] BY_TYPE = byType();

    /** Of a customer too, but for the lists of subscriptions alone: no decision looks at it. */
    static final RowCodec<Long> LAST_SUBSCRIPTION_EVENT = KINDS.numbers("the last event about a subscription",
            StoredRows::bytes, ByteBuffer::getLong);
    static final RowCodec<KeptAnswer> ANSWER = KeptAnswer.codec(KINDS, "a kept answer");

    static final RowCodec<DecidedWith> DECIDED_WITH = new RowCodec.Kinds(key -> "the partition").numbers(
            "what the last command was decided with",
            with -> NumberBytes.row(Integer.BYTES + Long.BYTES).putInt(with.decider()).putLong(with.configVersion()),
            row -> new DecidedWith(row.getInt(), row.getLong()));

    static final RowCodec<DecidedEnd> DECIDED_END = new RowCodec.Kinds(key -> "the partition").numbers(
            "up to where commands are decided",
            end -> NumberBytes.row(Integer.BYTES + Long.BYTES).putInt(end.decider()).putLong(end.offset()),
            row -> new DecidedEnd(row.getInt(), row.getLong()));

    private StoredRows() {}

    /** The stored kind is of the kind's own key and value. */
    @SuppressWarnings("unchecked")
    static <K extends Comparable<? super K>, V> StoredRow<K, V> of(RowType<K, V> type) {
        StoredRow<?, ?> stored = BY_TYPE[type.index()];
        if (stored == null) {
            throw new IllegalStateException("the store does not say how it keeps " + type);
        }
        return (StoredRow<K, V>) stored;
    }

    static List<StoredRow<?, ?>> all() {
        return ALL;
    }

    private static @Nullable StoredRow<?, ?>[] byType() {
        var byType = new StoredRow<?, ?>[AccountRows.all().size()];
        ALL.forEach(stored -> byType[stored.type().index()] = stored);
        return byType;
    }

    /** Reads a value of which a part stands in the key. */
    private interface KeyedReader<K, R, V> {
        V read(CustomerKey customer, K key, R row);
    }

    private static <K extends Comparable<? super K>, R extends SpecificRecord, V> StoredRow<K, V> avro(
            RowType<K, V> type, char letter, KeyPart<K> part, Class<R> record, Function<V, R> writer,
            Function<R, V> reader) {
        return avro(type, letter, part, record, writer, (customer, key, row) -> reader.apply(row));
    }

    private static <K extends Comparable<? super K>, R extends SpecificRecord, V> StoredRow<K, V> avro(
            RowType<K, V> type, char letter, KeyPart<K> part, Class<R> record, Function<V, R> writer,
            KeyedReader<K, R, V> reader) {
        return new StoredRow<>(type, letter, part,
                KINDS.keyedAvro(type.toString(), record, (key, value) -> writer.apply(value),
                        (key, row) -> reader.read(StateKeys.customerOf(key), StateKeys.partOf(key, part), row)));
    }

    private static <K extends Comparable<? super K>, V> StoredRow<K, V> numbers(RowType<K, V> type, char letter,
            KeyPart<K> part, Function<V, ByteBuffer> writer, Function<ByteBuffer, V> reader) {
        return new StoredRow<>(type, letter, part, KINDS.numbers(type.toString(), writer, reader));
    }

    private static <K extends Comparable<? super K>, V> StoredRow<K, V> numbers(RowType<K, V> type, char letter,
            KeyPart<K> part, Function<V, ByteBuffer> writer, KeyedReader<K, ByteBuffer, V> reader) {
        return new StoredRow<>(type, letter, part, KINDS.keyedNumbers(type.toString(), writer,
                (key, row) -> reader.read(StateKeys.customerOf(key), StateKeys.partOf(key, part), row)));
    }

    private static <K extends Comparable<? super K>> StoredRow<K, Long> number(RowType<K, Long> type, char letter,
            KeyPart<K> part) {
        return numbers(type, letter, part, StoredRows::bytes, ByteBuffer::getLong);
    }

    private static <K extends Comparable<? super K>> StoredRow<K, Present> present(RowType<K, Present> type,
            char letter, KeyPart<K> part) {
        return numbers(type, letter, part, present -> NumberBytes.row(0), row -> Present.PRESENT);
    }

    private static ByteBuffer bytes(long number) {
        return NumberBytes.row(Long.BYTES).putLong(number);
    }

    private static ByteBuffer bytes(BlockBalance balance) {
        return NumberBytes.row(2 * Long.BYTES).putLong(balance.remaining()).putLong(balance.reserved());
    }

    private static BlockBalance balance(ByteBuffer row) {
        return new BlockBalance(row.getLong(), row.getLong());
    }
}
