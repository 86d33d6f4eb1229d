package io.quotastack.ledger.state;

import java.time.Instant;

import org.apache.kafka.common.utils.Bytes;

import io.quotastack.core.account.AnswerKey;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.platform.store.KeyRange;
import io.quotastack.platform.store.KeyReader;
import io.quotastack.platform.store.KeyWriter;

/**
 * The keys of the one store. All rows of a customer stand together, and what is read in an order is keyed in that
 * order, so that each read is a point or a short range: {@code family | tenant | environment | customer | kind | rest}.
 */
public final class StateKeys {

    static final int OF_CUSTOMER = 1;
    static final int CUSTOMERS_BY_CREATION = 2;
    static final int ANSWERS = 3;
    static final int TIMERS = 4;
    static final int SUBSCRIPTIONS_BY_CREATION = 5;
    static final int DECIDED_WITH = 6;
    static final int DECIDED_END = 7;

    /** {@link StoredRows} has the other letters of the family. */
    static final char LAST_SUBSCRIPTION_EVENT = 'l';
    static final char CHARGED_USAGE = 'u';
    private static final int KIND = 1 + KeyReader.CUSTOMER_BYTES;

    private StateKeys() {}

    /** A row of the customer, of the kind of that letter; what tells it apart from others of the kind follows. */
    static KeyWriter ofCustomer(CustomerKey customer, char kind) {
        return KeyWriter.of(OF_CUSTOMER).customer(customer).octet(kind);
    }

    /** Of what a request or an event is known by: nearly all of them are new, and no such row is there. */
    public static boolean isOfRequest(byte[] rowKey) {
        return rowKey[0] == ANSWERS
                || (rowKey[0] == OF_CUSTOMER && rowKey.length > KIND && rowKey[KIND] == CHARGED_USAGE);
    }

    /** What follows the kind in such a key. */
    static <K> K partOf(Bytes rowKey, KeyPart<K> part) {
        return part.reader().apply(KeyReader.of(rowKey).skip(1 + KeyReader.CUSTOMER_BYTES + 1));
    }

    static Bytes lastSubscriptionEvent(CustomerKey customer) {
        return ofCustomer(customer, LAST_SUBSCRIPTION_EVENT).key();
    }

    static Bytes answer(CustomerKey customer, AnswerKey key) {
        return KeyWriter.of(ANSWERS).customer(customer).octet(switch (key.kind()) {
            case REQUEST -> 'k';
            case REFUSED_USAGE -> 'r';
            case TAKEN_IN -> 'T';
        }).text(key.key()).key();
    }

    /** Rows that hold all answers of all customers. */
    static KeyRange answers() {
        return KeyWriter.of(ANSWERS).range();
    }

    /** The customer that a row is of; not of a timer, a list by creation or the partition. */
    static CustomerKey customerOf(Bytes rowKey) {
        return KeyReader.of(rowKey).skip(1).customer();
    }

    static Bytes timer(Timer timer) {
        return KeyWriter.of(TIMERS).instant(timer.at()).customer(timer.customer()).key();
    }

    static Timer timer(Bytes timerKey) {
        KeyReader key = KeyReader.of(timerKey).skip(1);
        return new Timer(key.instant(), key.customer());
    }

    /** Rows that hold the timers of all customers, earliest first. */
    static KeyRange timers() {
        return KeyWriter.of(TIMERS).range();
    }

    /** Of the partition as a whole. */
    static Bytes decidedWith() {
        return KeyWriter.of(DECIDED_WITH).key();
    }

    /** Of the partition as a whole. */
    static Bytes decidedEnd() {
        return KeyWriter.of(DECIDED_END).key();
    }

    static Bytes byCreation(CustomerKey customer, Instant createdAt) {
        return KeyWriter.of(CUSTOMERS_BY_CREATION).environment(customer.tenantEnvironment()).instant(createdAt)
                .id(customer.customerId()).key();
    }

    public static KeyRange customersByCreation(TenantEnvironment tenantEnvironment) {
        return KeyWriter.of(CUSTOMERS_BY_CREATION).environment(tenantEnvironment).range();
    }

    /** Rows that list all customers of the partition. */
    public static KeyRange customers() {
        return KeyWriter.of(CUSTOMERS_BY_CREATION).range();
    }

    /** The customer behind a row of {@link #customers}. */
    public static CustomerKey customerListed(Bytes key) {
        return customerByCreation(KeyReader.of(key).skip(1).environment(), key);
    }

    /** The customer behind a row of {@link #customersByCreation} or {@link #subscriptionsByCreation}. */
    public static CustomerKey customerByCreation(TenantEnvironment tenantEnvironment, Bytes key) {
        return new CustomerKey(tenantEnvironment,
                KeyReader.of(key).skip(1 + KeyReader.ENVIRONMENT_BYTES + Long.BYTES).id());
    }

    static Bytes subscriptionByCreation(CustomerKey customer, Instant createdAt, long ordinal) {
        return KeyWriter.of(SUBSCRIPTIONS_BY_CREATION).environment(customer.tenantEnvironment()).instant(createdAt)
                .id(customer.customerId()).number(ordinal).key();
    }

    public static KeyRange subscriptionsByCreation(TenantEnvironment tenantEnvironment) {
        return KeyWriter.of(SUBSCRIPTIONS_BY_CREATION).environment(tenantEnvironment).range();
    }

    /** The ordinal that ends a key of {@link #subscriptionsByCreation}; its customer stands where {@link #customerByCreation} looks. */
    public static long subscriptionByCreation(Bytes key) {
        return KeyReader.of(key).skipToLast(Long.BYTES).number();
    }
}
