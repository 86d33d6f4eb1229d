package io.quotastack.core.tenant;

import java.time.Instant;
import java.util.UUID;

/** A company that uses QuotaStack to account for its own customers. */
public record Tenant(UUID id, String name, Instant createdAt) {}
