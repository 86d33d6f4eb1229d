package io.quotastack.core.webhook;

import java.time.Instant;

import io.quotastack.core.customer.TenantEnvironment;

/** The places for batches under way, which all partitions of a node share. */
public interface EndpointSlots {

    /** Takes the place of one batch to an environment's endpoint, if one is free. */
    boolean tryAcquire(TenantEnvironment tenantEnvironment, Instant now);

    /** Gives it back. */
    void release(TenantEnvironment tenantEnvironment, Instant now);
}
