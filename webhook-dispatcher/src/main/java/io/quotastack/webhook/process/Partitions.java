package io.quotastack.webhook.process;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import io.quotastack.core.webhook.DeliveryBatch;
import io.quotastack.schemas.topic.Topics;

/** What the partitions that this node has now wait for. */
public final class Partitions {

    private final int count;
    private final Map<Integer, PartitionWaits> owned = new ConcurrentHashMap<>();

    /** @param count of `webhook-commands`, wherever they are */
    public Partitions(int count) {
        this.count = count;
    }

    int count() {
        return count;
    }

    PartitionWaits open(int partition) {
        var waits = new PartitionWaits();
        owned.put(partition, waits);
        return waits;
    }

    void close(int partition, PartitionWaits waits) {
        owned.remove(partition, waits);
    }

    List<Integer> owned() {
        return List.copyOf(owned.keySet());
    }

    Optional<PartitionWaits> waits(int partition) {
        return Optional.ofNullable(owned.get(partition));
    }

    /** A batch ended of which no record will tell. Who has the partition next sends it again by itself. */
    public void unreported(DeliveryBatch batch) {
        waits(Topics.partition(batch.customer().toString(), count)).ifPresent(waits -> waits.unreported(batch));
    }
}
