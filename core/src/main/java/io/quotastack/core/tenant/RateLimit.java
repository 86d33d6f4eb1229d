package io.quotastack.core.tenant;

/** One bucket for a tenant's environment: so many requests a window, at least 1 each. */
public record RateLimit(long requests, long windowSeconds) {}
