package io.quotastack.webhook.process;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quotastack.core.webhook.AttemptResult;
import io.quotastack.core.webhook.AttemptVerdict;

/** How attempts end, as {@code /metrics} shows it. */
final class AttemptMetrics {

    private final Counter delivered;
    private final Counter failed;
    private final Counter dead;
    private final Counter stale;
    private final Timer latency;

    AttemptMetrics(MeterRegistry registry) {
        this.delivered = counter(registry, "delivered");
        this.failed = counter(registry, "failed");
        this.dead = counter(registry, "dead");
        this.stale = counter(registry, "stale");
        this.latency = Timer.builder("quotastack.webhook.attempt").publishPercentileHistogram()
                .description("from the look-up of the address to the answer").register(registry);
    }

    private static Counter counter(MeterRegistry registry, String outcome) {
        return Counter.builder("quotastack.webhook.attempts").tag("outcome", outcome)
                .description("attempts to deliver, by how they ended").register(registry);
    }

    void attempted(AttemptVerdict verdict, AttemptResult result) {
        latency.record(result.latency());
        switch (verdict) {
            case DELIVERED -> delivered.increment();
            case FAILED -> failed.increment();
            case DEAD -> dead.increment();
            case STALE -> stale.increment();
        }
    }
}
