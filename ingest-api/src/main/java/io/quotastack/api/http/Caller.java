package io.quotastack.api.http;

import io.quotastack.core.tenant.ApiKey;

/** Whom a request's key belongs to. */
public sealed interface Caller {

    /** The holder of the root key. */
    record Operator() implements Caller {}

    /** The holder of a tenant's key. */
    record Tenant(ApiKey key) implements Caller {}
}
