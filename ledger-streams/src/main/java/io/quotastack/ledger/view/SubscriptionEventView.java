package io.quotastack.ledger.view;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

import io.quotastack.core.subscription.PeriodUsage;

/**
 * The data of {@code subscription.*} events (CONTRACT 9, 10).
 *
 * @param subscription after it
 * @param cause {@code time}, or the id of the request that asked for it
 * @param usageSummary by metric, of the postpaid period that ended with it; null when none did
 */
public record SubscriptionEventView(
        SubscriptionView subscription,
        String cause,
        Optional<List<MetricUsage>> usageSummary) {

    /** What was charged for a metric in a period, less what was given back; cost in millicredits. */
    public record MetricUsage(String billableMetricKey, long units, long cost) {}

    public static SubscriptionEventView of(SubscriptionView subscription, String cause,
            Optional<SortedMap<String, PeriodUsage>> usage) {
        return new SubscriptionEventView(subscription, cause, usage.map(SubscriptionEventView::summary));
    }

    private static List<MetricUsage> summary(SortedMap<String, PeriodUsage> usage) {
        return usage.entrySet().stream().map(
                metric -> new MetricUsage(metric.getKey(), metric.getValue().units(), metric.getValue().cost()))
                .toList();
    }
}
