package io.quotastack.webhook.process;

import java.time.Instant;
import java.util.Optional;

import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.webhook.DeliveryBatch;
import io.quotastack.core.webhook.DisablingDecider;
import io.quotastack.core.webhook.RevivalDecider;
import io.quotastack.core.webhook.WebhookInput;

/** Time passed, or a place came free: looks after everything that waits. */
final class WakeUpHandler {

    private final WebhookTask task;
    private final DiscardHandler discards;

    WakeUpHandler(WebhookTask task, DiscardHandler discards) {
        this.task = task;
        this.discards = discards;
    }

    void handle(Instant now) {
        for (Optional<DeliveryBatch> batch = task.waits().takeUnreported(); batch
                .isPresent(); batch = task.waits().takeUnreported()) {
            task.scheduler().batchUnreported(batch.get(), now);
            task.send(batch.get().customer().tenantEnvironment(), now);
        }
        discards.goOn(now);
        for (TenantEnvironment tenantEnvironment : task.waits().waiting()) {
            if (task.endpoint(tenantEnvironment).disabled().isPresent()) {
                task.apply(DisablingDecider.decide(task, new WebhookInput.DisabledQueueLookedAt(tenantEnvironment,
                        task.settings(tenantEnvironment, 0)), now), now);
            }
            if (task.endpoint(tenantEnvironment).revivalToApply().isPresent()) {
                task.apply(RevivalDecider.decide(task, new WebhookInput.EndpointRevived(tenantEnvironment), now),
                        now);
                task.scheduler().lookAt(tenantEnvironment);
            }
            task.send(tenantEnvironment, now);
        }
    }
}
