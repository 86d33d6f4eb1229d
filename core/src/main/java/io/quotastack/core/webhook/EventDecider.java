package io.quotastack.core.webhook;

import java.time.Instant;
import java.util.Optional;

import io.quotastack.core.tenant.WebhookSettings;

/** Whether an event is delivered, and where it comes to stand. */
public final class EventDecider {

    private EventDecider() {}

    /** The delivery; nothing when the event is for no endpoint, or one that is disabled, or its filter does not let it through. */
    public static WebhookDecision<Optional<DeliveryKey>> decide(WebhookState state, WebhookInput.EventPublished input,
            Instant now) {
        WebhookEvent event = input.event();
        WebhookSettings settings = input.settings();
        if (!settings.onAt(event.configVersion()) || !settings.wants(event.type())) {
            return WebhookDecision.unchanged(Optional.empty());
        }
        if (state.endpoint(event.customer().tenantEnvironment()).disabled().filter(mark -> mark.holds(settings))
                .isPresent()) {
            return WebhookDecision.unchanged(Optional.empty());
        }
        Enqueueing enqueueing = Enqueueing.of(state, event, Optional.empty(), now);
        return new WebhookDecision<>(enqueueing.changes(), Optional.of(enqueueing.key()));
    }
}
