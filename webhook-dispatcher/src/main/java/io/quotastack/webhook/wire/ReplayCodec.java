package io.quotastack.webhook.wire;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.webhook.ReplayJob;
import io.quotastack.core.webhook.ReplaysUnderWay;
import io.quotastack.internal.ReplayJobRecord;
import io.quotastack.internal.ReplayPartsRecord;
import io.quotastack.internal.ReplaysUnderWayRecord;

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

    public static ReplaysUnderWay read(ReplaysUnderWayRecord replays) {
        return new ReplaysUnderWay(replays.getReplays().stream()
                .collect(Collectors.toMap(ReplayPartsRecord::getReplayId, ReplayPartsRecord::getPartsLeft)));
    }

    public static ReplaysUnderWayRecord write(ReplaysUnderWay replays) {
        return new ReplaysUnderWayRecord(replays.partsLeft().entrySet().stream()
                .map(parts -> new ReplayPartsRecord(parts.getKey(), parts.getValue())).toList());
    }

    public static ReplayJobRecord write(ReplayJob replay) {
        TenantEnvironment tenantEnvironment = replay.tenantEnvironment();
        return new ReplayJobRecord(replay.id(), tenantEnvironment.tenantId().toString(),
                tenantEnvironment.environment().text(), replay.from().toEpochMilli(), replay.to().toEpochMilli(),
                replay.types().orElse(null), replay.customerId().map(UUID::toString).orElse(null),
                replay.nextOffset());
    }
}
