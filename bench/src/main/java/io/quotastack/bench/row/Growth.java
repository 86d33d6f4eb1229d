package io.quotastack.bench.row;

import static io.quotastack.bench.report.Target.Unit.TIMES;
import static io.quotastack.bench.report.Target.atMost;

import java.util.Locale;

import io.quotastack.bench.fixture.Customers;
import io.quotastack.bench.fixture.Fixture;
import io.quotastack.bench.fixture.UsageLog;
import io.quotastack.bench.report.Figure;
import io.quotastack.bench.row.KafkaUsage.Rate;

/** What a debit costs when there is more of everything. The cost is time: one over the rate at which usage is booked. */
public final class Growth implements Row {

    private static final double FLAT = 1.3;

    @Override
    public String name() {
        return "growth";
    }

    @Override
    public void measure(Fixture fixture) throws InterruptedException {
        try (var log = new UsageLog(fixture.product())) {
            var shallow = new Customers("shallow-", 1);
            var deep = new Customers("deep-", 1);
            fixture.grant(shallow, 3);
            fixture.grant(deep, fixture.scale().deepBlocks());
            compare(fixture, log,
                    "a debit's cost, %,d blocks of a customer over 3".formatted(fixture.scale().deepBlocks()),
                    shallow, deep);
            var held = new Customers("held-", 1);
            fixture.grant(held, fixture.scale().deepBlocks());
            fixture.reservation(held, fixture.scale().deepBlocks());
            compare(fixture, log, "a debit's cost, %1$,d blocks and %1$,d open holds of a customer over 3 and none"
                    .formatted(fixture.scale().deepBlocks()), shallow, held);

            var few = new Customers("few-", 10);
            var wide = new Customers("wide-", fixture.scale().wideCustomers());
            fixture.grant(few, 1);
            fixture.grant(wide, 1);
            compare(fixture, log, "a debit's cost, %,d customers over 10".formatted(wide.count()), few, wide);
        }
    }

    private static void compare(Fixture fixture, UsageLog log, String what, Customers small, Customers large)
            throws InterruptedException {
        long events = fixture.scale().events();
        Rate little = Rate.measure(fixture, log, small, events);
        Rate much = Rate.measure(fixture, log, large, events);
        fixture.report().add(Figure.of(what, little.perSecond() / much.perSecond(), TIMES, atMost(FLAT),
                String.format(Locale.ROOT, "%,.0f/s and %,.0f/s; %s and %s", little.perSecond(), much.perSecond(),
                        little.cpuText(), much.cpuText())));
    }
}
