package io.quotastack.webhook.process;

import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quotastack.core.customer.TenantEnvironment;

/** The endpoints that this node sends to. Bounds all attempts under way, whatever waits. */
public final class Endpoints {

    private static final int MOST_FLIGHTS = 1_024;

    private final MeterRegistry metrics;
    private final Clock clock;
    private final AtomicInteger flights = new AtomicInteger();
    private final Map<TenantEnvironment, Endpoint> known = new ConcurrentHashMap<>();

    public Endpoints(MeterRegistry metrics, Clock clock) {
        this.metrics = metrics;
        this.clock = clock;
        Gauge.builder("quotastack.webhook.flights", flights, AtomicInteger::get)
                .description("attempts to deliver under way").register(metrics);
    }

    Endpoint of(TenantEnvironment world) {
        return known.computeIfAbsent(world, this::added);
    }

    private Endpoint added(TenantEnvironment world) {
        var endpoint = new Endpoint(flights, MOST_FLIGHTS);
        Tags tags = Tags.of("tenant", world.tenantId().toString(), "environment", world.environment().text());
        Gauge.builder("quotastack.webhook.backlog", endpoint, Endpoint::backlog).tags(tags)
                .description("deliveries that wait").register(metrics);
        Gauge.builder("quotastack.webhook.oldest.age.seconds", endpoint, this::oldestAgeSeconds).tags(tags)
                .description("age of the oldest delivery that waits, looked at every few seconds").register(metrics);
        Gauge.builder("quotastack.webhook.endpoint.dead", endpoint, of -> of.health().dead() ? 1 : 0).tags(tags)
                .description("1 while the endpoint is known dead").register(metrics);
        return endpoint;
    }

    private double oldestAgeSeconds(Endpoint endpoint) {
        return endpoint.oldest().isEmpty() ? 0 : (clock.millis() - endpoint.oldest().getAsLong()) / 1e3;
    }
}
