package io.quotastack.bench.row;

import static io.quotastack.bench.report.Target.Unit.PER_SECOND;
import static io.quotastack.bench.report.Target.atLeast;

import io.quotastack.bench.fixture.Customers;
import io.quotastack.bench.fixture.Fixture;
import io.quotastack.bench.fixture.UsageLog;
import io.quotastack.bench.postgres.PostgresFigures;
import io.quotastack.bench.report.Figure;

/** Usage from Kafka in Avro, beside the most that PostgreSQL booked in any way. */
public final class KafkaUsage implements Row {

    private final Customers customers;
    private final PostgresFigures postgres;

    public KafkaUsage(Customers customers, PostgresFigures postgres) {
        this.customers = customers;
        this.postgres = postgres;
    }

    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public void measure(Fixture fixture) throws InterruptedException {
        try (var log = new UsageLog(fixture.product())) {
            long events = fixture.scale().events();
            String warmUp = Rate.warmUp(fixture, log, customers);
            Rate rate = Rate.measure(fixture, log, customers, events);
            fixture.add(Figure.of("usage from Kafka, intake to booked", rate.perSecond(), PER_SECOND,
                    rate.disturbance(), "%,d events, %s, %s".formatted(events, rate.text(), warmUp))
                    .beside("PostgreSQL's best", postgres.best()).aimOfRatio(atLeast(1.5).then(2)));
        }
    }
}
