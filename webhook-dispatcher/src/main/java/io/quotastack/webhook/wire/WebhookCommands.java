package io.quotastack.webhook.wire;

import io.quotastack.internal.WebhookCommandRecord;
import io.quotastack.platform.store.AvroBytes;
import io.quotastack.schemas.topic.Topics;

/** The values of `webhook-commands`, and their keys. */
public final class WebhookCommands {

    private static final AvroBytes<WebhookCommandRecord> COMMAND = new AvroBytes<>(WebhookCommandRecord.class);

    private static final String PARTITION = "partition/";

    private WebhookCommands() {}

    /**
     * The value of a record.
     *
     * @param command one of the records that {@link WebhookCommandRecord} can hold
     */
    public static byte[] write(Object command) {
        return COMMAND.write(new WebhookCommandRecord(command));
    }

    /** The record in it. Throws IllegalArgumentException when the bytes are no command. */
    public static Object read(byte[] bytes) {
        return COMMAND.read(bytes).getCommand();
    }

    /** The key of a command that is for a partition and of no customer. */
    public static String keyOfPartition(int partition) {
        return PARTITION + partition;
    }

    /**
     * The partition that a command is for.
     *
     * @param key of a partition, or of a customer
     */
    public static int partition(String key, int partitions) {
        return key.startsWith(PARTITION)
                ? Integer.parseInt(key.substring(PARTITION.length()))
                : Topics.partition(key, partitions);
    }
}
