package io.quotastack.webhook.process;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.tenant.WebhookSettings;
import io.quotastack.core.webhook.EndpointSlots;

/** The endpoints that this node sends to. Bounds all batches under way, whatever waits. */
public final class Endpoints implements EndpointSlots {

    private static final int MOST_BATCHES = 1_024;

    private final MeterRegistry metrics;
    private final Clock clock;
    private final Function<TenantEnvironment, WebhookSettings> settings;
    private final Predicate<Instant> mayProbe;
    private final AtomicInteger batches = new AtomicInteger();
    private final Map<TenantEnvironment, Endpoint> known = new ConcurrentHashMap<>();

    /**
     * None is known yet.
     *
     * @param settings what each has now
     * @param mayProbe whether this node may begin to probe those that are known dead now
     */
    public Endpoints(MeterRegistry metrics, Clock clock, Function<TenantEnvironment, WebhookSettings> settings,
            Predicate<Instant> mayProbe) {
        this.metrics = metrics;
        this.clock = clock;
        this.settings = settings;
        this.mayProbe = mayProbe;
        Gauge.builder("quotastack.webhook.batches", batches, AtomicInteger::get)
                .description("batches of deliveries under way").register(metrics);
    }

    @Override
    public boolean tryAcquire(TenantEnvironment tenantEnvironment, Instant now) {
        return of(tenantEnvironment).tryAcquire(now);
    }

    @Override
    public void release(TenantEnvironment tenantEnvironment, Instant now) {
        of(tenantEnvironment).release(now);
    }

    Endpoint of(TenantEnvironment tenantEnvironment) {
        return known.computeIfAbsent(tenantEnvironment, this::added);
    }

    private Endpoint added(TenantEnvironment tenantEnvironment) {
        var endpoint = new Endpoint(batches, MOST_BATCHES, mayProbe);
        Tags tags = Tags.of("tenant", tenantEnvironment.tenantId().toString(), "environment",
                tenantEnvironment.environment().text());
        Gauge.builder("quotastack.webhook.backlog", endpoint, Endpoint::backlog).tags(tags)
                .description("deliveries that wait").register(metrics);
        Gauge.builder("quotastack.webhook.oldest.age.seconds", endpoint, this::oldestAgeSeconds).tags(tags)
                .description("age of the oldest delivery that waits, looked at every few seconds").register(metrics);
        Gauge.builder("quotastack.webhook.endpoint.dead", endpoint, of -> of.health().dead() ? 1 : 0).tags(tags)
                .description("1 while the endpoint is known dead").register(metrics);
        Gauge.builder("quotastack.webhook.endpoint.disabled", endpoint,
                of -> of.isDisabled(settings.apply(tenantEnvironment)) ? 1 : 0).tags(tags)
                .description("1 after the endpoint was disabled, until it is set up again").register(metrics);
        return endpoint;
    }

    private double oldestAgeSeconds(Endpoint endpoint) {
        return endpoint.oldest().map(at -> Duration.between(at, clock.instant()).toMillis() / 1e3).orElse(0.0);
    }
}
