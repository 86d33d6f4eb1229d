package io.quotastack.bench.row;

import static io.quotastack.bench.report.Target.Unit.MILLIS;
import static io.quotastack.bench.report.Target.Unit.PER_SECOND;

import io.quotastack.bench.fixture.Customers;
import io.quotastack.bench.fixture.Fixture;
import io.quotastack.bench.http.Load;
import io.quotastack.bench.report.Figure;

/** A hold and its commit, beside a plain debit: a pair is two committed decisions, one after the other. */
public final class Reservations implements Row {

    private final Customers customers;

    public Reservations(Customers customers) {
        this.customers = customers;
    }

    @Override
    public String name() {
        return "reservations";
    }

    @Override
    public void measure(Fixture fixture) throws InterruptedException {
        for (int connections : new int[] {4, 64}) {
            Load plain = fixture.usage(customers, connections);
            Load pairs = fixture.reservations(customers, connections);
            String what = "reserve + commit, %d connections, ".formatted(connections);
            fixture.report().add(Figure.of(what + "pairs", pairs.perSecond(), PER_SECOND,
                    "plain usage: " + plain.text()));
            fixture.report().add(Figure.of(what + "p50 of a pair", pairs.p50Millis(), MILLIS, pairs.text()));
        }
    }
}
