package io.quotastack.webhook.state;

import org.apache.kafka.common.utils.Bytes;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.webhook.DeliveryKey;
import io.quotastack.core.webhook.WebhookInput.AnsweredRequest;
import io.quotastack.platform.store.KeyRange;
import io.quotastack.platform.store.KeyReader;
import io.quotastack.platform.store.KeyWriter;

/**
 * The keys of the one store, laid out so that each read is a point or a short range; times are in milliseconds.
 *
 * <pre>
 * 1 | environment | customer | ordinal              a delivery
 * 2 | environment | customer                        the customer's queue
 * 3 | environment | due time | customer             a customer's head, by when it is due
 * 4 | environment | creation | customer | ordinal   all deliveries by creation
 * 5 | environment                                   what is known of the endpoint
 * 6 | replay id                                     a replay under way
 * 7 | environment | customer | idempotency key      a kept answer
 * 8 | environment                                   its replays under way, in the partition that decides its requests
 * 9 | environment | customer | last ordinal         deliveries whose turn does not come, from the first to the last
 * 10 | discard id                                   a discard of a range under way
 * 11 | environment                                  its discards under way, where its replays are
 * </pre>
 */
final class WebhookKeys {

    private static final byte DELIVERY = 1;
    private static final byte QUEUE = 2;
    private static final byte HEAD = 3;
    private static final byte BY_CREATION = 4;
    private static final byte ENDPOINT = 5;
    private static final byte REPLAY = 6;
    private static final byte ANSWER = 7;
    private static final byte REPLAYS_UNDER_WAY = 8;

    private static final byte GAP = 9;
    private static final byte DISCARD = 10;
    private static final byte DISCARDS_UNDER_WAY = 11;

    private WebhookKeys() {}

    static Bytes delivery(CustomerKey customer, long ordinal) {
        return KeyWriter.of(DELIVERY).customer(customer).number(ordinal).key();
    }

    static KeyRange deliveriesOf(CustomerKey customer) {
        return KeyWriter.of(DELIVERY).customer(customer).range();
    }

    static Bytes queue(CustomerKey customer) {
        return KeyWriter.of(QUEUE).customer(customer).key();
    }

    static Bytes head(CustomerKey customer, long dueAtMillis) {
        return KeyWriter.of(HEAD).environment(customer.tenantEnvironment()).number(dueAtMillis)
                .id(customer.customerId()).key();
    }

    static KeyRange heads(TenantEnvironment tenantEnvironment) {
        return KeyWriter.of(HEAD).environment(tenantEnvironment).range();
    }

    static KeyRange allHeads() {
        return KeyWriter.of(HEAD).range();
    }

    static CustomerKey customerOfHead(Bytes key) {
        return customerBehindTime(reader(key));
    }

    static long dueAt(Bytes headKey) {
        return timeBehindEnvironment(headKey);
    }

    static Bytes byCreation(CustomerKey customer, long createdAtMillis, long ordinal) {
        return KeyWriter.of(BY_CREATION).environment(customer.tenantEnvironment()).number(createdAtMillis)
                .id(customer.customerId()).number(ordinal).key();
    }

    static KeyRange byCreation(TenantEnvironment tenantEnvironment) {
        return KeyWriter.of(BY_CREATION).environment(tenantEnvironment).range();
    }

    static KeyRange allByCreation() {
        return KeyWriter.of(BY_CREATION).range();
    }

    static long createdAt(Bytes byCreationKey) {
        return timeBehindEnvironment(byCreationKey);
    }

    /** The delivery that a row of {@link #delivery} or {@link #byCreation} stands for. */
    static DeliveryKey deliveryOf(Bytes rowKey) {
        KeyReader key = reader(rowKey);
        CustomerKey customer = family(rowKey) == BY_CREATION ? customerBehindTime(key) : key.customer();
        return new DeliveryKey(customer, key.number());
    }

    static Bytes endpoint(TenantEnvironment tenantEnvironment) {
        return KeyWriter.of(ENDPOINT).environment(tenantEnvironment).key();
    }

    static KeyRange endpoints() {
        return KeyWriter.of(ENDPOINT).range();
    }

    static TenantEnvironment environmentOfEndpoint(Bytes key) {
        return reader(key).environment();
    }

    static Bytes replay(String replayId) {
        return KeyWriter.of(REPLAY).text(replayId).key();
    }

    static KeyRange replays() {
        return KeyWriter.of(REPLAY).range();
    }

    static Bytes answer(CustomerKey customer, String idempotencyKey) {
        return KeyWriter.of(ANSWER).customer(customer).text(idempotencyKey).key();
    }

    /** The request whose answer a row of {@link #answer} is. */
    static AnsweredRequest answeredRequest(Bytes rowKey) {
        KeyReader key = reader(rowKey);
        return new AnsweredRequest(key.customer(), key.text());
    }

    static KeyRange answers() {
        return KeyWriter.of(ANSWER).range();
    }

    static Bytes replaysUnderWay(TenantEnvironment tenantEnvironment) {
        return KeyWriter.of(REPLAYS_UNDER_WAY).environment(tenantEnvironment).key();
    }

    static Bytes gap(CustomerKey customer, long last) {
        return KeyWriter.of(GAP).customer(customer).number(last).key();
    }

    static KeyRange gaps(CustomerKey customer) {
        return KeyWriter.of(GAP).customer(customer).range();
    }

    static long lastOfGap(Bytes key) {
        return reader(key).skip(KeyReader.CUSTOMER_BYTES).number();
    }

    static Bytes discard(String discardId) {
        return KeyWriter.of(DISCARD).text(discardId).key();
    }

    static KeyRange discards() {
        return KeyWriter.of(DISCARD).range();
    }

    static Bytes discardsUnderWay(TenantEnvironment tenantEnvironment) {
        return KeyWriter.of(DISCARDS_UNDER_WAY).environment(tenantEnvironment).key();
    }

    /** Whose row it is, in words. */
    static String owner(Bytes key) {
        return switch (family(key)) {
            case DELIVERY, QUEUE, ANSWER, GAP -> reader(key).customer().toString();
            case ENDPOINT, REPLAYS_UNDER_WAY, DISCARDS_UNDER_WAY -> environmentOfEndpoint(key).toString();
            default -> "this partition";
        };
    }

    private static byte family(Bytes key) {
        return key.get()[0];
    }

    /** Behind the family. */
    private static KeyReader reader(Bytes key) {
        return KeyReader.of(key).skip(1);
    }

    private static long timeBehindEnvironment(Bytes key) {
        return reader(key).skip(KeyReader.ENVIRONMENT_BYTES).number();
    }

    private static CustomerKey customerBehindTime(KeyReader key) {
        TenantEnvironment tenantEnvironment = key.environment();
        key.skip(Long.BYTES);
        return new CustomerKey(tenantEnvironment, key.id());
    }
}
