package io.quotastack.ledger.read;

import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

import org.apache.kafka.common.utils.Bytes;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.gateway.list.KeysetPage;
import io.quotastack.gateway.list.ListPart;
import io.quotastack.gateway.list.ListQuery;
import io.quotastack.ledger.history.subscription.SubscriptionReads;
import io.quotastack.ledger.state.Shard;
import io.quotastack.ledger.state.StateKeys;
import io.quotastack.platform.store.OwnedPartitions;

/** All subscriptions of an environment by creation, then customer. */
final class SubscriptionList {

    private final OwnedPartitions<Shard> shards;
    private final Function<Which, Optional<JsonNode>> subscriptions;

    /** Which subscription. */
    record Which(CustomerKey customer, long ordinal) {}

    /** @param subscriptions each as it is now, live or ended */
    SubscriptionList(OwnedPartitions<Shard> shards, Function<Which, Optional<JsonNode>> subscriptions) {
        this.shards = shards;
        this.subscriptions = subscriptions;
    }

    ListPart<byte[]> list(ListQuery.Subscriptions query, KeysetPage stretch, Set<Integer> partitions) {
        return new EnvironmentRows(shards.of(partitions),
                StateKeys.subscriptionsByCreation(query.tenantEnvironment())).nextShown(stretch,
                        row -> subscriptions.apply(which(query, row))
                                .filter(subscription -> SubscriptionReads.isIn(query.status(), subscription)));
    }

    private static Which which(ListQuery.Subscriptions query, Bytes row) {
        return new Which(StateKeys.customerByCreation(query.tenantEnvironment(), row),
                StateKeys.subscriptionByCreation(row));
    }
}
