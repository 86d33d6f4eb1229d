package io.quotastack.webhook.process;

import java.time.Instant;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.webhook.DeliveryKey;
import io.quotastack.core.webhook.DisabledEndpoint;
import io.quotastack.core.webhook.DisablingDecider;
import io.quotastack.core.webhook.WebhookInput;

/** Looks whether too much waits for an endpoint, and disables it. */
final class DisablingHandler {

    private static final Logger LOG = LoggerFactory.getLogger(DisablingHandler.class);

    private final WebhookTask task;
    private final OtherPartitions partitions;

    DisablingHandler(WebhookTask task, OtherPartitions partitions) {
        this.task = task;
        this.partitions = partitions;
    }

    /** A delivery was queued. */
    void queued(TenantEnvironment tenantEnvironment, Instant now) {
        if (task.waiting(tenantEnvironment) >= task.parts().limits().mostWaiting()) {
            check(tenantEnvironment, Optional.empty(), now);
        }
    }

    /** An attempt failed. */
    void failed(DeliveryKey delivery, Instant now) {
        check(delivery.customer().tenantEnvironment(), Optional.of(delivery), now);
    }

    private void check(TenantEnvironment tenantEnvironment, Optional<DeliveryKey> failed, Instant now) {
        var input = new WebhookInput.LimitsReached(tenantEnvironment, task.settings(tenantEnvironment, 0), failed,
                task.parts().limits());
        task.apply(DisablingDecider.decide(task, input, now), now).ifPresent(mark -> {
            LOG.warn("the endpoint of {} is disabled: {}; what waits is dropped, and can be replayed once it is set up"
                    + " again", tenantEnvironment, mark.reason());
            disabled(tenantEnvironment, mark, now);
            partitions.disable(tenantEnvironment, mark, now);
        });
    }

    /** Some partition found it. */
    void disabled(TenantEnvironment tenantEnvironment, DisabledEndpoint mark, Instant now) {
        var input = new WebhookInput.EndpointDisabled(tenantEnvironment, mark,
                task.settings(tenantEnvironment, mark.onSince()));
        task.apply(DisablingDecider.decide(task, input), now).forEach(replay -> {
            partitions.partEnded(replay, now);
            task.parts().replays().end(task.partition(), replay.id());
        });
        task.send(tenantEnvironment, now);
    }
}
