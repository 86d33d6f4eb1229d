package io.quotastack.webhook.process;

import java.time.Instant;

import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.webhook.DisabledEndpoint;
import io.quotastack.core.webhook.DiscardJob;
import io.quotastack.core.webhook.ReplayJob;

/** What partitions tell each other, in the transaction of who tells it. */
interface OtherPartitions {

    /** Each partition is to begin its part. */
    void start(ReplayJob replay, Instant now);

    /** A part has ended: the partition that counts the environment's replays is told. */
    void partEnded(ReplayJob replay, Instant now);

    /** Each partition is to begin its part. */
    void start(DiscardJob discard, Instant now);

    /** A part has ended: the partition that counts the environment's discards is told. */
    void discardPartEnded(DiscardJob discard, Instant now);

    /** Each partition, this one too, is to deliver no more to an endpoint. */
    void disable(TenantEnvironment tenantEnvironment, DisabledEndpoint mark, Instant now);
}
