package io.quotastack.bench.fixture;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

import io.quotastack.bench.http.ClosedLoop;
import io.quotastack.bench.http.Load;
import io.quotastack.bench.http.RequestTemplate;
import io.quotastack.bench.process.QuotaStack;
import io.quotastack.bench.report.Target;
import io.quotastack.bench.report.Report;

/** A running QuotaStack with a priced metric, and the ways to put customers and load on it. */
public final class Fixture {

    /** Events and blocks never run dry: a block holds a million credits, an event costs one. */
    static final String METRIC = "api_call";

    private static final long UNIT_COST = 1_000;
    private static final long BLOCK_CREDITS = 1_000_000_000L;
    private static final int SETUP_CONNECTIONS = 64;
    private static final int OK = 200;
    private static final int CREATED = 201;
    private static final int ACCEPTED = 202;
    /** More keys than any loop uses; each loop begins its own range, so no key comes twice. */
    private static final long KEYS_OF_A_LOOP = 1_000_000_000L;

    private final QuotaStack product;
    private final boolean fsync;
    private final Scale scale;
    private final Report report;
    private final AtomicLong nextKeys = new AtomicLong();

    public Fixture(QuotaStack product, boolean fsync, Scale scale, Report report) {
        this.product = product;
        this.fsync = fsync;
        this.scale = scale;
        this.report = report;
    }

    public QuotaStack product() {
        return product;
    }

    public Scale scale() {
        return scale;
    }

    public Report report() {
        return report;
    }

    /** The aim in the mode that runs: as shipped, or without fsync. */
    public Target target(Target fsynced, Target withoutFsync) {
        return fsync ? fsynced : withoutFsync;
    }

    /** A metric and its price, in force at once. */
    public void setPrices() throws InterruptedException {
        once("/v1/billable-metrics", "{\"key\":\"%s\",\"name\":\"API call\"}".formatted(METRIC));
        once("/v1/metering-rules", "{\"billable_metric_key\":\"%s\",\"cost_type\":\"per_unit\",\"unit_cost\":%d}"
                .formatted(METRIC, UNIT_COST));
    }

    private void once(String path, String body) throws InterruptedException {
        setUp(1, 1, post(path, body), (request, number) -> request.key(nextKeys.getAndAdd(KEYS_OF_A_LOOP)));
    }

    /**
     * Gives each customer as many blocks. The first three are those of the PostgreSQL baseline (free ones of priority 0
     * and 1 that expire, and a paid one for ever), and so on in turn.
     */
    public void grant(Customers customers, long blocks) throws InterruptedException {
        report.progress("granting %,d blocks to each of %,d customers %s…".formatted(blocks, customers.count(),
                customers.prefix()));
        for (int kind = 0; kind < 3; kind++) {
            long ofKind = (blocks + 2 - kind) / 3;
            long firstKey = nextKeys.getAndAdd(KEYS_OF_A_LOOP);
            setUp(SETUP_CONNECTIONS, customers.count() * ofKind,
                    post("/v1/customer-by-external-id/" + customers.place() + "/credits/grant", grantBody(kind)),
                    (request, number) -> {
                        request.customer(0, number % customers.count());
                        request.key(firstKey + number);
                    });
        }
    }

    private static String grantBody(int kind) {
        return switch (kind) {
            case 0 -> "{\"credits\":%d,\"expires_in_seconds\":2592000}".formatted(BLOCK_CREDITS);
            case 1 -> "{\"credits\":%d,\"priority\":1,\"expires_in_seconds\":5184000}".formatted(BLOCK_CREDITS);
            default -> "{\"credits\":%d,\"price_paid\":100000,\"currency\":\"EUR\"}".formatted(BLOCK_CREDITS);
        };
    }

    private void setUp(int connections, long count, RequestTemplate template, ClosedLoop.Filler filler)
            throws InterruptedException {
        if (count > 0) {
            int callers = (int) Math.min(connections, count);
            new ClosedLoop(product.api(), callers, template, filler, CREATED).times(count);
        }
    }

    private RequestTemplate post(String path, String body) {
        return RequestTemplate.of("POST", path, product.liveKey(), Optional.of("bench-{key}"), Optional.of(body));
    }

    /** {@code POST /v1/usage}: each caller waits for the committed debit. */
    public Load usage(Customers customers, int connections) throws InterruptedException {
        return loop(product.api(), customers, connections,
                post("/v1/usage", event(customers)), CREATED);
    }

    /** A hold for one event and its commit, one after the other: each caller waits for both. */
    public Load reservations(Customers customers, int connections) throws InterruptedException {
        RequestTemplate reservation = post("/v1/reserve", """
                {"external_customer_id":"%s","billable_metric_key":"%s","estimated_units":1}"""
                .formatted(customers.place(), METRIC));
        RequestTemplate commit = RequestTemplate.of("POST", "/v1/reserve/{reservation}/commit", product.liveKey(),
                Optional.of("commit-{key}"), Optional.of("{\"actual_units\":1}"));
        long firstKey = nextKeys.getAndAdd(KEYS_OF_A_LOOP);
        return new ClosedLoop(product.api(), connections,
                () -> new ReserveAndCommit(reservation, commit, customers.filler(firstKey), firstKey), OK)
                .during(scale.warmUp(), scale.measured());
    }

    /** Gives each customer as many holds for a week, each of half a block: together they pin half of as many blocks. */
    public void reservation(Customers customers, long reservations) throws InterruptedException {
        report.progress("making %,d holds of each of %,d customers %s…".formatted(reservations, customers.count(),
                customers.prefix()));
        long firstKey = nextKeys.getAndAdd(KEYS_OF_A_LOOP);
        setUp(SETUP_CONNECTIONS, customers.count() * reservations, post("/v1/reserve", """
                {"external_customer_id":"%s","credits":%d,"ttl_seconds":604800}"""
                .formatted(customers.place(), BLOCK_CREDITS / 2)), (request, number) -> {
                    request.customer(0, number % customers.count());
                    request.key(firstKey + number);
                });
    }

    /** Gives each customer one block that expires at that time. */
    public void grantUntil(Customers customers, Instant expiresAt) throws InterruptedException {
        long firstKey = nextKeys.getAndAdd(KEYS_OF_A_LOOP);
        setUp(SETUP_CONNECTIONS, customers.count(),
                post("/v1/customer-by-external-id/" + customers.place() + "/credits/grant",
                        "{\"credits\":%d,\"expires_at\":\"%s\"}".formatted(BLOCK_CREDITS, expiresAt)),
                (request, number) -> {
                    request.customer(0, number);
                    request.key(firstKey + number);
                });
    }

    /** {@code POST /v1/usage/batch}: each caller waits until the events are durable. */
    public Load batches(Customers customers, int connections, int events) throws InterruptedException {
        String body = "{\"events\":[" + (event(customers) + ",").repeat(events - 1) + event(customers) + "]}";
        return loop(product.api(), customers, connections, post("/v1/usage/batch", body), ACCEPTED);
    }

    private static String event(Customers customers) {
        return "{\"external_customer_id\":\"%s\",\"billable_metric_key\":\"%s\",\"units\":1}".formatted(
                customers.place(),
                METRIC);
    }

    /** {@code GET …/entitlements/…}. */
    public Load entitlements(Customers customers, int connections) throws InterruptedException {
        return loop(product.api(), customers, connections,
                get("/v1/customer-by-external-id/" + customers.place() + "/entitlements/" + METRIC), OK);
    }

    /** The same load on another server, with the same headers. */
    public Load get(URI server, String path, int connections) throws InterruptedException {
        return loop(server, new Customers("none", 1), connections, get(path), OK);
    }

    private RequestTemplate get(String path) {
        return RequestTemplate.of("GET", path, product.liveKey(), Optional.empty(), Optional.empty());
    }

    private Load loop(URI server, Customers customers, int connections, RequestTemplate template, int wanted)
            throws InterruptedException {
        long firstKey = nextKeys.getAndAdd(KEYS_OF_A_LOOP);
        return new ClosedLoop(server, connections, template, customers.filler(firstKey), wanted)
                .during(scale.warmUp(), scale.measured());
    }
}
