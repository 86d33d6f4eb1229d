package io.quotastack.api.http;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** Times requests by route, method and status. Each timer is looked up once and kept: there are few of them. */
final class RequestTimers {

    private static final Duration[] BUCKETS = {Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofMillis(10),
        Duration.ofMillis(25), Duration.ofMillis(100), Duration.ofMillis(500), Duration.ofSeconds(2),
        Duration.ofSeconds(10)};

    private record Series(String route, String method, int status) {}

    private final MeterRegistry registry;
    private final ConcurrentMap<Series, Timer> timers = new ConcurrentHashMap<>();

    RequestTimers(MeterRegistry registry) {
        this.registry = registry;
    }

    void record(String route, String method, int status, long nanos) {
        timers.computeIfAbsent(new Series(route, method, status), this::timer).record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer timer(Series series) {
        return Timer.builder("quotastack.http.requests").description("HTTP requests by route, method and status")
                .tag("route", series.route()).tag("method", series.method())
                .tag("status", Integer.toString(series.status())).serviceLevelObjectives(BUCKETS).register(registry);
    }
}
