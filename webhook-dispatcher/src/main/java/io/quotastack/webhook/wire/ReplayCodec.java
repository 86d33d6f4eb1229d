package io.quotastack.webhook.wire;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.webhook.ReplayJob;
import io.quotastack.internal.ReplayJobRecord;

/** Replays under way. */
public final class ReplayCodec {

    private ReplayCodec() {}

    public static ReplayJob read(ReplayJobRecord replay) {
        return new ReplayJob(replay.getReplayId(),
                TenantEnvironment.parse(replay.getTenantId() + "/" + replay.getEnvironment()),
                Instant.ofEpochMilli(replay.getFrom()), Instant.ofEpochMilli(replay.getTo()),
                Optional.ofNullable(replay.getTypes()),
                Optional.ofNullable(replay.getCustomerId()).map(UUID::fromString), replay.getNextOffset());
    }

    public static ReplayJobRecord write(ReplayJob replay) {
        TenantEnvironment tenantEnvironment = replay.tenantEnvironment();
        return new ReplayJobRecord(replay.id(), tenantEnvironment.tenantId().toString(),
                tenantEnvironment.environment().text(), replay.from().toEpochMilli(), replay.to().toEpochMilli(),
                replay.types().orElse(null), replay.customerId().map(UUID::toString).orElse(null),
                replay.nextOffset());
    }
}
