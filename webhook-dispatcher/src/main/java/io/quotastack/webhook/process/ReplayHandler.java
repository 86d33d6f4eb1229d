package io.quotastack.webhook.process;

import java.time.Instant;

import io.quotastack.core.webhook.ReplayDecider;
import io.quotastack.core.webhook.ReplayJob;
import io.quotastack.core.webhook.WebhookInput;

/** A replay in this partition: its start, each event found, its end. */
final class ReplayHandler {

    private final WebhookTask task;

    ReplayHandler(WebhookTask task) {
        this.task = task;
    }

    void started(ReplayJob replay, Instant now) {
        if (task.apply(ReplayDecider.decide(task, new WebhookInput.ReplayStarted(replay)), now)) {
            task.parts().replays().begin(task.partition(), replay);
        }
    }

    void found(WebhookInput.ReplayEventFound found, Instant now) {
        if (task.apply(ReplayDecider.decide(task, found, now), now).isPresent()) {
            task.send(found.event().customer().tenantEnvironment(), now);
        }
        task.parts().replays().taken(task.partition(), found.replayId());
    }

    void ended(String replayId, Instant now) {
        task.apply(ReplayDecider.decide(task, new WebhookInput.ReplayEnded(replayId)), now);
    }
}
