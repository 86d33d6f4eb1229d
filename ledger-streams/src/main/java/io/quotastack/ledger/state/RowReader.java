package io.quotastack.ledger.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.BufferUnderflowException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.apache.kafka.common.utils.Bytes;

import io.quotastack.core.account.AccountRows;
import io.quotastack.core.account.AnswerMark;
import io.quotastack.core.account.RowType;
import io.quotastack.core.account.RowType.Present;
import io.quotastack.core.account.RowType.Single;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.platform.store.KeptAnswer;
import io.quotastack.platform.store.KeyRange;
import io.quotastack.platform.store.KeyReader;
import io.quotastack.platform.store.KeyWriter;
import io.quotastack.platform.store.UnreadableRowException;

/** Reads any row of the store by what its key says it is, for whoever looks at all of them. */
public final class RowReader {

    private static final int KIND = 1 + KeyReader.CUSTOMER_BYTES;

    private static final Map<Character, StoredRow<?, ?>> BY_LETTER = StoredRows.all().stream()
            .collect(Collectors.toMap(StoredRow::letter, Function.identity()));

    private RowReader() {}

    /**
     * What a row says. Two rows are the same when these are equal: bytes may differ where they say the same.
     *
     * @param kind in words
     * @param type of a row that a customer has by {@link AccountRows}
     * @param key tells the rows of the kind and the customer apart
     */
    public record Row(String kind, Optional<RowType<?, ?>> type, Object key, Object value) {}

    /** A kept answer, its body as text. */
    public record Answered(AnswerMark mark, int status, String body, OptionalLong grantedBy) {}

    /** Throws {@link UnreadableRowException} and what reading the key throws. */
    public static Row read(Bytes key, byte[] value) {
        return switch (key.get()[0]) {
            case StateKeys.OF_CUSTOMER -> key.get()[KIND] == StateKeys.LAST_SUBSCRIPTION_EVENT
                    ? row(StoredRows.LAST_SUBSCRIPTION_EVENT.kind(), Single.ROW,
                            StoredRows.LAST_SUBSCRIPTION_EVENT.read(key, value))
                    : read(stored(key), key, value);
            case StateKeys.ANSWERS -> row(StoredRows.ANSWER.kind(), KeyReader.of(key).skip(KIND + 1).text(),
                    answered(StoredRows.ANSWER.read(key, value)));
            case StateKeys.CUSTOMERS_BY_CREATION -> row("a line of the list of customers", hex(key), Present.PRESENT);
            case StateKeys.TIMERS -> row("a timer", StateKeys.timer(key).at(), Present.PRESENT);
            case StateKeys.SUBSCRIPTIONS_BY_CREATION -> row("a line of the list of subscriptions",
                    StateKeys.subscriptionByCreation(key), Present.PRESENT);
            case StateKeys.DECIDED_WITH -> row(StoredRows.DECIDED_WITH.kind(), Single.ROW,
                    StoredRows.DECIDED_WITH.read(key, value));
            case StateKeys.DECIDED_END -> row(StoredRows.DECIDED_END.kind(), Single.ROW,
                    StoredRows.DECIDED_END.read(key, value));
            default -> throw new IllegalArgumentException("no kind of row begins so: " + hex(key));
        };
    }

    private static StoredRow<?, ?> stored(Bytes key) {
        StoredRow<?, ?> stored = BY_LETTER.get((char) key.get()[KIND]);
        if (stored == null) {
            throw new IllegalArgumentException("no kind of a customer's row has such a letter: " + hex(key));
        }
        return stored;
    }

    private static <K extends Comparable<? super K>, V> Row read(StoredRow<K, V> stored, Bytes key, byte[] value) {
        return new Row(stored.type().toString(), Optional.of(stored.type()), stored.keyOf(key),
                stored.codec().read(key, value));
    }

    private static Row row(String kind, Object key, Object value) {
        return new Row(kind, Optional.empty(), key, value);
    }

    private static Answered answered(KeptAnswer answer) {
        return new Answered(answer.mark(), answer.status(), new String(answer.body(), UTF_8), answer.grantedBy());
    }

    private static String hex(Bytes key) {
        return HexFormat.of().formatHex(key.get());
    }

    /** Whose row it is; absent when it is the partition's, or its key is none. */
    public static Optional<CustomerKey> ownerOf(Bytes key) {
        try {
            return switch (key.get()[0]) {
                case StateKeys.OF_CUSTOMER, StateKeys.ANSWERS -> Optional.of(StateKeys.customerOf(key));
                case StateKeys.TIMERS -> Optional.of(StateKeys.timer(key).customer());
                case StateKeys.CUSTOMERS_BY_CREATION, StateKeys.SUBSCRIPTIONS_BY_CREATION -> Optional.of(
                        StateKeys.customerByCreation(KeyReader.of(key).skip(1).environment(), key));
                default -> Optional.empty();
            };
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether the row is a kept answer. */
    public static boolean isAnswer(Bytes key) {
        return key.get()[0] == StateKeys.ANSWERS;
    }

    /** Whether the row says up to where the commands are decided: it is of a commit, and of no command. */
    public static boolean isDecidedEnd(Bytes key) {
        return key.get()[0] == StateKeys.DECIDED_END;
    }

    /** Whether the row says who a customer is: each has one. */
    public static boolean isCustomer(Bytes key) {
        return key.get()[0] == StateKeys.OF_CUSTOMER && key.get().length > KIND
                && key.get()[KIND] == StoredRows.of(AccountRows.CUSTOMER).letter();
    }

    /** All rows that customers have by {@link AccountRows}, those of one customer together. */
    public static KeyRange ofCustomers() {
        return KeyWriter.of(StateKeys.OF_CUSTOMER).range();
    }
}
