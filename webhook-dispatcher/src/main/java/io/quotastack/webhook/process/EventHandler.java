package io.quotastack.webhook.process;

import java.time.Instant;

import io.quotastack.core.webhook.EventDecider;
import io.quotastack.core.webhook.WebhookEvent;
import io.quotastack.core.webhook.WebhookInput;

/** An event of the ledger. */
final class EventHandler {

    private final WebhookTask task;
    private final DisablingHandler disabling;

    EventHandler(WebhookTask task, DisablingHandler disabling) {
        this.task = task;
        this.disabling = disabling;
    }

    void handle(WebhookEvent event, Instant now) {
        var input = new WebhookInput.EventPublished(event,
                task.settings(event.customer().tenantEnvironment(), event.configVersion()));
        if (task.apply(EventDecider.decide(task, input, now), now).isPresent()) {
            disabling.queued(event.customer().tenantEnvironment(), now);
            task.send(event.customer().tenantEnvironment(), now);
        }
    }
}
