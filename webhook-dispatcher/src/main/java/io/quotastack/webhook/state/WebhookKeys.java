package io.quotastack.webhook.state;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

import org.apache.kafka.common.utils.Bytes;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.webhook.DeliveryKey;
import io.quotastack.core.webhook.WebhookInput.AnsweredRequest;
import io.quotastack.platform.store.KeyRange;

/**
 * The keys of the one store, laid out so that each read is a point or a short range; numbers big-endian.
 *
 * <pre>
 * 1 | environment | customer | ordinal              a delivery
 * 2 | environment | customer                        the customer's queue
 * 3 | environment | due time | customer             a customer's head, by when it is due
 * 4 | environment | creation | customer | ordinal   all deliveries by creation
 * 5 | environment                                   what is known of the endpoint
 * 6 | replay id                                     a replay under way
 * 7 | environment | customer | idempotency key      a kept answer
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

    private static final int ENVIRONMENT_BYTES = 17;
    private static final int CUSTOMER_BYTES = 16;

    private WebhookKeys() {}

    static Bytes delivery(CustomerKey customer, long ordinal) {
        return Bytes.wrap(
                start(DELIVERY, customer.tenantEnvironment(), CUSTOMER_BYTES + 8, customer).putLong(ordinal).array());
    }

    static KeyRange deliveriesOf(CustomerKey customer) {
        return KeyRange.of(Bytes.wrap(start(DELIVERY, customer.tenantEnvironment(), CUSTOMER_BYTES, customer).array()));
    }

    static Bytes queue(CustomerKey customer) {
        return Bytes.wrap(start(QUEUE, customer.tenantEnvironment(), CUSTOMER_BYTES, customer).array());
    }

    static Bytes head(CustomerKey customer, long dueAtMillis) {
        return Bytes
                .wrap(putCustomer(start(HEAD, customer.tenantEnvironment(), 8 + CUSTOMER_BYTES).putLong(dueAtMillis),
                        customer)
                        .array());
    }

    static KeyRange heads(TenantEnvironment tenantEnvironment) {
        return KeyRange.of(Bytes.wrap(start(HEAD, tenantEnvironment, 0).array()));
    }

    static KeyRange allHeads() {
        return KeyRange.of(Bytes.wrap(new byte[] {HEAD}));
    }

    static CustomerKey customerOfHead(Bytes key) {
        ByteBuffer bytes = ByteBuffer.wrap(key.get());
        TenantEnvironment tenantEnvironment = tenantEnvironment(bytes);
        bytes.getLong();
        return new CustomerKey(tenantEnvironment, new UUID(bytes.getLong(), bytes.getLong()));
    }

    static long dueAt(Bytes headKey) {
        return ByteBuffer.wrap(headKey.get()).getLong(1 + ENVIRONMENT_BYTES);
    }

    static Bytes byCreation(CustomerKey customer, long createdAtMillis, long ordinal) {
        return Bytes.wrap(
                putCustomer(
                        start(BY_CREATION, customer.tenantEnvironment(), 8 + CUSTOMER_BYTES + 8)
                                .putLong(createdAtMillis),
                        customer).putLong(ordinal).array());
    }

    static KeyRange byCreation(TenantEnvironment tenantEnvironment) {
        return KeyRange.of(Bytes.wrap(start(BY_CREATION, tenantEnvironment, 0).array()));
    }

    static KeyRange allByCreation() {
        return KeyRange.of(Bytes.wrap(new byte[] {BY_CREATION}));
    }

    static long createdAt(Bytes byCreationKey) {
        return ByteBuffer.wrap(byCreationKey.get()).getLong(1 + ENVIRONMENT_BYTES);
    }

    /** The delivery that a row of {@link #delivery} or {@link #byCreation} stands for. */
    static DeliveryKey deliveryOf(Bytes key) {
        ByteBuffer bytes = ByteBuffer.wrap(key.get());
        byte family = bytes.get(0);
        TenantEnvironment tenantEnvironment = tenantEnvironment(bytes);
        if (family == BY_CREATION) {
            bytes.getLong();
        }
        return new DeliveryKey(new CustomerKey(tenantEnvironment, new UUID(bytes.getLong(), bytes.getLong())),
                bytes.getLong());
    }

    static Bytes endpoint(TenantEnvironment tenantEnvironment) {
        return Bytes.wrap(start(ENDPOINT, tenantEnvironment, 0).array());
    }

    static KeyRange endpoints() {
        return KeyRange.of(Bytes.wrap(new byte[] {ENDPOINT}));
    }

    static TenantEnvironment environmentOfEndpoint(Bytes key) {
        return tenantEnvironment(ByteBuffer.wrap(key.get()));
    }

    static Bytes replay(String replayId) {
        byte[] name = bytes(replayId);
        return Bytes.wrap(ByteBuffer.allocate(1 + name.length).put(REPLAY).put(name).array());
    }

    static KeyRange replays() {
        return KeyRange.of(Bytes.wrap(new byte[] {REPLAY}));
    }

    static Bytes answer(CustomerKey customer, String idempotencyKey) {
        byte[] name = bytes(idempotencyKey);
        return Bytes.wrap(
                start(ANSWER, customer.tenantEnvironment(), CUSTOMER_BYTES + name.length, customer).put(name).array());
    }

    /** The request whose answer a row of {@link #answer} is. */
    static AnsweredRequest answeredRequest(Bytes key) {
        ByteBuffer bytes = ByteBuffer.wrap(key.get());
        TenantEnvironment tenantEnvironment = tenantEnvironment(bytes);
        var owner = new CustomerKey(tenantEnvironment, new UUID(bytes.getLong(), bytes.getLong()));
        return new AnsweredRequest(owner, StandardCharsets.UTF_8.decode(bytes).toString());
    }

    static KeyRange answers() {
        return KeyRange.of(Bytes.wrap(new byte[] {ANSWER}));
    }

    /** Whose row it is, in words. */
    static String owner(Bytes key) {
        return switch (key.get()[0]) {
            case DELIVERY -> deliveryOf(key).customer().toString();
            case QUEUE, ANSWER -> answeredRequest(key).owner().toString();
            case ENDPOINT -> environmentOfEndpoint(key).toString();
            default -> "this partition";
        };
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static ByteBuffer start(byte family, TenantEnvironment tenantEnvironment, int rest, CustomerKey customer) {
        return putCustomer(start(family, tenantEnvironment, rest), customer);
    }

    private static ByteBuffer start(byte family, TenantEnvironment tenantEnvironment, int rest) {
        return ByteBuffer.allocate(1 + ENVIRONMENT_BYTES + rest).put(family)
                .putLong(tenantEnvironment.tenantId().getMostSignificantBits())
                .putLong(tenantEnvironment.tenantId().getLeastSignificantBits())
                .put((byte) (tenantEnvironment.environment() == Environment.LIVE ? 1 : 2));
    }

    private static ByteBuffer putCustomer(ByteBuffer key, CustomerKey customer) {
        return key.putLong(customer.customerId().getMostSignificantBits())
                .putLong(customer.customerId().getLeastSignificantBits());
    }

    private static TenantEnvironment tenantEnvironment(ByteBuffer key) {
        key.position(1);
        var tenantId = new UUID(key.getLong(), key.getLong());
        return new TenantEnvironment(tenantId, key.get() == 1 ? Environment.LIVE : Environment.TEST);
    }
}
