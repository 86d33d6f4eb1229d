package io.quotastack.bench.row;

import static io.quotastack.bench.report.Target.Unit.TIMES;
import static io.quotastack.bench.report.Target.atMost;

import io.quotastack.bench.fixture.Customers;
import io.quotastack.bench.fixture.Fixture;
import io.quotastack.bench.fixture.UsageLog;
import io.quotastack.bench.report.Figure;

/** What a debit costs when there is more of everything. The cost is time: one over the rate at which usage is booked. */
public final class Growth implements Row {

    private static final double FLAT = 1.3;
    /** As much as waits in Kafka at once while entries are made. */
    private static final long ENTRIES_AT_ONCE = 500_000;
    private static final long POPULATION = 10_000;

    @Override
    public String name() {
        return "growth";
    }

    @Override
    public boolean repeated() {
        return false;
    }

    @Override
    public void measure(Fixture fixture) throws InterruptedException {
        try (var log = new UsageLog(fixture.product())) {
            measureEntries(fixture, log);
            measureBlocks(fixture, log);
            measureCustomers(fixture, log);
        }
    }

    private static void measureEntries(Fixture fixture, UsageLog log) throws InterruptedException {
        long entries = fixture.scale().manyEntries();
        Customers customers = fixture.newCustomers("entries-", Math.min(POPULATION, entries));
        fixture.grant(customers, 3);
        String warmUp = Rate.warmUp(fixture, log, customers);
        Rate before = measure(fixture, log, customers);
        for (long made = 0; made < entries; made += ENTRIES_AT_ONCE) {
            long some = Math.min(ENTRIES_AT_ONCE, entries - made);
            Rate rate = Rate.measure(fixture, log, customers, some);
            fixture.report().progress("%,d more entries: %s".formatted(made + some, rate.text()));
        }
        Rate after = measure(fixture, log, customers);
        add(fixture, "a debit's cost, after %,d more entries over before (%s)".formatted(entries, warmUp), before,
                after);
    }

    private static void measureBlocks(Fixture fixture, UsageLog log) throws InterruptedException {
        long blocks = fixture.scale().deepBlocks();
        Customers shallow = fixture.newCustomers("shallow-", 1);
        fixture.grant(shallow, 3);
        Customers deep = fixture.newCustomers("deep-", 1);
        fixture.grant(deep, blocks);
        Customers held = fixture.newCustomers("held-", 1);
        fixture.grant(held, blocks);
        fixture.reservation(held, blocks);
        Rate.warmUp(fixture, log, shallow);
        Rate of3 = measure(fixture, log, shallow);
        add(fixture, "a debit's cost, %,d blocks of a customer over 3".formatted(blocks), of3,
                measure(fixture, log, deep));
        add(fixture, "a debit's cost, %1$,d blocks and %1$,d open holds of a customer over 3 and none"
                .formatted(blocks), of3, measure(fixture, log, held));
    }

    private static void measureCustomers(Fixture fixture, UsageLog log) throws InterruptedException {
        Customers few = fixture.newCustomers("few-", 10);
        fixture.grant(few, 1);
        Customers wide = fixture.newCustomers("wide-", fixture.scale().wideCustomers());
        fixture.grant(wide, 1);
        Rate.warmUp(fixture, log, few);
        Rate of10 = measure(fixture, log, few);
        add(fixture, "a debit's cost, %,d customers over 10".formatted(wide.count()), of10,
                measure(fixture, log, wide));
    }

    private static Rate measure(Fixture fixture, UsageLog log, Customers customers) throws InterruptedException {
        return Rate.measure(fixture, log, customers, fixture.scale().events());
    }

    private static void add(Fixture fixture, String what, Rate little, Rate much) {
        fixture.add(Figure.of(what, little.perSecond() / much.perSecond(), TIMES,
                little.disturbance().and(much.disturbance()), little.text() + ", and then " + much.text())
                .aim(atMost(FLAT)));
    }
}
