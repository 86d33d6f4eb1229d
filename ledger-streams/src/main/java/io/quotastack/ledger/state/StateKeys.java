package io.quotastack.ledger.state;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

import org.apache.kafka.common.utils.Bytes;

import io.quotastack.core.account.AnswerKey;
import io.quotastack.core.account.ScheduledAction;
import io.quotastack.core.account.TierCounter;
import io.quotastack.core.credit.BurnOrder;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.subscription.PeriodBlock;
import io.quotastack.platform.store.KeyRange;

/**
 * The keys of the one store. All rows of a customer stand together, and what is read in an order is keyed in that
 * order, so that each read is a point or a short range: {@code family | tenant | environment | customer | kind | rest}.
 * Numbers are big-endian with the sign bit turned, so that bytes sort as numbers do.
 */
public final class StateKeys {

    private static final byte OF_CUSTOMER = 1;
    private static final byte CUSTOMERS_BY_CREATION = 2;
    private static final byte ANSWERS = 3;
    private static final byte TIMERS = 4;
    private static final byte SUBSCRIPTIONS_BY_CREATION = 5;

    private static final int ENVIRONMENT_BYTES = 17;
    private static final int CUSTOMER_BYTES = 1 + ENVIRONMENT_BYTES + 16;

    private StateKeys() {}

    static Bytes account(CustomerKey customer) {
        return plain(customer, 'a');
    }

    static Bytes customer(CustomerKey customer) {
        return plain(customer, 'c');
    }

    /** Of a block with free credits: what a burn-down walks along. */
    static Bytes blockBalance(CustomerKey customer, BurnOrder order) {
        return blockBalance(customer, 't', order);
    }

    /** Of a block that holds keep whole: out of the way of the burn-down. */
    static Bytes fullyHeldBalance(CustomerKey customer, BurnOrder order) {
        return blockBalance(customer, 'w', order);
    }

    private static Bytes blockBalance(CustomerKey customer, char kind, BurnOrder order) {
        return Bytes.wrap(start(OF_CUSTOMER, customer, kind, 19)
                .putShort((short) (order.priority() ^ Short.MIN_VALUE)).putLong(sortable(order.expiresAt()))
                .put((byte) (order.paid() ? 1 : 0)).putLong(order.ordinal()).array());
    }

    static BurnOrder burnOrder(Bytes blockBalanceKey) {
        ByteBuffer key = ByteBuffer.wrap(blockBalanceKey.get());
        key.position(CUSTOMER_BYTES + 1);
        int priority = (short) (key.getShort() ^ Short.MIN_VALUE);
        Instant expiresAt = instant(key.getLong());
        boolean paid = key.get() == 1;
        return new BurnOrder(priority, expiresAt, paid, key.getLong());
    }

    static Bytes terms(CustomerKey customer, long ordinal) {
        return numbered(customer, 'b', ordinal);
    }

    static Bytes voided(CustomerKey customer, long ordinal) {
        return numbered(customer, 'v', ordinal);
    }

    static Bytes soldBlock(CustomerKey customer, long ordinal) {
        return numbered(customer, 'y', ordinal);
    }

    static Bytes due(CustomerKey customer, ScheduledAction due) {
        return Bytes.wrap(start(OF_CUSTOMER, customer, 'd', 17).putLong(sortable(due.at()))
                .put(rank(due.kind())).putLong(due.ordinal()).array());
    }

    static ScheduledAction due(Bytes scheduledActionKey) {
        ByteBuffer key = ByteBuffer.wrap(scheduledActionKey.get());
        key.position(CUSTOMER_BYTES + 1);
        return new ScheduledAction(instant(key.getLong()), kindOfRank(key.get()), key.getLong());
    }

    /** In the order in which actions of one instant happen. */
    private static byte rank(ScheduledAction.Kind kind) {
        return switch (kind) {
            case RESERVATION_TTL -> 1;
            case SUBSCRIPTION -> 2;
            case EXPIRY -> 3;
            case ACTIVATION -> 4;
        };
    }

    private static ScheduledAction.Kind kindOfRank(byte rank) {
        for (ScheduledAction.Kind kind : ScheduledAction.Kind.values()) {
            if (rank(kind) == rank) {
                return kind;
            }
        }
        throw new IllegalStateException("no kind of due: " + rank);
    }

    static Bytes reservation(CustomerKey customer, long ordinal) {
        return numbered(customer, 'h', ordinal);
    }

    static Bytes endOfReservation(CustomerKey customer, long ordinal) {
        return numbered(customer, 'e', ordinal);
    }

    static Bytes topupRequests(CustomerKey customer) {
        return plain(customer, 'q');
    }

    static Bytes subscription(CustomerKey customer) {
        return plain(customer, 's');
    }

    static Bytes endOfSubscription(CustomerKey customer, long ordinal) {
        return numbered(customer, 'f', ordinal);
    }

    static Bytes lastSubscriptionEvent(CustomerKey customer) {
        return plain(customer, 'l');
    }

    static Bytes periodUsage(CustomerKey customer, String metricKey) {
        return named(OF_CUSTOMER, customer, 'g', metricKey);
    }

    /** The metric that ends the key of a period's usage. */
    static String metric(Bytes periodUsageKey) {
        byte[] key = periodUsageKey.get();
        return new String(key, CUSTOMER_BYTES + 1, key.length - CUSTOMER_BYTES - 1, StandardCharsets.UTF_8);
    }

    /** By its end: what ends together stands together. */
    static Bytes periodBlock(CustomerKey customer, PeriodBlock.Place place) {
        return Bytes.wrap(start(OF_CUSTOMER, customer, 'i', 16).putLong(sortable(place.expiresAt()))
                .putLong(place.block()).array());
    }

    static PeriodBlock.Place periodBlock(Bytes periodBlockKey) {
        ByteBuffer key = ByteBuffer.wrap(periodBlockKey.get());
        key.position(CUSTOMER_BYTES + 1);
        return new PeriodBlock.Place(instant(key.getLong()), key.getLong());
    }

    static Bytes periodCredits(CustomerKey customer) {
        return plain(customer, 'n');
    }

    static Bytes clockEvents(CustomerKey customer) {
        return plain(customer, 'o');
    }

    static Bytes chargedUsage(CustomerKey customer, String eventId) {
        return named(OF_CUSTOMER, customer, 'u', eventId);
    }

    static Bytes payment(CustomerKey customer, String externalPaymentId) {
        return named(OF_CUSTOMER, customer, 'p', externalPaymentId);
    }

    static Bytes tierUnits(CustomerKey customer, TierCounter counter) {
        return named(OF_CUSTOMER, customer, 'm', counter.metricKey() + "/" + counter.period());
    }

    static Bytes waitingUsage(CustomerKey customer, long ordinal) {
        return numbered(customer, 'j', ordinal);
    }

    static Bytes placeOfWaiting(CustomerKey customer, String eventId) {
        return named(OF_CUSTOMER, customer, 'x', eventId);
    }

    static Bytes answer(CustomerKey customer, AnswerKey key) {
        return named(ANSWERS, customer, switch (key.kind()) {
            case REQUEST -> 'k';
            case REFUSED_USAGE -> 'r';
        }, key.key());
    }

    /** Rows that hold all answers of all customers. */
    static KeyRange answers() {
        return KeyRange.of(Bytes.wrap(new byte[] {ANSWERS}));
    }

    /** Rows of one kind of one customer. */
    static KeyRange blockBalances(CustomerKey customer) {
        return KeyRange.of(plain(customer, 't'));
    }

    static KeyRange scheduledActions(CustomerKey customer) {
        return KeyRange.of(plain(customer, 'd'));
    }

    static KeyRange reservations(CustomerKey customer) {
        return KeyRange.of(plain(customer, 'h'));
    }

    static KeyRange periodBlocks(CustomerKey customer) {
        return KeyRange.of(plain(customer, 'i'));
    }

    static KeyRange periodUsage(CustomerKey customer) {
        return KeyRange.of(plain(customer, 'g'));
    }

    /** The customer that a row is of; not of a timer or a list by creation. */
    static CustomerKey customerOf(Bytes rowKey) {
        ByteBuffer key = ByteBuffer.wrap(rowKey.get()).position(1);
        return new CustomerKey(tenantEnvironment(key), new UUID(key.getLong(), key.getLong()));
    }

    private static TenantEnvironment tenantEnvironment(ByteBuffer key) {
        return new TenantEnvironment(new UUID(key.getLong(), key.getLong()),
                key.get() == 1 ? Environment.LIVE : Environment.TEST);
    }

    /** The number that ends the key of a hold. */
    static long ordinal(Bytes numberedKey) {
        return ByteBuffer.wrap(numberedKey.get()).getLong(CUSTOMER_BYTES + 1);
    }

    static Bytes timer(Timer timer) {
        UUID id = timer.customer().customerId();
        return Bytes.wrap(putEnvironment(
                ByteBuffer.allocate(1 + 8 + ENVIRONMENT_BYTES + 16).put(TIMERS).putLong(sortable(timer.at())),
                timer.customer().tenantEnvironment()).putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array());
    }

    static Timer timer(Bytes timerKey) {
        ByteBuffer key = ByteBuffer.wrap(timerKey.get());
        key.position(1);
        Instant at = instant(key.getLong());
        return new Timer(at,
                new CustomerKey(tenantEnvironment(key), new UUID(key.getLong(), key.getLong())));
    }

    /** Rows that hold the timers of all customers, earliest first. */
    static KeyRange timers() {
        return KeyRange.of(Bytes.wrap(new byte[] {TIMERS}));
    }

    static Bytes byCreation(CustomerKey customer, Instant createdAt) {
        return Bytes.wrap(putEnvironment(ByteBuffer.allocate(CUSTOMER_BYTES + 8).put(CUSTOMERS_BY_CREATION),
                customer.tenantEnvironment())
                .putLong(sortable(createdAt)).putLong(customer.customerId().getMostSignificantBits())
                .putLong(customer.customerId().getLeastSignificantBits()).array());
    }

    public static KeyRange customersByCreation(TenantEnvironment tenantEnvironment) {
        return KeyRange.of(Bytes
                .wrap(putEnvironment(ByteBuffer.allocate(1 + ENVIRONMENT_BYTES).put(CUSTOMERS_BY_CREATION),
                        tenantEnvironment).array()));
    }

    /** The customer behind a row of {@link #customersByCreation} or {@link #subscriptionsByCreation}. */
    public static CustomerKey customerByCreation(TenantEnvironment tenantEnvironment, Bytes key) {
        ByteBuffer bytes = ByteBuffer.wrap(key.get());
        bytes.position(1 + ENVIRONMENT_BYTES + 8);
        return new CustomerKey(tenantEnvironment, new UUID(bytes.getLong(), bytes.getLong()));
    }

    static Bytes subscriptionByCreation(CustomerKey customer, Instant createdAt, long ordinal) {
        return Bytes.wrap(putEnvironment(
                ByteBuffer.allocate(CUSTOMER_BYTES + 16).put(SUBSCRIPTIONS_BY_CREATION), customer.tenantEnvironment())
                .putLong(sortable(createdAt)).putLong(customer.customerId().getMostSignificantBits())
                .putLong(customer.customerId().getLeastSignificantBits()).putLong(ordinal).array());
    }

    public static KeyRange subscriptionsByCreation(TenantEnvironment tenantEnvironment) {
        return KeyRange.of(Bytes
                .wrap(putEnvironment(ByteBuffer.allocate(1 + ENVIRONMENT_BYTES).put(SUBSCRIPTIONS_BY_CREATION),
                        tenantEnvironment).array()));
    }

    /** The ordinal that ends a key of {@link #subscriptionsByCreation}; its customer stands where {@link #customerByCreation} looks. */
    public static long subscriptionByCreation(Bytes key) {
        return ByteBuffer.wrap(key.get()).getLong(key.get().length - 8);
    }

    private static Bytes plain(CustomerKey customer, char kind) {
        return Bytes.wrap(start(OF_CUSTOMER, customer, kind, 0).array());
    }

    private static Bytes numbered(CustomerKey customer, char kind, long number) {
        return Bytes.wrap(start(OF_CUSTOMER, customer, kind, 8).putLong(number).array());
    }

    private static Bytes named(byte family, CustomerKey customer, char kind, String name) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(start(family, customer, kind, text.length).put(text).array());
    }

    private static ByteBuffer start(byte family, CustomerKey customer, char kind, int rest) {
        UUID id = customer.customerId();
        return putEnvironment(ByteBuffer.allocate(CUSTOMER_BYTES + 1 + rest).put(family), customer.tenantEnvironment())
                .putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits()).put((byte) kind);
    }

    private static ByteBuffer putEnvironment(ByteBuffer key, TenantEnvironment tenantEnvironment) {
        return key.putLong(tenantEnvironment.tenantId().getMostSignificantBits())
                .putLong(tenantEnvironment.tenantId().getLeastSignificantBits())
                .put((byte) (tenantEnvironment.environment() == Environment.LIVE ? 1 : 2));
    }

    static long millis(Instant time) {
        return time.equals(Instant.MAX) ? Long.MAX_VALUE : time.toEpochMilli();
    }

    static Instant time(long millis) {
        return millis == Long.MAX_VALUE ? Instant.MAX : Instant.ofEpochMilli(millis);
    }

    private static long sortable(Instant time) {
        return millis(time) ^ Long.MIN_VALUE;
    }

    private static Instant instant(long sortable) {
        return time(sortable ^ Long.MIN_VALUE);
    }
}
