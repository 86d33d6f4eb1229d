package io.quotastack.webhook.wire;

import java.time.Duration;
import java.time.Instant;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.webhook.AttemptResult;
import io.quotastack.core.webhook.DeliveryAttempt;
import io.quotastack.core.webhook.DeliveryBatch;
import io.quotastack.core.webhook.DeliveryKey;
import io.quotastack.core.webhook.WebhookInput;
import io.quotastack.internal.AttemptEndedRecord;
import io.quotastack.internal.AttemptRecord;

/** How attempts ended. */
public final class AttemptCodec {

    private AttemptCodec() {}

    public static AttemptResult read(AttemptRecord attempt) {
        return new AttemptResult(Instant.ofEpochMilli(attempt.getAttemptedAt()),
                Duration.ofMillis(attempt.getLatencyMs()), attempt.getStatusCode(), attempt.getError(),
                attempt.getResponseBody());
    }

    public static AttemptRecord write(AttemptResult attempt) {
        return new AttemptRecord(attempt.attemptedAt().toEpochMilli(), attempt.statusCode(), attempt.error(),
                attempt.latency().toMillis(), attempt.responseBody());
    }

    public static WebhookInput.AttemptEnded read(CustomerKey customer, AttemptEndedRecord ended,
            boolean customerIsFree) {
        return new WebhookInput.AttemptEnded(new DeliveryKey(customer, ended.getDelivery()), ended.getNumber(),
                read(ended.getAttempt()), customerIsFree);
    }

    public static AttemptEndedRecord write(DeliveryBatch batch, DeliveryAttempt attempt, AttemptResult result,
            boolean batchEnded) {
        return new AttemptEndedRecord(attempt.ordinal(), attempt.number(), batch.id(), batchEnded, write(result));
    }
}
