package io.quotastack.webhook.send;

import io.quotastack.core.webhook.DeliveryBatch;

/** Makes the attempts of batches, and reports to a {@link SendListener} how they go. */
public interface BatchSender {

    void send(DeliveryBatch batch);

    /** Begins no more attempts of the batch: its queue left this node, or the end of an attempt could not be reported. */
    void cancel(long batchId);
}
