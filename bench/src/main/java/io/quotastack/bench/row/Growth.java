package io.quotastack.bench.row;

import static io.quotastack.bench.report.Aim.atMost;
import static io.quotastack.bench.report.Aim.Unit.TIMES;

import java.util.Locale;

import io.quotastack.bench.report.Figure;
import io.quotastack.bench.row.KafkaUsage.Rate;
import io.quotastack.bench.scene.Customers;
import io.quotastack.bench.scene.Scene;
import io.quotastack.bench.scene.UsageLog;

/** What a debit costs when there is more of everything. The cost is time: one over the rate at which usage is booked. */
public final class Growth implements Row {

    private static final double FLAT = 1.3;

    @Override
    public String name() {
        return "growth";
    }

    @Override
    public void measure(Scene scene) throws InterruptedException {
        try (var log = new UsageLog(scene.product())) {
            var shallow = new Customers("shallow-", 1);
            var deep = new Customers("deep-", 1);
            scene.grant(shallow, 3);
            scene.grant(deep, scene.scale().deepBlocks());
            compare(scene, log, "a debit's cost, %,d blocks of a customer over 3".formatted(scene.scale().deepBlocks()),
                    shallow, deep);
            var held = new Customers("held-", 1);
            scene.grant(held, scene.scale().deepBlocks());
            scene.hold(held, scene.scale().deepBlocks());
            compare(scene, log, "a debit's cost, %1$,d blocks and %1$,d open holds of a customer over 3 and none"
                    .formatted(scene.scale().deepBlocks()), shallow, held);

            var few = new Customers("few-", 10);
            var wide = new Customers("wide-", scene.scale().wideCustomers());
            scene.grant(few, 1);
            scene.grant(wide, 1);
            compare(scene, log, "a debit's cost, %,d customers over 10".formatted(wide.count()), few, wide);
        }
    }

    private static void compare(Scene scene, UsageLog log, String what, Customers small, Customers large)
            throws InterruptedException {
        long events = scene.scale().events();
        Rate little = Rate.measure(scene, log, small, events);
        Rate much = Rate.measure(scene, log, large, events);
        scene.report().add(Figure.of(what, little.perSecond() / much.perSecond(), TIMES, atMost(FLAT),
                String.format(Locale.ROOT, "%,.0f/s and %,.0f/s; %s and %s", little.perSecond(), much.perSecond(),
                        little.cpuText(), much.cpuText())));
    }
}
