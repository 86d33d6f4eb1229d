package io.quotastack.core.tenant;

import java.time.Duration;
import java.util.Optional;

import io.quotastack.core.customer.OveragePolicy;

/**
 * What a tenant decided for one environment.
 *
 * @param lowBalanceThreshold millicredits
 * @param rateLimit absent: off
 * @param usageBackdateDays how far back the timestamp of a usage event may lie
 * @param usageRefusalsKeptDays how long a refusal of accepted usage can be found and retried, and binds waiting callers
 *     (CONTRACT 5); absent: {@link #MOST_REFUSALS_KEPT_DAYS}
 */
public record Settings(
        OveragePolicy defaultOveragePolicy,
        Optional<Long> lowBalanceThreshold,
        Optional<RateLimit> rateLimit,
        int usageBackdateDays,
        Optional<Integer> usageRefusalsKeptDays,
        WebhookSettings webhooks) {

    /** As long as their records and rows are there. */
    public static final int MOST_REFUSALS_KEPT_DAYS = 90;

    public static final Settings DEFAULT = new Settings(OveragePolicy.BLOCK, Optional.empty(), Optional.empty(), 35);

    /** Settings without webhooks, that keep refusals as long as can be. */
    public Settings(OveragePolicy defaultOveragePolicy, Optional<Long> lowBalanceThreshold,
            Optional<RateLimit> rateLimit, int usageBackdateDays) {
        this(defaultOveragePolicy, lowBalanceThreshold, rateLimit, usageBackdateDays, Optional.empty(),
                WebhookSettings.OFF);
    }

    /** The same settings with other webhooks. */
    public Settings with(WebhookSettings others) {
        return new Settings(defaultOveragePolicy, lowBalanceThreshold, rateLimit, usageBackdateDays,
                usageRefusalsKeptDays, others);
    }

    /** How long a refusal of accepted usage is kept. */
    public Duration usageRefusalsKept() {
        return Duration.ofDays(usageRefusalsKeptDays.orElse(MOST_REFUSALS_KEPT_DAYS));
    }
}
