package io.quotastack.bench.row;

import static io.quotastack.bench.report.Target.Unit.PER_SECOND;
import static io.quotastack.bench.report.Target.atLeast;

import java.util.Locale;

import io.quotastack.bench.fixture.Customers;
import io.quotastack.bench.fixture.Fixture;
import io.quotastack.bench.fixture.UsageLog;
import io.quotastack.bench.http.Load;
import io.quotastack.bench.report.Figure;

/** {@code POST /v1/usage/batch}: what is accepted in a second, with what the product books meanwhile. */
public final class UsageBatches implements Row {

    private static final int CONNECTIONS = 4;
    private static final int EVENTS = 100;

    private final Customers customers;

    public UsageBatches(Customers customers) {
        this.customers = customers;
    }

    @Override
    public String name() {
        return "batch";
    }

    @Override
    public void measure(Fixture fixture) throws InterruptedException {
        try (var log = new UsageLog(fixture.product())) {
            UsageLog.Mark begin = log.mark();
            long begun = System.nanoTime();
            Load load = fixture.batches(customers, CONNECTIONS, EVENTS);
            // The answers of the warm-up are booked too, but not counted in the load; so the count is a lower bound.
            long booked = log.awaitOutcomes(begin, load.answers() * EVENTS);
            double seconds = (booked - begun) / 1e9;
            double bookedPerSecond = log.recordsSince(begin) / seconds;
            fixture.report()
                    .add(Figure.of("POST /v1/usage/batch of 100, 4 connections, booked", bookedPerSecond, PER_SECOND,
                            fixture.target(atLeast(12_000), atLeast(18_000)), String.format(Locale.ROOT,
                                    "accepted %,.0f events/s; batches: %s", load.perSecond() * EVENTS, load.text())));
        }
    }
}
