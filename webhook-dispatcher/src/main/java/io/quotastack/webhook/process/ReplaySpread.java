package io.quotastack.webhook.process;

import java.time.Instant;

import io.quotastack.core.webhook.ReplayJob;

/** What partitions tell each other of a replay, in the transaction of who tells it. */
interface ReplaySpread {

    /** Each partition is to begin its part. */
    void start(ReplayJob replay, Instant now);

    /** A part has ended: the partition that counts the environment's replays is told. */
    void partEnded(ReplayJob replay, Instant now);
}
