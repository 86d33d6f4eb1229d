package io.quotastack.core.webhook;

import java.time.Instant;
import java.util.Optional;

/**
 * That a delivery was discarded: it is not sent any more.
 *
 * @param by the id of the API key that asked for it
 * @param discardId of the discard of a range that it was in; absent: it was named by itself
 */
public record Discarded(Instant at, String by, Optional<String> discardId) {}
