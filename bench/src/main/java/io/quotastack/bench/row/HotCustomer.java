package io.quotastack.bench.row;

import static io.quotastack.bench.postgres.PostgresBaseline.BEHIND_JAVALIN;
import static io.quotastack.bench.report.Target.Unit.MILLIS;
import static io.quotastack.bench.report.Target.Unit.PER_SECOND;
import static io.quotastack.bench.report.Target.atLeast;

import io.quotastack.bench.fixture.Customers;
import io.quotastack.bench.fixture.Fixture;
import io.quotastack.bench.fixture.UsageLog;
import io.quotastack.bench.http.Load;
import io.quotastack.bench.postgres.PostgresFigures;
import io.quotastack.bench.report.Figure;

/** One customer who gets all the usage: over HTTP beside PostgreSQL, from Kafka beside the same usage of many. */
public final class HotCustomer implements Row {

    private static final int CONNECTIONS = 64;

    private final Customers many;
    private final PostgresFigures.Debits postgres;

    public HotCustomer(Customers many, PostgresFigures postgres) {
        this.many = many;
        this.postgres = postgres.hotBehindJavalin();
    }

    @Override
    public String name() {
        return "hot";
    }

    @Override
    public void measure(Fixture fixture) throws InterruptedException {
        Customers one = fixture.newCustomers("hot-", 1);
        fixture.grant(one, 3);
        String what = "one hot customer, POST /v1/usage, %d connections, ".formatted(CONNECTIONS);
        Load hot = fixture.usage(one, CONNECTIONS);
        fixture.add(Figure.of(what + "rate", hot.perSecond(), PER_SECOND, hot.disturbance(), hot.text())
                .beside(BEHIND_JAVALIN, postgres.perSecond()).aimOfRatio(atLeast(3)));
        fixture.add(Figure.of(what + "p50", hot.p50Millis(), MILLIS, hot.disturbance(), "")
                .beside(BEHIND_JAVALIN, postgres.p50Millis()));
        try (var log = new UsageLog(fixture.product())) {
            String warmUp = Rate.warmUp(fixture, log, many);
            Rate spreadRate = Rate.measure(fixture, log, many, fixture.scale().events());
            Rate hotRate = Rate.measure(fixture, log, one, fixture.scale().events());
            fixture.add(Figure.of("one hot customer, usage from Kafka", hotRate.perSecond(), PER_SECOND,
                    hotRate.disturbance().and(spreadRate.disturbance()), hotRate.text() + ", " + warmUp)
                    .beside("many customers", spreadRate.perSecond()));
        }
    }
}
