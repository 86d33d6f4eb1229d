package io.quotastack.webhook.process;

import java.time.Instant;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.webhook.DiscardDecider;
import io.quotastack.core.webhook.DiscardJob;
import io.quotastack.core.webhook.WebhookInput;

/** A discard of a range in this partition: its start, each stretch of it, its end. */
final class DiscardHandler {

    private final WebhookTask task;
    private final OtherPartitions partitions;
    private final Counter discarded;

    DiscardHandler(WebhookTask task, OtherPartitions partitions, MeterRegistry metrics) {
        this.task = task;
        this.partitions = partitions;
        this.discarded = Counter.builder("quotastack.webhook.discarded").description("deliveries that were discarded")
                .register(metrics);
    }

    /** One delivery was, by itself. */
    void discardedOne() {
        discarded.increment();
    }

    /** It goes on with the next wake-up. */
    void started(DiscardJob discard, Instant now) {
        task.apply(DiscardDecider.decide(task, new WebhookInput.DiscardStarted(discard)), now);
    }

    /** The next stretch of one of those under way: they take turns, so that a task does a bounded work at a time. */
    void goOn(Instant now) {
        task.nextDiscard().ifPresent(id -> {
            DiscardDecider.Step step = task
                    .apply(DiscardDecider.decide(task, new WebhookInput.DiscardGoesOn(id), now), now);
            discarded.increment(step.discarded());
            step.ended().ifPresent(discard -> {
                partitions.discardPartEnded(discard, now);
                task.send(discard.tenantEnvironment(), now);
            });
        });
    }

    /** In some partition. */
    void partEnded(TenantEnvironment tenantEnvironment, String discardId, Instant now) {
        task.apply(DiscardDecider.decide(task, new WebhookInput.DiscardPartEnded(tenantEnvironment, discardId)), now);
    }
}
