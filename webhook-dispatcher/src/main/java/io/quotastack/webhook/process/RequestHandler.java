package io.quotastack.webhook.process;

import java.time.Instant;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.webhook.DeliveryRequest;
import io.quotastack.core.webhook.DiscardJob;
import io.quotastack.core.webhook.ReplayJob;
import io.quotastack.core.webhook.RequestDecider;
import io.quotastack.core.webhook.RequestOutcome;
import io.quotastack.core.webhook.WebhookInput;
import io.quotastack.gateway.Reply;

/** What a tenant asks of its deliveries over HTTP. */
final class RequestHandler {

    private final WebhookTask task;
    private final DisablingHandler disabling;
    private final OtherPartitions partitions;
    private final DiscardHandler discards;

    RequestHandler(WebhookTask task, DisablingHandler disabling, OtherPartitions partitions,
            DiscardHandler discards) {
        this.task = task;
        this.disabling = disabling;
        this.partitions = partitions;
        this.discards = discards;
    }

    /** The answer, to be given when it is committed. */
    Reply handle(CustomerKey owner, DeliveryRequest request, Instant now) {
        var input = new WebhookInput.RequestReceived(owner, request,
                task.settings(owner.tenantEnvironment(), request.configVersion()),
                task.parts().waits().count());
        RequestOutcome outcome = task.apply(RequestDecider.decide(task, input, now), now);
        if (outcome instanceof RequestOutcome.ReplayAccepted(ReplayJob replay)) {
            partitions.start(replay, now);
        }
        if (outcome instanceof RequestOutcome.DiscardAccepted(DiscardJob discard)) {
            partitions.start(discard, now);
        }
        if (outcome instanceof RequestOutcome.DeliveryDiscarded(var key, var delivery, var first) && first) {
            discards.discardedOne();
        }
        disabling.queued(owner.tenantEnvironment(), now);
        Reply reply = reply(owner, request, outcome, now);
        task.send(owner.tenantEnvironment(), now);
        return reply;
    }

    private Reply reply(CustomerKey owner, DeliveryRequest request, RequestOutcome outcome, Instant now) {
        String key = request.idempotency().key();
        return switch (outcome) {
            case RequestOutcome.Repeated() -> task.rows().keptAnswer(owner, key)
                    .orElseThrow(() -> new IllegalStateException("no answer to a request of " + owner));
            case RequestOutcome.KeyReused() -> RequestAnswers.keyReused(request);
            case RequestOutcome.Decided decided -> {
                Reply reply = RequestAnswers.of(request, decided);
                task.rows().keepAnswer(owner, key, RequestDecider.mark(request, now), reply);
                yield reply;
            }
        };
    }
}
