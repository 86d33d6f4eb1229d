package io.quotastack.webhook.state;

import java.time.Instant;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.quotastack.core.webhook.EndpointHealth;
import io.quotastack.internal.DeliveryRow;
import io.quotastack.internal.EndpointRow;
import io.quotastack.internal.OrderAnswerRow;
import io.quotastack.internal.QueueRow;
import io.quotastack.internal.ReplayRow;
import io.quotastack.ledger.wire.AvroBytes;

/** The values of the one store. */
final class WebhookRows {

    /** Of rows that say all in their key. */
    static final byte[] PRESENT = {1};

    static final AvroBytes<DeliveryRow> DELIVERY = new AvroBytes<>(DeliveryRow.class);
    static final AvroBytes<QueueRow> QUEUE = new AvroBytes<>(QueueRow.class);
    static final AvroBytes<EndpointRow> ENDPOINT = new AvroBytes<>(EndpointRow.class);
    static final AvroBytes<ReplayRow> REPLAY = new AvroBytes<>(ReplayRow.class);
    static final AvroBytes<OrderAnswerRow> ANSWER = new AvroBytes<>(OrderAnswerRow.class);

    private WebhookRows() {}

    static EndpointRow row(EndpointHealth health, long redatedAt) {
        return new EndpointRow(health.failures(), millis(health.failingSince()), health.dead(),
                millis(health.revivedAt()), health.changes(), redatedAt);
    }

    static EndpointHealth health(EndpointRow row) {
        return new EndpointHealth(row.getFailures(), time(row.getFailingSince()), row.getDead(),
                time(row.getRevivedAt()), row.getChanges());
    }

    private static @Nullable Long millis(Optional<Instant> time) {
        return time.map(Instant::toEpochMilli).orElse(null);
    }

    private static Optional<Instant> time(@Nullable Long millis) {
        return Optional.ofNullable(millis).map(Instant::ofEpochMilli);
    }
}
