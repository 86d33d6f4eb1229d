package io.quotastack.ledger.history.usage;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.RequestContext;
import io.quotastack.gateway.query.Query;
import io.quotastack.gateway.query.Query.Granularity;
import io.quotastack.gateway.view.BoundedAnswer;
import io.quotastack.gateway.view.ProblemJson;
import io.quotastack.ledger.history.store.HistoryRows;
import io.quotastack.ledger.history.store.HistoryStore;
import io.quotastack.ledger.history.store.Keys;
import io.quotastack.ledger.history.store.OwnedStores;
import io.quotastack.ledger.history.store.UsageBucket;
import io.quotastack.ledger.view.SummaryView;

/**
 * What a customer used, by the time of the events (CONTRACT 5): equal to what the ledger charged. Only buckets in which
 * there is something are listed.
 */
public final class SummaryReads {

    /** So many hours with usage of a metric one answer sums: of one metric eleven years without a pause. */
    private static final int MOST_HOURS = 100_000;

    private static final String SHORTER = "ask for a shorter range, or for one metric";

    private final OwnedStores history;

    public SummaryReads(OwnedStores history) {
        this.history = history;
    }

    /** Without a metric, of all metrics together. */
    public Reply summarize(Query.SummarizeUsage query, RequestContext request) {
        return summarize(query, MOST_HOURS, request);
    }

    public Reply summarize(Query.SummarizeUsage query, int mostHours, RequestContext request) {
        HistoryStore store = history.storeOf(query.customer());
        long firstHour = UsageBucket.hourOf(startOfBucket(query.from(), query.granularity()));
        long endHour = UsageBucket.hourOf(endOfBucket(query.to(), query.granularity()));
        NavigableMap<Instant, UsageBucket> buckets = new TreeMap<>();
        List<String> metrics = query.metricKey().map(List::of).orElseGet(() -> metrics(store, query.customer()));
        var hours = new int[1];
        for (String metric : metrics) {
            store.ascending(Keys.bucket(query.customer(), metric, firstHour),
                    Keys.bucket(query.customer(), metric, endHour), (key, value) -> {
                        Instant start = startOfBucket(UsageBucket.startOf(Keys.hour(key)), query.granularity());
                        buckets.merge(start, HistoryRows.read(HistoryRows.BUCKET, key, value), UsageBucket::plus);
                        return ++hours[0] <= mostHours;
                    });
            if (hours[0] > mostHours) {
                return ProblemJson.reply(Problem.of(ProblemType.LIMIT_EXCEEDED, "more than " + mostHours
                        + " hours with usage in the range: " + SHORTER), request);
            }
        }
        return BoundedAnswer.of(new SummaryView(buckets.entrySet().stream()
                .filter(bucket -> bucket.getValue().events() > 0)
                .map(bucket -> new SummaryView.Bucket(bucket.getKey(), bucket.getValue().units(),
                        bucket.getValue().cost(), bucket.getValue().events()))
                .toList()), SHORTER, request);
    }

    /** The metrics that the customer used, found by leaping from the first bucket of one to that of the next. */
    private static List<String> metrics(HistoryStore store, CustomerKey customer) {
        var metrics = new ArrayList<String>();
        byte[] end = Keys.end(Keys.buckets(customer));
        Optional<HistoryStore.Row> first = store.first(Keys.buckets(customer), end);
        while (first.isPresent()) {
            String metric = Keys.metric(first.get().key());
            metrics.add(metric);
            first = store.first(Keys.end(Keys.buckets(customer, metric)), end);
        }
        return metrics;
    }

    private static Instant startOfBucket(Instant time, Granularity granularity) {
        OffsetDateTime utc = time.atOffset(ZoneOffset.UTC);
        return switch (granularity) {
            case HOUR -> utc.truncatedTo(ChronoUnit.HOURS).toInstant();
            case DAY -> utc.truncatedTo(ChronoUnit.DAYS).toInstant();
            case MONTH -> utc.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1).toInstant();
        };
    }

    private static Instant endOfBucket(Instant time, Granularity granularity) {
        Instant start = startOfBucket(time, granularity);
        if (start.equals(time)) {
            return start;
        }
        OffsetDateTime utc = start.atOffset(ZoneOffset.UTC);
        return switch (granularity) {
            case HOUR -> utc.plusHours(1).toInstant();
            case DAY -> utc.plusDays(1).toInstant();
            case MONTH -> utc.plusMonths(1).toInstant();
        };
    }
}
