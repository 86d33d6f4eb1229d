package io.quotastack.ledger.history;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;

/**
 * How rows are found. All numbers are big-endian, so that byte order is theirs; times have their sign flipped for the
 * same reason.
 *
 * <pre>
 * o                                              where the rows stand in the topics
 * e customer sequence                            the entry, as it came from the log
 * b customer ordinal                             the block: the entries that made it and since which it has something left,
 *                                                what is left in it now
 * l customer ordinal sequence                    what was left in the block after that entry
 * a customer sequence ordinal                    present: since that entry the block has something left
 * i customer node sequence ordinal               present: the block had something left, by the first entry ({@link BlockSpans})
 * j customer node sequence ordinal               the same, by the last entry
 * h customer ordinal                             the reservation: sequence of the entry that ended it, what it keeps
 * x customer ordinal occurred-at event           where a subscription moved the block's end then: the end, or never
 * g customer ordinal event                       what became of the subscription, as it came from the log
 * s customer metric 0 hour                       units, cost and events charged in that hour, less what was voided
 * c customer event                               sequence of the event's charge
 * v customer event                               sequence of the charge's refund
 * r environment refused-at customer-id offset          a refused event, as it came from the log
 * q customer refused-at offset                   the same, to be listed by customer
 * f customer event                               the event's latest refusal: refused-at, offset
 * </pre>
 */
final class Keys {

    static final byte[] CHECKPOINT = {'o'};

    private static final int ENVIRONMENT_BYTES = 2 * Long.BYTES + 1;
    private static final int CUSTOMER_BYTES = ENVIRONMENT_BYTES + 2 * Long.BYTES;

    private Keys() {}

    static byte[] entries(CustomerKey customer) {
        return ofCustomer('e', customer, 0).array();
    }

    static byte[] entry(CustomerKey customer, long sequence) {
        return ofCustomer('e', customer, Long.BYTES).putLong(sequence).array();
    }

    static byte[] blocks(CustomerKey customer) {
        return ofCustomer('b', customer, 0).array();
    }

    static byte[] block(CustomerKey customer, long ordinal) {
        return ofCustomer('b', customer, Long.BYTES).putLong(ordinal).array();
    }

    static byte[] levels(CustomerKey customer, long ordinal) {
        return ofCustomer('l', customer, Long.BYTES).putLong(ordinal).array();
    }

    static byte[] level(CustomerKey customer, long ordinal, long sequence) {
        return ofCustomer('l', customer, 2 * Long.BYTES).putLong(ordinal).putLong(sequence).array();
    }

    static byte[] openSpans(CustomerKey customer) {
        return ofCustomer('a', customer, 0).array();
    }

    static byte[] openSpan(CustomerKey customer, long since, long ordinal) {
        return ofCustomer('a', customer, 2 * Long.BYTES).putLong(since).putLong(ordinal).array();
    }

    static byte[] spansByBegin(CustomerKey customer, long node) {
        return ofCustomer('i', customer, Long.BYTES).putLong(node).array();
    }

    static byte[] spanByBegin(CustomerKey customer, long node, long first, long ordinal) {
        return ofCustomer('i', customer, 3 * Long.BYTES).putLong(node).putLong(first).putLong(ordinal).array();
    }

    static byte[] spansByEnd(CustomerKey customer, long node) {
        return ofCustomer('j', customer, Long.BYTES).putLong(node).array();
    }

    static byte[] spanByEnd(CustomerKey customer, long node, long last, long ordinal) {
        return ofCustomer('j', customer, 3 * Long.BYTES).putLong(node).putLong(last).putLong(ordinal).array();
    }

    static byte[] reservation(CustomerKey customer, long ordinal) {
        return ofCustomer('h', customer, Long.BYTES).putLong(ordinal).array();
    }

    static byte[] movedEnds(CustomerKey customer, long ordinal) {
        return ofCustomer('x', customer, Long.BYTES).putLong(ordinal).array();
    }

    static byte[] movedEnd(CustomerKey customer, long ordinal, Instant occurredAt, long event) {
        return ofCustomer('x', customer, 3 * Long.BYTES).putLong(ordinal).putLong(signed(occurredAt.toEpochMilli()))
                .putLong(event).array();
    }

    static byte[] changes(CustomerKey customer) {
        return ofCustomer('g', customer, 0).array();
    }

    static byte[] changes(CustomerKey customer, long ordinal) {
        return ofCustomer('g', customer, Long.BYTES).putLong(ordinal).array();
    }

    static byte[] change(CustomerKey customer, long ordinal, long event) {
        return ofCustomer('g', customer, 2 * Long.BYTES).putLong(ordinal).putLong(event).array();
    }

    static byte[] buckets(CustomerKey customer) {
        return ofCustomer('s', customer, 0).array();
    }

    /** Metric keys are lower-case ASCII letters, digits and underscores: the 0 ends them and sorts before all. */
    static byte[] buckets(CustomerKey customer, String metricKey) {
        return ofMetric(customer, metricKey, 0).array();
    }

    static byte[] bucket(CustomerKey customer, String metricKey, long hour) {
        return ofMetric(customer, metricKey, Long.BYTES).putLong(signed(hour)).array();
    }

    static byte[] charge(CustomerKey customer, String eventId) {
        return ofEvent('c', customer, eventId);
    }

    static byte[] refund(CustomerKey customer, String eventId) {
        return ofEvent('v', customer, eventId);
    }

    static byte[] refusals() {
        return new byte[] {'r'};
    }

    static byte[] refusals(TenantEnvironment tenantEnvironment) {
        return putEnvironment(ByteBuffer.allocate(1 + ENVIRONMENT_BYTES).put((byte) 'r'), tenantEnvironment).array();
    }

    static byte[] refusals(CustomerKey customer) {
        return ofCustomer('q', customer, 0).array();
    }

    static byte[] refusal(TenantEnvironment tenantEnvironment, RefusalPosition at) {
        ByteBuffer key = ByteBuffer.allocate(1 + ENVIRONMENT_BYTES + 4 * Long.BYTES).put((byte) 'r');
        return putId(putEnvironment(key, tenantEnvironment).putLong(signed(at.refusedAt().toEpochMilli())),
                at.customerId())
                .putLong(at.offset()).array();
    }

    static byte[] refusalOfCustomer(CustomerKey customer, RefusalPosition at) {
        return ofCustomer('q', customer, 2 * Long.BYTES).putLong(signed(at.refusedAt().toEpochMilli()))
                .putLong(at.offset()).array();
    }

    static byte[] refusedEvent(CustomerKey customer, String eventId) {
        return ofEvent('f', customer, eventId);
    }

    /** The customer whose row it is; not of a refusal by its environment. */
    static CustomerKey customerOf(byte[] rowKey) {
        ByteBuffer key = ByteBuffer.wrap(rowKey).position(1);
        var tenantEnvironment = new TenantEnvironment(new UUID(key.getLong(), key.getLong()), environment(key.get()));
        return new CustomerKey(tenantEnvironment, new UUID(key.getLong(), key.getLong()));
    }

    /** The sequence of an entry or event, the ordinal of a block or reservation: the number that ends the key. */
    static long lastNumber(byte[] key) {
        return ByteBuffer.wrap(key).getLong(key.length - Long.BYTES);
    }

    /** The hour that ends the key of a bucket. */
    static long hour(byte[] bucketKey) {
        return signed(lastNumber(bucketKey));
    }

    /** The metric in the key of a bucket. */
    static String metric(byte[] bucketKey) {
        int start = 1 + CUSTOMER_BYTES;
        return new String(bucketKey, start, bucketKey.length - Long.BYTES - 1 - start, StandardCharsets.US_ASCII);
    }

    static TenantEnvironment environmentOfRefusal(byte[] refusalKey) {
        ByteBuffer key = ByteBuffer.wrap(refusalKey).position(1);
        return new TenantEnvironment(new UUID(key.getLong(), key.getLong()), environment(key.get()));
    }

    static RefusalPosition position(byte[] refusalKey) {
        ByteBuffer key = ByteBuffer.wrap(refusalKey).position(1 + ENVIRONMENT_BYTES);
        return new RefusalPosition(time(key), new UUID(key.getLong(), key.getLong()), key.getLong());
    }

    static RefusalPosition positionOfCustomer(CustomerKey customer, byte[] refusalKey) {
        ByteBuffer key = ByteBuffer.wrap(refusalKey).position(1 + CUSTOMER_BYTES);
        return new RefusalPosition(time(key), customer.customerId(), key.getLong());
    }

    /** The key right after this one and all that begin with it and a number. */
    static byte[] after(byte[] key) {
        return ByteBuffer.allocate(key.length + 1).put(key).array();
    }

    /** Behind every key that begins with the prefix; no prefix of ours is all ones. */
    static byte[] end(byte[] prefix) {
        byte[] end = prefix.clone();
        int i = end.length - 1;
        while (++end[i] == 0) {
            i--;
        }
        return end;
    }

    private static Instant time(ByteBuffer key) {
        return Instant.ofEpochMilli(signed(key.getLong()));
    }

    private static long signed(long number) {
        return number ^ Long.MIN_VALUE;
    }

    private static byte[] ofEvent(char kind, CustomerKey customer, String eventId) {
        byte[] id = eventId.getBytes(StandardCharsets.UTF_8);
        return ofCustomer(kind, customer, id.length).put(id).array();
    }

    private static ByteBuffer ofMetric(CustomerKey customer, String metricKey, int more) {
        byte[] metric = metricKey.getBytes(StandardCharsets.US_ASCII);
        return ofCustomer('s', customer, metric.length + 1 + more).put(metric).put((byte) 0);
    }

    private static ByteBuffer ofCustomer(char kind, CustomerKey customer, int more) {
        ByteBuffer key = ByteBuffer.allocate(1 + CUSTOMER_BYTES + more).put((byte) kind);
        return putId(putEnvironment(key, customer.tenantEnvironment()), customer.customerId());
    }

    private static ByteBuffer putEnvironment(ByteBuffer key, TenantEnvironment tenantEnvironment) {
        return putId(key, tenantEnvironment.tenantId()).put(letter(tenantEnvironment.environment()));
    }

    private static byte letter(Environment environment) {
        return switch (environment) {
            case LIVE -> 'l';
            case TEST -> 't';
        };
    }

    private static Environment environment(byte letter) {
        return letter == 'l' ? Environment.LIVE : Environment.TEST;
    }

    private static ByteBuffer putId(ByteBuffer key, UUID id) {
        return key.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    }
}
