package io.quotastack.ledger.read;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import org.apache.kafka.common.utils.Bytes;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.RequestContext;
import io.quotastack.gateway.query.Query;
import io.quotastack.gateway.view.GrowingPage;
import io.quotastack.ledger.history.subscription.SubscriptionReads;
import io.quotastack.ledger.state.Shard;
import io.quotastack.ledger.state.StateKeys;
import io.quotastack.platform.store.OwnedPartitions;

/** All subscriptions of an environment by creation, then customer; merged from all shards. */
final class SubscriptionList {

    /** A status that few subscriptions have ends a page after so many that have another. */
    private static final int MOST_LOOKED_AT = 1_000;

    private final OwnedPartitions<Shard> shards;
    private final Function<Place, Optional<JsonNode>> subscriptions;

    /** Which subscription. */
    record Place(CustomerKey customer, long ordinal) {}

    /** @param subscriptions each as it is now, live or ended */
    SubscriptionList(OwnedPartitions<Shard> shards, Function<Place, Optional<JsonNode>> subscriptions) {
        this.shards = shards;
        this.subscriptions = subscriptions;
    }

    Reply list(Query.ListAllSubscriptions query, RequestContext request) {
        var all = new EnvironmentRows(shards, StateKeys.subscriptionsByCreation(query.tenantEnvironment()));
        if (all.foreign(query.page())) {
            return Reads.foreignCursor(request);
        }
        int limit = query.page().limit();
        Optional<Bytes> seen = all.start(query.page());
        var found = new GrowingPage(limit);
        for (int lookedAt = 0; lookedAt < MOST_LOOKED_AT; lookedAt += limit) {
            // One more than needed, to know whether there are more.
            List<Bytes> rows = all.next(seen, limit + 1);
            for (Bytes row : rows) {
                if (found.isFull()) {
                    return page(found, seen);
                }
                seen = Optional.of(row);
                subscriptions.apply(place(query, row))
                        .filter(subscription -> SubscriptionReads.isIn(query.status(), subscription))
                        .ifPresent(found::add);
            }
            if (rows.size() <= limit) {
                return page(found, Optional.empty());
            }
        }
        return page(found, seen);
    }

    private static Place place(Query.ListAllSubscriptions query, Bytes row) {
        return new Place(StateKeys.customerByCreation(query.tenantEnvironment(), row),
                StateKeys.subscriptionByCreation(row));
    }

    private static Reply page(GrowingPage found, Optional<Bytes> next) {
        return found.reply(next.map(EnvironmentRows::cursor));
    }
}
