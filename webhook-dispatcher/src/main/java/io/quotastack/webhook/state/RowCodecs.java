package io.quotastack.webhook.state;

import java.time.Instant;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.quotastack.core.webhook.CustomerQueue;
import io.quotastack.core.webhook.Delivery;
import io.quotastack.core.webhook.DiscardJob;
import io.quotastack.core.webhook.EndpointHealth;
import io.quotastack.core.webhook.EndpointState;
import io.quotastack.core.webhook.Gap;
import io.quotastack.core.webhook.ReplayJob;
import io.quotastack.core.webhook.JobsUnderWay;
import io.quotastack.internal.CustomerQueueRecord;
import io.quotastack.internal.DeliveryRecord;
import io.quotastack.internal.DiscardJobRecord;
import io.quotastack.internal.EndpointRecord;
import io.quotastack.internal.QueueHeadRecord;
import io.quotastack.internal.ReplayJobRecord;
import io.quotastack.internal.ReplaysUnderWayRecord;
import io.quotastack.platform.store.KeptAnswer;
import io.quotastack.platform.store.NumberBytes;
import io.quotastack.platform.store.RowCodec;
import io.quotastack.webhook.wire.AttemptCodec;
import io.quotastack.webhook.wire.DisabledCodec;
import io.quotastack.webhook.wire.DiscardCodec;
import io.quotastack.webhook.wire.EventCodec;
import io.quotastack.webhook.wire.ReplayCodec;

/** The values of the one store. */
final class RowCodecs {

    private static final RowCodec.Kinds KINDS = new RowCodec.Kinds(WebhookKeys::owner);

    static final RowCodec<Delivery> DELIVERY = KINDS.avro("a delivery", DeliveryRecord.class,
            RowCodecs::record, RowCodecs::delivery);
    static final RowCodec<CustomerQueue> QUEUE = KINDS.avro("a customer's queue",
            CustomerQueueRecord.class, RowCodecs::record, RowCodecs::queue);
    static final RowCodec<EndpointState> ENDPOINT = KINDS.avro("an endpoint",
            EndpointRecord.class, RowCodecs::record, RowCodecs::endpoint);
    static final RowCodec<ReplayJob> REPLAY = KINDS.avro("a replay", ReplayJobRecord.class,
            ReplayCodec::write, ReplayCodec::read);
    static final RowCodec<JobsUnderWay> REPLAYS_UNDER_WAY = KINDS.avro("replays under way",
            ReplaysUnderWayRecord.class, ReplayCodec::write, ReplayCodec::read);
    static final RowCodec<Gap> GAP = KINDS.keyedNumbers("a gap",
            gap -> NumberBytes.row(Long.BYTES).putLong(gap.first()),
            (key, row) -> new Gap(row.getLong(), WebhookKeys.lastOfGap(key)));
    static final RowCodec<DiscardJob> DISCARD = KINDS.avro("a discard", DiscardJobRecord.class,
            DiscardCodec::write, DiscardCodec::read);
    static final RowCodec<JobsUnderWay> DISCARDS_UNDER_WAY = KINDS.avro("discards under way",
            ReplaysUnderWayRecord.class, ReplayCodec::write, ReplayCodec::read);
    static final RowCodec<KeptAnswer> ANSWER = KeptAnswer.codec(KINDS, "a request's answer");

    private RowCodecs() {}

    private static Delivery delivery(DeliveryRecord record) {
        return new Delivery(EventCodec.read(record.getEvent()), DiscardCodec.status(record.getStatus()),
                Instant.ofEpochMilli(record.getCreatedAt()), time(record.getNextAttemptAt()), record.getFailures(),
                record.getAttempts().stream().map(AttemptCodec::read).toList(), record.getAttemptsMade(),
                Optional.ofNullable(record.getReplayId()),
                Optional.ofNullable(record.getDiscarded()).map(DiscardCodec::read));
    }

    private static DeliveryRecord record(Delivery delivery) {
        return new DeliveryRecord(EventCodec.write(delivery.event()), delivery.status().text(),
                delivery.createdAt().toEpochMilli(), millis(delivery.nextAttemptAt()), delivery.failures(),
                delivery.attempts().stream().map(AttemptCodec::write).toList(), delivery.attemptsMade(),
                delivery.replayId().orElse(null), delivery.discarded().map(DiscardCodec::write).orElse(null));
    }

    private static CustomerQueue queue(CustomerQueueRecord record) {
        return new CustomerQueue(record.getLast(),
                Optional.ofNullable(record.getHead())
                        .map(head -> new CustomerQueue.Head(head.getOrdinal(), Instant.ofEpochMilli(head.getDueAt()))),
                record.getNext(), record.getRetried(), record.getDiscarded());
    }

    private static CustomerQueueRecord record(CustomerQueue queue) {
        return new CustomerQueueRecord(queue.last(),
                queue.head().map(head -> new QueueHeadRecord(head.ordinal(), head.dueAt().toEpochMilli()))
                        .orElse(null),
                queue.next(), queue.retried(), queue.discarded());
    }

    private static EndpointState endpoint(EndpointRecord record) {
        return new EndpointState(new EndpointHealth(record.getFailures(), time(record.getFailingSince()),
                time(record.getFailedAt()), record.getDead(), time(record.getRevivedAt()), record.getChanges()),
                time(record.getRevivalApplied()), Optional.ofNullable(record.getDisabled()).map(DisabledCodec::read));
    }

    private static EndpointRecord record(EndpointState endpoint) {
        EndpointHealth health = endpoint.health();
        return new EndpointRecord(health.failures(), millis(health.failingSince()), health.dead(),
                millis(health.revivedAt()), health.changes(), millis(endpoint.revivalApplied()),
                endpoint.disabled().map(DisabledCodec::write).orElse(null), millis(health.failedAt()));
    }

    private static @Nullable Long millis(Optional<Instant> time) {
        return time.map(Instant::toEpochMilli).orElse(null);
    }

    private static Optional<Instant> time(@Nullable Long millis) {
        return Optional.ofNullable(millis).map(Instant::ofEpochMilli);
    }
}
