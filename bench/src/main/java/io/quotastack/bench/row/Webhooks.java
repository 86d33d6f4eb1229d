package io.quotastack.bench.row;

import static io.quotastack.bench.report.Target.Unit.MEBIBYTES;
import static io.quotastack.bench.report.Target.Unit.MILLIS;
import static io.quotastack.bench.report.Target.Unit.PER_SECOND;
import static io.quotastack.bench.report.Target.atMost;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

import org.HdrHistogram.Histogram;

import io.quotastack.bench.fixture.Customers;
import io.quotastack.bench.fixture.Fixture;
import io.quotastack.bench.fixture.UsageLog;
import io.quotastack.bench.machine.Cpu;
import io.quotastack.bench.machine.Disturbance;
import io.quotastack.bench.machine.OtherProcesses;
import io.quotastack.bench.report.Figure;
import io.quotastack.bench.webhook.Endpoint;

/**
 * Webhooks, while the endpoint of another environment is dead: how soon after the commit one arrives, how many a second
 * of one customer and of a thousand, and how a backlog drains when its endpoint comes back.
 */
public final class Webhooks implements Row {

    private static final String SECRET = Base64.getEncoder().encodeToString(new byte[32]);
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    /** Before that, each customer's head waits its own delay when the endpoint comes back. */
    private static final Duration KNOWN_DEAD_AFTER = Duration.ofSeconds(45);
    private static final double MEBIBYTE = 1 << 20;
    private static final int DEAD_CUSTOMERS = 40;

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Override
    public String name() {
        return "webhooks";
    }

    @Override
    public boolean repeated() {
        return false;
    }

    @Override
    public void measure(Fixture fixture) throws InterruptedException {
        Customers many = fixture.newCustomers("hook-", 1_000);
        Customers one = fixture.newCustomers("one-hook-", 1);
        fixture.grant(many, 1);
        fixture.grant(one, 1);
        try (var endpoint = new Endpoint(); var log = new UsageLog(fixture.product())) {
            haveADeadEndpoint(fixture);
            turnOn(fixture, fixture.product().liveKey(), endpoint.url());
            measureLatency(fixture, endpoint, many);
            measureRate(fixture, log, endpoint, one, Math.max(1_000, fixture.scale().deliveries() / 20));
            measureRate(fixture, log, endpoint, many, fixture.scale().deliveries() / 2);
            measureDrain(fixture, log, endpoint, many);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Customers of the other environment whose endpoint refuses connections: many more wait than may be tried. */
    private void haveADeadEndpoint(Fixture fixture) throws IOException, InterruptedException {
        turnOn(fixture, fixture.product().testKey(), "http://127.0.0.1:1/");
        for (int i = 0; i < DEAD_CUSTOMERS; i++) {
            send(fixture, fixture.product().testKey(), "POST",
                    "/v1/customer-by-external-id/dead-" + i + "/credits/grant",
                    "{\"credits\":1000}");
        }
    }

    private void turnOn(Fixture fixture, String key, String url) throws IOException, InterruptedException {
        send(fixture, key, "PATCH", "/v1/tenants/" + fixture.product().tenantEnvironment().tenantId() + "/config",
                "{\"webhook_url\":\"%s\",\"webhook_secret\":\"%s\"}".formatted(url, SECRET));
    }

    private void send(Fixture fixture, String key, String method, String path, String body)
            throws IOException, InterruptedException {
        var answer = http.send(HttpRequest.newBuilder(URI.create(fixture.product().api() + path))
                .header("X-API-Key", key).header("Content-Type", "application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .method(method, BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IllegalStateException(path + " answered " + answer.statusCode() + ": " + answer.body());
        }
    }

    /** One after the other, each awaited: from the answer to the arrival. */
    private void measureLatency(Fixture fixture, Endpoint endpoint, Customers customers)
            throws IOException, InterruptedException {
        Duration measured = fixture.scale().measured();
        Histogram warmUp = latencies(fixture, endpoint, customers, measured);
        OtherProcesses.Count others = fixture.others().count();
        Histogram micros = latencies(fixture, endpoint, customers, measured);
        fixture.add(Figure.of("webhook, from the answer to its arrival, p50", micros.getValueAtPercentile(50) / 1e3,
                MILLIS, others.disturbance(),
                String.format(Locale.ROOT, "p99 %.1f ms, %,d of them, after %,d to warm up; another endpoint is dead",
                        micros.getValueAtPercentile(99) / 1e3, micros.getTotalCount(), warmUp.getTotalCount()))
                .aim(atMost(65)));
    }

    /** In microseconds. */
    private Histogram latencies(Fixture fixture, Endpoint endpoint, Customers customers, Duration time)
            throws IOException, InterruptedException {
        var micros = new Histogram(3);
        long end = System.nanoTime() + time.toNanos();
        for (long i = 0; System.nanoTime() - end < 0; i++) {
            endpoint.reset();
            send(fixture, fixture.product().liveKey(), "POST",
                    "/v1/customer-by-external-id/" + customers.externalId(customers.pick(i)) + "/credits/grant",
                    "{\"credits\":1000}");
            long answered = System.nanoTime();
            await(endpoint, 1);
            micros.recordValue(Math.max(0, (endpoint.lastNanos() - answered) / 1_000));
        }
        return micros;
    }

    /** As fast as usage is booked and delivered at the same time. */
    private void measureRate(Fixture fixture, UsageLog log, Endpoint endpoint, Customers customers, long count) {
        endpoint.reset();
        OtherProcesses.Count others = fixture.others().count();
        log.produce(customers, count);
        await(endpoint, count);
        fixture.add(Figure.of("webhooks of %,d customer%s, usage from Kafka to delivered"
                .formatted(customers.count(), customers.count() == 1 ? "" : "s"), endpoint.perSecond(), PER_SECOND,
                others.disturbance(), "%,d of them; %s".formatted(count, order(endpoint))));
    }

    private void measureDrain(Fixture fixture, UsageLog log, Endpoint endpoint, Customers customers)
            throws IOException, InterruptedException {
        long count = fixture.scale().deliveries();
        double before = residentMebibytes(fixture);
        endpoint.down();
        long known = System.nanoTime() + KNOWN_DEAD_AFTER.toNanos();
        UsageLog.Mark begin = log.mark();
        log.produce(customers, count);
        log.awaitOutcomes(begin, count);
        while (System.nanoTime() < known) {
            LockSupport.parkNanos(known - System.nanoTime());
        }
        fixture.report().progress("%,d webhooks wait; their endpoint comes back".formatted(count));
        double waiting = residentMebibytes(fixture);
        endpoint.reset();
        OtherProcesses.Count others = fixture.others().count();
        endpoint.up();
        await(endpoint, count);
        fixture.add(Figure.of("webhooks of a backlog, from the first to the last after the endpoint came back",
                endpoint.perSecond(), PER_SECOND, others.disturbance(),
                "%,d of them; %s".formatted(count, order(endpoint))));
        fixture.add(Figure.of("memory when the backlog is gone (RSS)", residentMebibytes(fixture), MEBIBYTES,
                Disturbance.NONE, "%,.0f MiB when all of it waited".formatted(waiting)).beside("before it", before));
    }

    private static String order(Endpoint endpoint) {
        return "%,d came again, %,d overtook another".formatted(endpoint.repeated(), endpoint.overtaken());
    }

    private static double residentMebibytes(Fixture fixture) {
        return Cpu.residentBytes(fixture.product().handle()).orElse(0) / MEBIBYTE;
    }

    private static void await(Endpoint endpoint, long count) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (endpoint.received() < count) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("%,d of %,d webhooks came".formatted(endpoint.received(), count));
            }
            LockSupport.parkNanos(50_000);
        }
    }
}
