package io.quotastack.api.http;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.tenant.RateLimit;

/**
 * One bucket for each environment of a tenant, on this node (CONTRACT 1). It refills steadily; a changed limit starts
 * with a full bucket.
 */
final class RateLimiter {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private record Limited(RateLimit limit, Bucket bucket) {}

    /**
     * How a request stands to the limit.
     *
     * @param remaining requests that would still pass now
     * @param resetSeconds until the bucket is full again
     * @param retryAfterSeconds until one more passes
     */
    record Standing(RateLimit limit, boolean admitted, long remaining, long resetSeconds, long retryAfterSeconds) {

        /** Value of `RateLimit-Policy` (IETF draft ratelimit-headers). */
        String policy() {
            return "\"default\";q=" + limit.requests() + ";w=" + limit.windowSeconds();
        }

        /** Value of `RateLimit`. */
        String state() {
            return "\"default\";r=" + remaining + ";t=" + resetSeconds;
        }
    }

    private final ConcurrentMap<TenantEnvironment, Limited> buckets = new ConcurrentHashMap<>();

    /** Takes one request off the bucket, if it has one left. */
    Standing admit(TenantEnvironment tenantEnvironment, RateLimit limit) {
        return standing(limit, bucket(tenantEnvironment, limit).tryConsumeAndReturnRemaining(1));
    }

    /** The standing of a request that was refused before it counted. */
    Standing look(TenantEnvironment tenantEnvironment, RateLimit limit) {
        long remaining = bucket(tenantEnvironment, limit).getAvailableTokens();
        long missing = limit.requests() - remaining;
        return new Standing(limit, true, Math.max(remaining, 0),
                ceilSeconds(missing * limit.windowSeconds() * (NANOS_PER_SECOND / limit.requests())), 0);
    }

    private Bucket bucket(TenantEnvironment tenantEnvironment, RateLimit limit) {
        Optional<Limited> current = Optional.ofNullable(buckets.get(tenantEnvironment));
        if (current.isPresent() && current.get().limit().equals(limit)) {
            return current.get().bucket();
        }
        return buckets.compute(tenantEnvironment, (unused, known) -> known != null && known.limit().equals(limit)
                ? known
                : new Limited(limit, newBucket(limit))).bucket();
    }

    private static Bucket newBucket(RateLimit limit) {
        return Bucket.builder().addLimit(bandwidth -> bandwidth.capacity(limit.requests())
                .refillGreedy(limit.requests(), Duration.ofSeconds(limit.windowSeconds()))).build();
    }

    private static Standing standing(RateLimit limit, ConsumptionProbe probe) {
        return new Standing(limit, probe.isConsumed(), probe.getRemainingTokens(),
                ceilSeconds(probe.getNanosToWaitForReset()),
                Math.max(1, ceilSeconds(probe.getNanosToWaitForRefill())));
    }

    private static long ceilSeconds(long nanos) {
        return Math.ceilDiv(Math.max(nanos, 0), NANOS_PER_SECOND);
    }
}
