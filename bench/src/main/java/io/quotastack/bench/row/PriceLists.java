package io.quotastack.bench.row;

import static io.quotastack.bench.report.Target.Unit.MILLIS;
import static io.quotastack.bench.report.Target.Unit.SECONDS;
import static io.quotastack.bench.report.Target.atMost;

import io.quotastack.bench.fixture.Customers;
import io.quotastack.bench.fixture.Fixture;
import io.quotastack.bench.http.Load;
import io.quotastack.bench.machine.OtherProcesses;
import io.quotastack.bench.report.Figure;

/** {@code POST /v1/usage} of a metric whose rule is a list of prices by dimension, beside one that has a single price. */
public final class PriceLists implements Row {

    private static final int CONNECTIONS = 4;
    /** The most that a rule may have. */
    private static final int PRICES = 5_000;

    private final Customers customers;

    public PriceLists(Customers customers) {
        this.customers = customers;
    }

    @Override
    public String name() {
        return "prices";
    }

    @Override
    public void measure(Fixture fixture) throws InterruptedException {
        OtherProcesses.Count others = fixture.others().count();
        long begun = System.nanoTime();
        String listedMetric = fixture.newPriceList(PRICES);
        fixture.add(Figure.of("POST /v1/metering-rules with %,d prices".formatted(PRICES),
                (System.nanoTime() - begun) / 1e9, SECONDS, others.disturbance(), "with its metric"));
        String priced = fixture.newPriceOfMonth();
        // The very same events, in turns whose order changes, since a later one meets more data.
        Load plain = usage(fixture, priced);
        Load listed = usage(fixture, listedMetric);
        Load listedAgain = usage(fixture, listedMetric);
        Load plainAgain = usage(fixture, priced);
        fixture.add(Figure
                .of("POST /v1/usage by a list of %,d prices, %d connections, p50".formatted(PRICES, CONNECTIONS),
                        (listed.p50Millis() + listedAgain.p50Millis()) / 2, MILLIS,
                        listed.disturbance().and(listedAgain.disturbance()).and(plain.disturbance())
                                .and(plainAgain.disturbance()),
                        listed.text())
                .beside("by one price", (plain.p50Millis() + plainAgain.p50Millis()) / 2).aimOfRatio(atMost(1.1)));
    }

    private Load usage(Fixture fixture, String metric) throws InterruptedException {
        return fixture.usageOfModel(customers, CONNECTIONS, metric, PRICES - 1);
    }
}
