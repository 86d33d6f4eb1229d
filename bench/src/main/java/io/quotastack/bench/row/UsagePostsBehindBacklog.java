package io.quotastack.bench.row;

import static io.quotastack.bench.report.Target.Unit.MILLIS;
import static io.quotastack.bench.report.Target.atMost;

import java.util.Locale;

import io.quotastack.bench.fixture.Customers;
import io.quotastack.bench.fixture.Fixture;
import io.quotastack.bench.fixture.UsageLog;
import io.quotastack.bench.http.Load;
import io.quotastack.bench.report.Figure;

/** {@code POST /v1/usage} while a backlog of usage waits in Kafka: one must not starve the other. */
public final class UsagePostsBehindBacklog implements Row {

    private static final int CONNECTIONS = 4;

    private final Customers customers;

    public UsagePostsBehindBacklog(Customers customers) {
        this.customers = customers;
    }

    @Override
    public String name() {
        return "backlog";
    }

    @Override
    public void measure(Fixture fixture) throws InterruptedException {
        long waiting = fixture.scale().waiting();
        Load idle = fixture.usage(customers, CONNECTIONS);
        try (var log = new UsageLog(fixture.product())) {
            UsageLog.Mark begin = log.mark();
            fixture.report().progress("putting %,d usage records into Kafka…".formatted(waiting));
            log.produce(customers, waiting);
            Load busy = fixture.usage(customers, CONNECTIONS);
            boolean stillWaiting = log.mark().offsetsSince(begin) < waiting;
            fixture.add(Figure.of("POST /v1/usage with a backlog in Kafka, 4 connections, p50", busy.p50Millis(),
                    MILLIS, busy.disturbance().and(idle.disturbance()),
                    String.format(Locale.ROOT, "%,d waiting%s; %s", waiting,
                            stillWaiting ? "" : " at first, none at the end (choose more with --waiting)", busy.text()))
                    .beside("without", idle.p50Millis()).aimOfRatio(atMost(2)));
            fixture.report().progress("waiting until the backlog is booked…");
            log.awaitOutcomes(begin, waiting);
        }
    }
}
