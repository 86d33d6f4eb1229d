package io.quotastack.webhook.wire;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.webhook.JobScope;
import io.quotastack.core.webhook.ReplayJob;
import io.quotastack.core.webhook.JobsUnderWay;
import io.quotastack.internal.ReplayJobRecord;
import io.quotastack.internal.ReplayPartsRecord;
import io.quotastack.internal.ReplaysUnderWayRecord;

/** Replays under way. */
public final class ReplayCodec {

    private ReplayCodec() {}

    public static ReplayJob read(ReplayJobRecord replay) {
        var scope = new JobScope(replay.getReplayId(),
                TenantEnvironment.parse(replay.getTenantId() + "/" + replay.getEnvironment()),
                Instant.ofEpochMilli(replay.getFrom()), Instant.ofEpochMilli(replay.getTo()),
                Optional.ofNullable(replay.getTypes()),
                Optional.ofNullable(replay.getCustomerId()).map(UUID::fromString));
        return new ReplayJob(scope, replay.getNextOffset());
    }

    /** The replays of an environment; its discards have the same shape, in a row of their own. */
    public static JobsUnderWay read(ReplaysUnderWayRecord jobs) {
        return new JobsUnderWay(jobs.getReplays().stream()
                .collect(Collectors.toMap(ReplayPartsRecord::getReplayId, ReplayPartsRecord::getPartsLeft)));
    }

    public static ReplaysUnderWayRecord write(JobsUnderWay jobs) {
        return new ReplaysUnderWayRecord(jobs.partsLeft().entrySet().stream()
                .map(parts -> new ReplayPartsRecord(parts.getKey(), parts.getValue())).toList());
    }

    public static ReplayJobRecord write(ReplayJob replay) {
        JobScope scope = replay.scope();
        TenantEnvironment tenantEnvironment = scope.tenantEnvironment();
        return new ReplayJobRecord(scope.id(), tenantEnvironment.tenantId().toString(),
                tenantEnvironment.environment().text(), scope.from().toEpochMilli(), scope.to().toEpochMilli(),
                scope.types().orElse(null), scope.customerId().map(UUID::toString).orElse(null),
                replay.nextOffset());
    }
}
