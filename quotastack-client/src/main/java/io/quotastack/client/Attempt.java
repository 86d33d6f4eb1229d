package io.quotastack.client;

import java.time.Duration;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

/** What came of sending a request once. */
sealed interface Attempt {

    /** It was answered. */
    record Final(Result<JsonNode> result) implements Attempt {}

    /**
     * The same request may be sent again, under the same key.
     *
     * @param nothingDone whether it is certain that it did nothing
     */
    record Again(
            String why,
            boolean nothingDone,
            Optional<Problem> problem,
            Optional<Duration> retryAfter,
            Optional<Throwable> cause) implements Attempt {}
}
