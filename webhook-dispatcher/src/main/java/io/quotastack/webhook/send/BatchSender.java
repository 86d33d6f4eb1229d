package io.quotastack.webhook.send;

import java.util.function.BooleanSupplier;

import io.quotastack.core.webhook.DeliveryBatch;

/** Makes the attempts of batches, and reports to a {@link SendListener} how they go. */
public interface BatchSender {

    /**
     * Begins a batch.
     *
     * @param mayBegin asked before each attempt: whether the queue is surely still this node's
     */
    void send(DeliveryBatch batch, BooleanSupplier mayBegin);

    /** Begins no more attempts of the batch: its queue left this node, or the end of an attempt could not be reported. */
    void cancel(long batchId);
}
