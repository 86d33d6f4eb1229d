package io.quotastack.webhook.process;

import java.time.Instant;

import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.webhook.ReplayDecider;
import io.quotastack.core.webhook.ReplayJob;
import io.quotastack.core.webhook.WebhookInput;

/** A replay in this partition: its start, each event found, its end. */
final class ReplayHandler {

    private final WebhookTask task;
    private final OtherPartitions spread;

    ReplayHandler(WebhookTask task, OtherPartitions spread) {
        this.task = task;
        this.spread = spread;
    }

    void started(ReplayJob replay, Instant now) {
        var input = new WebhookInput.ReplayStarted(replay, task.settings(replay.tenantEnvironment(), 0));
        switch (task.apply(ReplayDecider.decide(task, input), now)) {
            case BEGINS -> task.beginReplay(replay);
            case ENDS -> spread.partEnded(replay, now);
            case KNOWN -> {
            }
        }
    }

    void found(WebhookInput.ReplayEventFound found, Instant now) {
        if (task.apply(ReplayDecider.decide(task, found, now), now).isPresent()) {
            task.send(found.event().customer().tenantEnvironment(), now);
        }
        task.replay(found.replayId()).ifPresent(replay -> task.parts().replays().decided(task.partition(),
                found.replayId(), found.offset(), replay.nextOffset()));
    }

    void ended(String replayId, Instant now) {
        task.apply(ReplayDecider.decide(task, new WebhookInput.ReplayEnded(replayId)), now)
                .ifPresent(replay -> spread.partEnded(replay, now));
        task.parts().replays().end(task.partition(), replayId);
    }

    /** In some partition. */
    void partEnded(TenantEnvironment tenantEnvironment, String replayId, Instant now) {
        task.apply(ReplayDecider.decide(task, new WebhookInput.ReplayPartEnded(tenantEnvironment, replayId)), now);
    }
}
