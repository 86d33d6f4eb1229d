package io.quotastack.webhook.remote;

import java.util.Set;

import io.quotastack.gateway.WebhookGateway;
import io.quotastack.gateway.list.KeysetPage;
import io.quotastack.gateway.list.ListPart;
import io.quotastack.gateway.list.ListQuery;
import io.quotastack.platform.store.ShardMovedException;
import io.quotastack.platform.wire.OwnerMap;

/**
 * The deliveries as one of their owners has them: of what it does not own, every method throws {@link ShardMovedException}
 * before anything is done.
 */
public interface OwnedWebhooks extends WebhookGateway {

    /** What the partitions have of a stretch of the list. */
    ListPart<byte[]> list(ListQuery.Deliveries query, KeysetPage stretch, Set<Integer> partitions);

    /** Who owns what, as this node knows it. */
    OwnerMap owners();
}
