package io.quotastack.core.webhook;

import java.time.Instant;

import io.quotastack.core.tenant.WebhookSettings;

/**
 * That an endpoint was disabled since too much waited for it.
 *
 * @param onSince of the settings that it had: with others, that are set later, it is enabled again
 * @param reason in words
 */
public record DisabledEndpoint(long onSince, Instant at, String reason) {

    /** Whether it is disabled under these settings. */
    public boolean holds(WebhookSettings settings) {
        return settings.onSince().filter(since -> since == onSince).isPresent();
    }
}
