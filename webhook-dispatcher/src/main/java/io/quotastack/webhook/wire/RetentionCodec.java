package io.quotastack.webhook.wire;

import java.time.Duration;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.webhook.DeliveryKey;
import io.quotastack.core.webhook.WebhookInput;
import io.quotastack.internal.AnsweredRequestRecord;
import io.quotastack.internal.DeliveryKeyRecord;
import io.quotastack.internal.RetentionRecord;

/** Rows that seem to be over. */
public final class RetentionCodec {

    private RetentionCodec() {}

    /**
     * The rows that a record names.
     *
     * @param kept how long deliveries are kept
     */
    public static WebhookInput.RetentionElapsed read(RetentionRecord record, Duration kept) {
        return new WebhookInput.RetentionElapsed(
                record.getDeliveries().stream()
                        .map(key -> new DeliveryKey(CustomerKey.parse(key.getCustomer()), key.getOrdinal())).toList(),
                record.getAnswers().stream()
                        .map(answer -> new WebhookInput.AnsweredRequest(CustomerKey.parse(answer.getOwner()),
                                answer.getIdempotencyKey()))
                        .toList(),
                kept);
    }

    public static RetentionRecord write(WebhookInput.RetentionElapsed input) {
        return new RetentionRecord(
                input.deliveries().stream()
                        .map(key -> new DeliveryKeyRecord(key.customer().toString(), key.ordinal())).toList(),
                input.answers().stream().map(
                        answer -> new AnsweredRequestRecord(answer.owner().toString(), answer.idempotencyKey()))
                        .toList());
    }
}
