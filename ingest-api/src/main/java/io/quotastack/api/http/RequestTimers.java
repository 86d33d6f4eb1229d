package io.quotastack.api.http;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quotastack.core.problem.ProblemType;

/**
 * Times requests by route, method and status, and counts refusals by the type of their problem. A series lives as long as the process, so each label has few values
 * whatever clients send: templates of routes, methods that HTTP has, statuses that we answer with.
 */
final class RequestTimers {

    private static final Duration[] BUCKETS = {Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofMillis(10),
        Duration.ofMillis(25), Duration.ofMillis(100), Duration.ofMillis(500), Duration.ofSeconds(2),
        Duration.ofSeconds(10)};

    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    private static final String OTHER_METHOD = "other";

    private record Series(String route, String method, int status) {}

    private final MeterRegistry registry;
    private final ConcurrentMap<Series, Timer> timers = new ConcurrentHashMap<>();
    private final ConcurrentMap<ProblemType, Counter> problems = new ConcurrentHashMap<>();

    RequestTimers(MeterRegistry registry) {
        this.registry = registry;
    }

    /**
     * Counts a request in.
     *
     * @param route the template of a route of ours, or one name for all requests that lead to none
     * @param method as the client sent it
     */
    void record(String route, String method, int status, long nanos) {
        timers.computeIfAbsent(new Series(route, bounded(method), status), this::timer)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    /** The method, or one name for all that a client made up. */
    static String bounded(String method) {
        return METHODS.contains(method) ? method : OTHER_METHOD;
    }

    /** Counts an answer that tells a problem, by its type. */
    void refused(ProblemType type) {
        problems.computeIfAbsent(type, this::counter).increment();
    }

    private Counter counter(ProblemType type) {
        return Counter.builder("quotastack.http.problems").description("answers that tell a problem, by its type")
                .tag("type", type.slug()).register(registry);
    }

    private Timer timer(Series series) {
        return Timer.builder("quotastack.http.requests").description("HTTP requests by route, method and status")
                .tag("route", series.route()).tag("method", series.method())
                .tag("status", Integer.toString(series.status())).serviceLevelObjectives(BUCKETS).register(registry);
    }
}
