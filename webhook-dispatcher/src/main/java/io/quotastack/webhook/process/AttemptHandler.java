package io.quotastack.webhook.process;

import java.time.Instant;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.webhook.AttemptDecider;
import io.quotastack.core.webhook.AttemptVerdict;
import io.quotastack.core.webhook.DeliveryScheduler;
import io.quotastack.core.webhook.EndpointHealth;
import io.quotastack.core.webhook.WebhookInput;
import io.quotastack.internal.AttemptEndedRecord;
import io.quotastack.webhook.wire.AttemptCodec;

/** The end of an attempt, as the sender reported it. */
final class AttemptHandler {

    private static final Logger LOG = LoggerFactory.getLogger(AttemptHandler.class);

    private final WebhookTask task;
    private final DisablingHandler disabling;
    private final AttemptMetrics metrics;

    AttemptHandler(WebhookTask task, DisablingHandler disabling, AttemptMetrics metrics) {
        this.task = task;
        this.disabling = disabling;
        this.metrics = metrics;
    }

    void handle(CustomerKey customer, AttemptEndedRecord ended, Instant now) {
        DeliveryScheduler scheduler = task.scheduler();
        if (ended.getBatchEnded()) {
            scheduler.batchEnded(customer, ended.getBatch(), now);
        }
        boolean customerIsFree = !scheduler.isUnderWay(customer);
        WebhookInput.AttemptEnded input = AttemptCodec.read(customer, ended, customerIsFree);
        AttemptVerdict verdict = decide(input, now);
        metrics.attempted(verdict, input.result());
        if (verdict == AttemptVerdict.FAILED || verdict == AttemptVerdict.DEAD) {
            disabling.failed(input.delivery(), now);
        }
        if (customerIsFree) {
            scheduler.customerFree(customer, now);
        }
        task.send(customer.tenantEnvironment(), now);
    }

    private AttemptVerdict decide(WebhookInput.AttemptEnded input, Instant now) {
        TenantEnvironment tenantEnvironment = input.delivery().customer().tenantEnvironment();
        Endpoint endpoint = task.parts().endpoints().of(tenantEnvironment);
        return endpoint.exclusively(() -> {
            EndpointHealth before = endpoint.health();
            AttemptVerdict verdict = task.apply(AttemptDecider.decide(task, input, now), now);
            if (before.dead() != endpoint.health().dead()) {
                LOG.info("the endpoint of {} {}", tenantEnvironment,
                        before.dead() ? "answers again" : "is known dead; one delivery at a time probes it");
            }
            return verdict;
        });
    }
}
