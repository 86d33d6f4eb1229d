package io.quotastack.core.command;

/**
 * The idempotency key of a request, and what it stands for (CONTRACT 11).
 *
 * @param fingerprint of method, path, query and JSON value: the same key with another one is `idempotency-key-reused`
 * @param instance the request's path, for the `instance` of a problem that is replayed
 */
public record Idempotency(String key, String fingerprint, String instance) {}
