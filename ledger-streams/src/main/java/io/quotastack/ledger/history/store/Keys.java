package io.quotastack.ledger.history.store;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.report.CreditGroup;
import io.quotastack.platform.store.KeyRange;
import io.quotastack.platform.store.KeyReader;
import io.quotastack.platform.store.KeyWriter;

/**
 * How rows are found. Sequences, ordinals and offsets are numbers, times and hours signed ones ({@link KeyWriter}).
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
 * s customer metric 0 hour                       units, cost and events charged in that hour, less what was voided; of
 *                                                no metric: what the events of all metrics count too often together
 * c customer event                               sequence of the event's charge
 * v customer event                               sequence of the charge's refund
 * d customer span number group                   credits: sums of a day (d) or month (m), of each source and currency
 * n environment span number group                the same of all customers of the environment in this partition
 * r environment refused-at customer-id offset          a refused event, as it came from the log
 * q customer refused-at offset                   the same, to be listed by customer
 * f customer event                               the event's latest refusal: refused-at, offset
 * </pre>
 */
public final class Keys {

    static final byte[] CHECKPOINT = {'o'};

    /**
     * Stands for a metric in the key of a bucket, as no metric's key can: what events of lines count too often where the
     * buckets of all metrics are summed.
     */
    static final String OF_ALL_METRICS = "";

    /** In place of the letter of a source. */
    private static final char OVERAGE = 'o';

    private Keys() {}

    static byte[] entries(CustomerKey customer) {
        return of('e', customer).bytes();
    }

    static byte[] entry(CustomerKey customer, long sequence) {
        return of('e', customer).number(sequence).bytes();
    }

    /** Before all entries of the partition. */
    static byte[] entries() {
        return new byte[] {'e'};
    }

    /** Whose a row of an entry is. */
    static CustomerKey customerOfEntry(byte[] key) {
        return KeyReader.of(key).skip(1).customer();
    }

    static byte[] blocks(CustomerKey customer) {
        return of('b', customer).bytes();
    }

    static byte[] block(CustomerKey customer, long ordinal) {
        return of('b', customer).number(ordinal).bytes();
    }

    static byte[] levels(CustomerKey customer, long ordinal) {
        return of('l', customer).number(ordinal).bytes();
    }

    static byte[] level(CustomerKey customer, long ordinal, long sequence) {
        return of('l', customer).number(ordinal).number(sequence).bytes();
    }

    static byte[] openSpans(CustomerKey customer) {
        return of('a', customer).bytes();
    }

    static byte[] openSpan(CustomerKey customer, long since, long ordinal) {
        return of('a', customer).number(since).number(ordinal).bytes();
    }

    static byte[] spansByBegin(CustomerKey customer, long node) {
        return of('i', customer).number(node).bytes();
    }

    static byte[] spanByBegin(CustomerKey customer, long node, long first, long ordinal) {
        return of('i', customer).number(node).number(first).number(ordinal).bytes();
    }

    static byte[] spansByEnd(CustomerKey customer, long node) {
        return of('j', customer).number(node).bytes();
    }

    static byte[] spanByEnd(CustomerKey customer, long node, long last, long ordinal) {
        return of('j', customer).number(node).number(last).number(ordinal).bytes();
    }

    static byte[] reservation(CustomerKey customer, long ordinal) {
        return of('h', customer).number(ordinal).bytes();
    }

    static byte[] movedEnds(CustomerKey customer, long ordinal) {
        return of('x', customer).number(ordinal).bytes();
    }

    static byte[] movedEnd(CustomerKey customer, long ordinal, Instant occurredAt, long event) {
        return of('x', customer).number(ordinal).instant(occurredAt).number(event).bytes();
    }

    static byte[] changes(CustomerKey customer) {
        return of('g', customer).bytes();
    }

    static byte[] changes(CustomerKey customer, long ordinal) {
        return of('g', customer).number(ordinal).bytes();
    }

    static byte[] change(CustomerKey customer, long ordinal, long event) {
        return of('g', customer).number(ordinal).number(event).bytes();
    }

    public static byte[] buckets(CustomerKey customer) {
        return of('s', customer).bytes();
    }

    public static byte[] buckets(CustomerKey customer, String metricKey) {
        return ofMetric(customer, metricKey).bytes();
    }

    public static byte[] bucket(CustomerKey customer, String metricKey, long hour) {
        return ofMetric(customer, metricKey).signed(hour).bytes();
    }

    static byte[] credits(CreditRows.Owner owner, CreditRows.Span span, long number) {
        return ofCredits(owner, span, number).bytes();
    }

    static byte[] credits(CreditRows.Owner owner, CreditRows.Span span, long number, CreditGroup group) {
        return ofCredits(owner, span, number).octet(group.source().map(SourceLetters::of).orElse(OVERAGE))
                .text(group.currency().orElse("")).bytes();
    }

    private static KeyWriter ofCredits(CreditRows.Owner owner, CreditRows.Span span, long number) {
        return owner.customer().map(customer -> of('d', customer))
                .orElseGet(() -> KeyWriter.of('n').environment(owner.tenantEnvironment()))
                .octet(span.letter()).signed(number);
    }

    /** The day or the month of a row of credits, by its number. */
    static long creditsNumber(CreditRows.Owner owner, byte[] key) {
        return behindSpan(owner, key).signed();
    }

    static CreditGroup creditsGroup(CreditRows.Owner owner, byte[] key) {
        KeyReader group = behindSpan(owner, key).skip(Long.BYTES);
        byte source = group.octet();
        String currency = group.text();
        return source == OVERAGE
                ? CreditGroup.OVERAGE
                : new CreditGroup(Optional.of(SourceLetters.of(source)),
                        currency.isEmpty() ? Optional.empty() : Optional.of(currency));
    }

    private static KeyReader behindSpan(CreditRows.Owner owner, byte[] key) {
        return KeyReader.of(key).skip(1
                + (owner.customer().isPresent() ? KeyReader.CUSTOMER_BYTES : KeyReader.ENVIRONMENT_BYTES)
                + Byte.BYTES);
    }

    public static byte[] charge(CustomerKey customer, String eventId) {
        return of('c', customer).text(eventId).bytes();
    }

    static byte[] refund(CustomerKey customer, String eventId) {
        return of('v', customer).text(eventId).bytes();
    }

    public static byte[] refusals() {
        return KeyWriter.of('r').bytes();
    }

    public static byte[] refusals(TenantEnvironment tenantEnvironment) {
        return KeyWriter.of('r').environment(tenantEnvironment).bytes();
    }

    public static byte[] refusals(CustomerKey customer) {
        return of('q', customer).bytes();
    }

    public static byte[] refusal(TenantEnvironment tenantEnvironment, RefusalPosition at) {
        return KeyWriter.of('r').environment(tenantEnvironment).instant(at.refusedAt()).id(at.customerId())
                .number(at.offset()).bytes();
    }

    public static byte[] refusalOfCustomer(CustomerKey customer, RefusalPosition at) {
        return of('q', customer).instant(at.refusedAt()).number(at.offset()).bytes();
    }

    static byte[] refusedEvent(CustomerKey customer, String eventId) {
        return of('f', customer).text(eventId).bytes();
    }

    static byte[] entries(TenantEnvironment tenantEnvironment) {
        return KeyWriter.of('e').environment(tenantEnvironment).bytes();
    }

    /** The customer whose row it is; not of a refusal by its environment. */
    static CustomerKey customerOf(byte[] rowKey) {
        return KeyReader.of(rowKey).skip(1).customer();
    }

    /** The sequence of an entry or event, the ordinal of a block or reservation: the number that ends the key. */
    static long lastNumber(byte[] key) {
        return KeyReader.of(key).skipToLast(Long.BYTES).number();
    }

    /** The hour that ends the key of a bucket. */
    public static long hour(byte[] bucketKey) {
        return KeyReader.of(bucketKey).skipToLast(Long.BYTES).signed();
    }

    /** The metric in the key of a bucket. */
    public static String metric(byte[] bucketKey) {
        return KeyReader.of(bucketKey).skip(1 + KeyReader.CUSTOMER_BYTES).textBefore(1 + Long.BYTES);
    }

    /** Whose row it is, in words: a customer's, or one of an environment. */
    static String ownerOf(byte[] rowKey) {
        KeyReader key = KeyReader.of(rowKey);
        return key.octet() == 'n' ? key.environment().toString() : key.customer().toString();
    }

    static TenantEnvironment environmentOfRefusal(byte[] refusalKey) {
        return KeyReader.of(refusalKey).skip(1).environment();
    }

    public static RefusalPosition position(byte[] refusalKey) {
        KeyReader key = KeyReader.of(refusalKey).skip(1 + KeyReader.ENVIRONMENT_BYTES);
        return new RefusalPosition(key.instant(), key.id(), key.number());
    }

    public static RefusalPosition positionOfCustomer(CustomerKey customer, byte[] refusalKey) {
        KeyReader key = KeyReader.of(refusalKey).skip(1 + KeyReader.CUSTOMER_BYTES);
        return new RefusalPosition(key.instant(), customer.customerId(), key.number());
    }

    /** The key right after this one and all that begin with it and a number. */
    public static byte[] after(byte[] key) {
        return Arrays.copyOf(key, key.length + 1);
    }

    /** Behind every key that begins with the prefix. */
    public static byte[] end(byte[] prefix) {
        return KeyRange.endOf(prefix);
    }

    /** Metric keys are lower-case ASCII letters, digits and underscores: the 0 ends them and sorts before all. */
    private static KeyWriter ofMetric(CustomerKey customer, String metricKey) {
        return of('s', customer).text(metricKey).octet(0);
    }

    private static KeyWriter of(char kind, CustomerKey customer) {
        return KeyWriter.of(kind).customer(customer);
    }
}
