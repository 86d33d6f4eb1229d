package io.quotastack.bench.row;

import static io.quotastack.bench.report.Target.Unit.MILLIS;
import static io.quotastack.bench.report.Target.Unit.PER_SECOND;
import static io.quotastack.bench.report.Target.atLeast;

import io.quotastack.bench.fixture.Customers;
import io.quotastack.bench.fixture.Fixture;
import io.quotastack.bench.http.Load;
import io.quotastack.bench.machine.Disturbance;
import io.quotastack.bench.report.Figure;

/** A hold and its commit, beside a plain debit: a pair is two decisions, one after the other. */
public final class Reservations implements Row {

    private static final int MANY = 64;

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
        for (int connections : new int[] {4, MANY}) {
            Load plain = fixture.usage(customers, connections);
            Load pairs = fixture.reservations(customers, connections);
            Disturbance disturbance = plain.disturbance().and(pairs.disturbance());
            String what = "reserve + commit, %d connections, ".formatted(connections);
            Figure rate = Figure.of(what + "pairs", pairs.perSecond(), PER_SECOND, disturbance, pairs.text())
                    .beside("debits", plain.perSecond());
            fixture.add(connections == MANY ? rate.aimOfRatio(atLeast(0.6)) : rate);
            fixture.add(Figure.of(what + "p50 of a pair", pairs.p50Millis(), MILLIS, disturbance, "")
                    .beside("a debit", plain.p50Millis()));
        }
    }
}
