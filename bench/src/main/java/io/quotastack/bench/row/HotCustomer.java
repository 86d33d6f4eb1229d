package io.quotastack.bench.row;

import static io.quotastack.bench.report.Aim.atLeast;
import static io.quotastack.bench.report.Aim.Unit.PER_SECOND;

import io.quotastack.bench.http.Load;
import io.quotastack.bench.report.Figure;
import io.quotastack.bench.row.KafkaUsage.Rate;
import io.quotastack.bench.scene.Customers;
import io.quotastack.bench.scene.Scene;
import io.quotastack.bench.scene.UsageLog;

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
    public void measure(Scene scene) throws InterruptedException {
        var one = new Customers("hot-", 1);
        scene.grant(one, 3);
        Load spread = scene.usage(many, CONNECTIONS);
        Load hot = scene.usage(one, CONNECTIONS);
        scene.report().add(Figure.of("one hot customer, POST /v1/usage, 64 connections", hot.perSecond(), PER_SECOND,
                atLeast(SHARE_OF_MANY * spread.perSecond()), "of many customers: " + spread.text()));
        try (var log = new UsageLog(scene.product())) {
            Rate spreadRate = Rate.measure(scene, log, many, scene.scale().events());
            Rate hotRate = Rate.measure(scene, log, one, scene.scale().events());
            scene.report().add(Figure.of("one hot customer, usage from Kafka", hotRate.perSecond(), PER_SECOND,
                    atLeast(SHARE_OF_MANY * spreadRate.perSecond()),
                    "of many customers: %,.0f/s".formatted(spreadRate.perSecond())));
        }
    }
}
