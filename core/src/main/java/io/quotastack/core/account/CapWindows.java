package io.quotastack.core.account;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

import io.quotastack.core.customer.UsageCap;
import io.quotastack.core.metering.TierPeriod;
import io.quotastack.core.subscription.Subscription;

/**
 * The windows of caps that an instant lies in.
 *
 * @param period of the subscription; absent without one, or before it begins
 */
public record CapWindows(String day, String month, Optional<String> period) {

    public static CapWindows at(Instant instant, Optional<Subscription> subscription) {
        return new CapWindows(instant.atOffset(ZoneOffset.UTC).toLocalDate().toString(), TierPeriod.of(instant).text(),
                subscription.flatMap(Subscription::tierPeriod).map(TierPeriod::text));
    }

    /** What was used in the window that a cap has. */
    public CappedUsage.Used used(CappedUsage usage, UsageCap.Per per) {
        return switch (per) {
            case DAY -> usage.day().in(day);
            case MONTH -> usage.month().in(month);
            case PERIOD -> period.map(usage.period()::in).orElseGet(() -> usage.month().in(month));
        };
    }
}
