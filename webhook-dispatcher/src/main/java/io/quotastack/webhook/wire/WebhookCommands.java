package io.quotastack.webhook.wire;

import java.util.Optional;

import io.quotastack.core.command.Idempotency;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.webhook.WebhookOrder;
import io.quotastack.internal.IdempotencyRecord;
import io.quotastack.internal.OrderRecord;
import io.quotastack.internal.ReplayWish;
import io.quotastack.internal.RetryWish;
import io.quotastack.internal.TestWish;
import io.quotastack.internal.WebhookCommand;
import io.quotastack.ledger.wire.AvroBytes;

/** The values of `webhook-commands`. */
public final class WebhookCommands {

    private static final AvroBytes<WebhookCommand> COMMAND = new AvroBytes<>(WebhookCommand.class);

    private static final String PARTITION = "partition/";

    private WebhookCommands() {}

    /**
     * The value of a record.
     *
     * @param command one of the records that {@link WebhookCommand} can hold
     */
    public static byte[] write(Object command) {
        return COMMAND.write(new WebhookCommand(command));
    }

    /** The record in it. Throws IllegalArgumentException when the bytes are no command. */
    public static Object read(byte[] bytes) {
        return COMMAND.read(bytes).getCommand();
    }

    public static OrderRecord order(WebhookOrder order, long at) {
        Idempotency idempotency = order.idempotency();
        return new OrderRecord(order.orderId(),
                new IdempotencyRecord(idempotency.key(), idempotency.fingerprint(), idempotency.instance()),
                order.configVersion(), at, wish(order.wish()));
    }

    private static Object wish(WebhookOrder.Wish wish) {
        return switch (wish) {
            case WebhookOrder.RetryDelivery(var delivery) -> new RetryWish(delivery.ordinal());
            case WebhookOrder.SendTest() -> new TestWish();
            case WebhookOrder.Replay replay -> new ReplayWish(replay.from().toEpochMilli(),
                    replay.to().map(java.time.Instant::toEpochMilli).orElse(null),
                    replay.types().map(types -> types.stream().sorted().toList()).orElse(null),
                    replay.customer().map(CustomerKey::customerId).map(Object::toString).orElse(null));
        };
    }

    /** The key of a command that is for a partition and of no customer. */
    public static String keyOfPartition(int partition) {
        return PARTITION + partition;
    }

    /** The partition that a command with such a key is for. */
    public static int partitionOfKey(String key) {
        return Integer.parseInt(key.substring(PARTITION.length()));
    }

    /** Whether the key is one of {@link #keyOfPartition}. */
    public static boolean isForPartition(String key) {
        return key.startsWith(PARTITION);
    }

    /** Whose queue, or whose desk, decides the order. */
    public static CustomerKey decidedBy(WebhookOrder order, CustomerKey desk) {
        return Optional.of(order.wish()).filter(WebhookOrder.RetryDelivery.class::isInstance)
                .map(WebhookOrder.RetryDelivery.class::cast)
                .map(retry -> new CustomerKey(order.world(), retry.delivery().customerId())).orElse(desk);
    }
}
