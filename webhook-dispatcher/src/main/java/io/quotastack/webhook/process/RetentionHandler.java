package io.quotastack.webhook.process;

import java.time.Instant;

import io.quotastack.core.webhook.RetentionDecider;
import io.quotastack.core.webhook.WebhookInput;

/** Rows that seem to be over. */
final class RetentionHandler {

    private final WebhookTask task;

    RetentionHandler(WebhookTask task) {
        this.task = task;
    }

    void handle(WebhookInput.RetentionElapsed input, Instant now) {
        task.apply(RetentionDecider.decide(task, input, now), now);
    }
}
