package io.quotastack.client;

import java.util.Optional;

/**
 * What every answer tells.
 *
 * @param idempotencyKey what the request was sent under; absent for what takes none
 * @param requestId the service's id of the request
 * @param replayed whether the answer was given before, to the same key
 */
public record Told(Optional<String> idempotencyKey, Optional<String> requestId, boolean replayed) {}
