package io.quotastack.core.customer;

/**
 * When the tenant wants to be asked to charge its customer for more credits (CONTRACT 8).
 *
 * @param threshold millicredits: asked when the effective balance comes from above to this or below
 * @param packageId the top-up package to be charged
 * @param maxPerDay at most so many requests a UTC day, at least 1
 */
public record AutoTopup(long threshold, String packageId, int maxPerDay) {}
