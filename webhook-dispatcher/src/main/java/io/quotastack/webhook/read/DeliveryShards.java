package io.quotastack.webhook.read;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.platform.store.ShardMovedException;
import io.quotastack.schemas.topic.Topics;

/** The partitions whose deliveries this node keeps now. */
public final class DeliveryShards {

    private final int partitions;
    private final Map<Integer, DeliveryShard> owned = new ConcurrentHashMap<>();

    public DeliveryShards(int partitions) {
        this.partitions = partitions;
    }

    public void open(int partition, DeliveryShard shard) {
        owned.put(partition, shard);
    }

    public void close(int partition, DeliveryShard shard) {
        owned.remove(partition, shard);
        shard.close();
    }

    /** The deliveries of that partition, if this node has it. */
    public Optional<DeliveryShard> ofPartition(int partition) {
        return Optional.ofNullable(owned.get(partition));
    }

    /** Throws {@link ShardMovedException} when another node has it. */
    DeliveryShard of(CustomerKey customer) {
        return Optional.ofNullable(owned.get(Topics.partition(customer.toString(), partitions)))
                .orElseThrow(ShardMovedException::new);
    }

    /** Throws {@link ShardMovedException} when this node has not all of them: a list with holes would be a lie. */
    List<DeliveryShard> all() {
        List<DeliveryShard> all = List.copyOf(owned.values());
        if (all.size() < partitions) {
            throw new ShardMovedException();
        }
        return all;
    }
}
