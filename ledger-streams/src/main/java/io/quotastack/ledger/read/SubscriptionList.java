package io.quotastack.ledger.read;

import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

import org.apache.kafka.common.utils.Bytes;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.gateway.list.KeysetPage;
import io.quotastack.gateway.list.ListPart;
import io.quotastack.gateway.list.ListPartBuilder;
import io.quotastack.gateway.list.ListQuery;
import io.quotastack.gateway.list.SortKey;
import io.quotastack.ledger.history.subscription.SubscriptionReads;
import io.quotastack.ledger.state.Shard;
import io.quotastack.ledger.state.StateKeys;
import io.quotastack.platform.store.OwnedPartitions;

/** All subscriptions of an environment by creation, then customer. */
final class SubscriptionList {

    /** A status that few subscriptions have ends a part after so many that have another. */
    private static final int MOST_LOOKED_AT = 1_000;

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
        var all = new EnvironmentRows(shards.of(partitions),
                StateKeys.subscriptionsByCreation(query.tenantEnvironment()));
        var found = new ListPartBuilder(stretch.most());
        Optional<SortKey> seen = stretch.after();
        for (int lookedAt = 0; lookedAt < MOST_LOOKED_AT; lookedAt += stretch.most()) {
            ListPart<Bytes> rows = all.next(new KeysetPage(seen, stretch.most()));
            for (ListPart.Row<Bytes> row : rows.rows()) {
                if (found.isFull()) {
                    return found.done(seen);
                }
                seen = Optional.of(row.place());
                subscriptions.apply(which(query, row.row()))
                        .filter(subscription -> SubscriptionReads.isIn(query.status(), subscription))
                        .ifPresent(subscription -> found.add(row.place(), subscription));
            }
            if (rows.upTo().isEmpty()) {
                return found.done(Optional.empty());
            }
        }
        return found.done(seen);
    }

    private static Which which(ListQuery.Subscriptions query, Bytes row) {
        return new Which(StateKeys.customerByCreation(query.tenantEnvironment(), row),
                StateKeys.subscriptionByCreation(row));
    }
}
