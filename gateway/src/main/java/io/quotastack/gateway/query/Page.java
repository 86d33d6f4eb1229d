package io.quotastack.gateway.query;

import java.util.Optional;

/**
 * A piece of a list.
 *
 * @param cursor where the last piece ended, as it was answered; opaque
 * @param limit 1…200
 */
public record Page(Optional<String> cursor, int limit) {}
