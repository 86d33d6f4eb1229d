package io.quotastack.bench.row;

import static io.quotastack.bench.report.Target.Unit.PER_SECOND;
import static io.quotastack.bench.report.Target.atLeast;

import io.quotastack.bench.fixture.Customers;
import io.quotastack.bench.fixture.Fixture;
import io.quotastack.bench.fixture.UsageLog;
import io.quotastack.bench.http.Load;
import io.quotastack.bench.report.Figure;
import io.quotastack.bench.row.KafkaUsage.Rate;

/** One customer who gets all the usage, beside the same usage of many. */
public final class HotCustomer implements Row {

    private static final double SHARE_OF_MANY = 0.7;
    private static final int CONNECTIONS = 64;

    private final Customers many;

    public HotCustomer(Customers many) {
        this.many = many;
    }

    @Override
    public String name() {
        return "hot";
    }

    @Override
    public void measure(Fixture fixture) throws InterruptedException {
        var one = new Customers("hot-", 1);
        fixture.grant(one, 3);
        Load spread = fixture.usage(many, CONNECTIONS);
        Load hot = fixture.usage(one, CONNECTIONS);
        fixture.report().add(Figure.of("one hot customer, POST /v1/usage, 64 connections", hot.perSecond(), PER_SECOND,
                atLeast(SHARE_OF_MANY * spread.perSecond()), "of many customers: " + spread.text()));
        try (var log = new UsageLog(fixture.product())) {
            Rate spreadRate = Rate.measure(fixture, log, many, fixture.scale().events());
            Rate hotRate = Rate.measure(fixture, log, one, fixture.scale().events());
            fixture.report().add(Figure.of("one hot customer, usage from Kafka", hotRate.perSecond(), PER_SECOND,
                    atLeast(SHARE_OF_MANY * spreadRate.perSecond()),
                    "of many customers: %,.0f/s".formatted(spreadRate.perSecond())));
        }
    }
}
