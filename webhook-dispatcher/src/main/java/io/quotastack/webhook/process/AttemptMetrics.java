package io.quotastack.webhook.process;

import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quotastack.internal.AttemptRow;
import io.quotastack.webhook.state.Queues.Verdict;

/** How attempts end, as {@code /metrics} shows it. */
final class AttemptMetrics {

    private final Counter delivered;
    private final Counter failed;
    private final Counter givenUp;
    private final Counter stale;
    private final Timer latency;

    AttemptMetrics(MeterRegistry registry) {
        this.delivered = counter(registry, "delivered");
        this.failed = counter(registry, "failed");
        this.givenUp = counter(registry, "given_up");
        this.stale = counter(registry, "stale");
        this.latency = Timer.builder("quotastack.webhook.attempt").publishPercentileHistogram()
                .description("from the look-up of the address to the answer").register(registry);
    }

    private static Counter counter(MeterRegistry registry, String outcome) {
        return Counter.builder("quotastack.webhook.attempts").tag("outcome", outcome)
                .description("attempts to deliver, by how they ended").register(registry);
    }

    void attempted(Verdict verdict, AttemptRow attempt) {
        latency.record(attempt.getLatencyMs(), TimeUnit.MILLISECONDS);
        switch (verdict) {
            case DELIVERED -> delivered.increment();
            case FAILED -> failed.increment();
            case GIVEN_UP -> givenUp.increment();
            case STALE -> stale.increment();
        }
    }
}
