package io.quotastack.bench.row;

import static io.quotastack.bench.report.Target.Unit.COUNT;
import static io.quotastack.bench.report.Target.Unit.PER_SECOND;
import static io.quotastack.bench.report.Target.atLeast;
import static io.quotastack.bench.report.Target.atMost;

import java.util.Locale;

import io.quotastack.bench.fixture.Customers;
import io.quotastack.bench.fixture.Fixture;
import io.quotastack.bench.fixture.UsageLog;
import io.quotastack.bench.http.Load;
import io.quotastack.bench.machine.Disturbance;
import io.quotastack.bench.machine.OtherProcesses;
import io.quotastack.bench.postgres.PostgresFigures;
import io.quotastack.bench.report.Figure;

/** {@code POST /v1/usage/batch}: what is accepted in a second, with what the product books meanwhile. */
public final class UsageBatches implements Row {

    private static final int CONNECTIONS = 4;
    private static final int EVENTS = 100;
    private static final int OVERLOADED = 503;

    private final Customers customers;
    private final PostgresFigures postgres;

    public UsageBatches(Customers customers, PostgresFigures postgres) {
        this.customers = customers;
        this.postgres = postgres;
    }

    @Override
    public String name() {
        return "batch";
    }

    @Override
    public void measure(Fixture fixture) throws InterruptedException {
        try (var log = new UsageLog(fixture.product())) {
            OtherProcesses.Count others = fixture.others().count();
            UsageLog.Mark begin = log.mark();
            long begun = System.nanoTime();
            Load load = fixture.batches(customers, CONNECTIONS, EVENTS);
            // What was accepted while it warmed up is booked too; so the wait is for no fewer than these.
            long booked = log.awaitOutcomes(begin, load.answers() * EVENTS);
            Disturbance disturbance = others.disturbance();
            double bookedPerSecond = log.recordsSince(begin) / ((booked - begun) / 1e9);
            String what = "POST /v1/usage/batch of 100, 4 connections, ";
            fixture.add(Figure.of(what + "booked", bookedPerSecond, PER_SECOND, disturbance,
                    String.format(Locale.ROOT, "from the first to the last; accepted %,.0f events/s; batches: %s",
                            load.perSecond() * EVENTS, load.text()))
                    .beside("PostgreSQL's best", postgres.best()).aimOfRatio(atLeast(1.2)));
            fixture.add(Figure.of(what + "answers 503", load.others().getOrDefault(OVERLOADED, 0L), COUNT,
                    load.disturbance(), "").aim(atMost(0)));
        }
    }
}
