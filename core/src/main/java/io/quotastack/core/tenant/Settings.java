package io.quotastack.core.tenant;

import java.util.Optional;

import io.quotastack.core.customer.OveragePolicy;

/**
 * What a tenant decided for one environment.
 *
 * @param lowBalanceThreshold millicredits
 * @param rateLimit absent: off
 * @param usageBackdateDays how far back the timestamp of a usage event may lie
 */
public record Settings(
        OveragePolicy defaultOveragePolicy,
        Optional<Long> lowBalanceThreshold,
        Optional<RateLimit> rateLimit,
        int usageBackdateDays,
        WebhookSettings webhooks) {

    public static final Settings DEFAULT = new Settings(OveragePolicy.BLOCK, Optional.empty(), Optional.empty(), 35);

    /** Settings without webhooks. */
    public Settings(OveragePolicy defaultOveragePolicy, Optional<Long> lowBalanceThreshold,
            Optional<RateLimit> rateLimit, int usageBackdateDays) {
        this(defaultOveragePolicy, lowBalanceThreshold, rateLimit, usageBackdateDays, WebhookSettings.OFF);
    }

    /** The same settings with other webhooks. */
    public Settings with(WebhookSettings others) {
        return new Settings(defaultOveragePolicy, lowBalanceThreshold, rateLimit, usageBackdateDays, others);
    }
}
