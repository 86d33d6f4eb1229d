package io.quotastack.bench.row;

import static io.quotastack.bench.report.Aim.Unit.MILLIS;
import static io.quotastack.bench.report.Aim.Unit.PER_SECOND;

import io.quotastack.bench.http.Load;
import io.quotastack.bench.report.Figure;
import io.quotastack.bench.scene.Customers;
import io.quotastack.bench.scene.Scene;

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
    public void measure(Scene scene) throws InterruptedException {
        for (int connections : new int[] {4, 64}) {
            Load plain = scene.usage(customers, connections);
            Load pairs = scene.reservations(customers, connections);
            String what = "reserve + commit, %d connections, ".formatted(connections);
            scene.report().add(Figure.of(what + "pairs", pairs.perSecond(), PER_SECOND,
                    "plain usage: " + plain.text()));
            scene.report().add(Figure.of(what + "p50 of a pair", pairs.p50Millis(), MILLIS, pairs.text()));
        }
    }
}
