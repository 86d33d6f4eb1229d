package io.quotastack.webhook.send;

import io.quotastack.core.webhook.AttemptResult;
import io.quotastack.core.webhook.DeliveryAttempt;
import io.quotastack.core.webhook.DeliveryBatch;

/** Is called with how batches go; on the sender's threads. */
public interface SendListener {

    /**
     * An attempt ended.
     *
     * @param batchEnded nothing more comes of this batch
     */
    void attempted(DeliveryBatch batch, DeliveryAttempt attempt, AttemptResult result, boolean batchEnded);

    /** The batch ended, and no reported attempt of it was marked as its last. */
    void unreported(DeliveryBatch batch);
}
