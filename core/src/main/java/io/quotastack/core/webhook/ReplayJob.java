package io.quotastack.core.webhook;

import java.time.Instant;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.TenantEnvironment;

/**
 * A replay under way in one partition: delivers again what happened in its time.
 *
 * @param nextOffset of customer-events: all before it is queued
 */
public record ReplayJob(JobScope scope, long nextOffset) {

    public String id() {
        return scope.id();
    }

    public TenantEnvironment tenantEnvironment() {
        return scope.tenantEnvironment();
    }

    /** Whether it may deliver events of a customer again, by the text of the customer's key. */
    public boolean concerns(String customer) {
        return scope.customerId().map(id -> new CustomerKey(tenantEnvironment(), id).toString().equals(customer))
                .orElse(customer.startsWith(tenantEnvironment() + "/"));
    }

    /** Whether an event of a customer whom it concerns is delivered again. */
    public boolean includes(String type, Instant timestamp) {
        return scope.includes(timestamp) && scope.includes(type);
    }

    ReplayJob queuedUpTo(long offset) {
        return new ReplayJob(scope, offset + 1);
    }
}
