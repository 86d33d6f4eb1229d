package io.quotastack.webhook.process;

import java.time.Instant;

import io.quotastack.core.webhook.EventDecider;
import io.quotastack.core.webhook.WebhookEvent;
import io.quotastack.core.webhook.WebhookInput;

/** An event of the ledger. */
final class EventHandler {

    private final WebhookTask task;

    EventHandler(WebhookTask task) {
        this.task = task;
    }

    void handle(WebhookEvent event, Instant now) {
        var input = new WebhookInput.EventPublished(event,
                task.settings(event.customer().tenantEnvironment(), event.configVersion()));
        if (task.apply(EventDecider.decide(task, input, now), now).isPresent()) {
            task.send(event.customer().tenantEnvironment(), now);
        }
    }
}
