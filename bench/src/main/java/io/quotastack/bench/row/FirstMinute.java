package io.quotastack.bench.row;

import static io.quotastack.bench.report.Target.Unit.MILLIS;
import static io.quotastack.bench.report.Target.Unit.PER_SECOND;
import static io.quotastack.bench.report.Target.atLeast;

import io.quotastack.bench.fixture.Customers;
import io.quotastack.bench.fixture.Fixture;
import io.quotastack.bench.http.Load;
import io.quotastack.bench.machine.Disturbance;
import io.quotastack.bench.report.Figure;

/** {@code POST /v1/usage} from the first request after a start on, beside the same when its rate is steady. */
public final class FirstMinute implements Row {

    /** What {@code --only} calls it. */
    public static final String NAME = "first-minute";

    private static final int CONNECTIONS = 64;

    private final Customers customers;

    public FirstMinute(Customers customers) {
        this.customers = customers;
    }

    @Override
    public String name() {
        return NAME;
    }

    /** Of a product that has just started and served nothing yet. */
    @Override
    public void measure(Fixture fixture) throws InterruptedException {
        Load first = fixture.firstUsage(customers, CONNECTIONS);
        Load warm = fixture.usage(customers, CONNECTIONS);
        Disturbance disturbance = first.disturbance().and(warm.disturbance());
        String what = "POST /v1/usage, 64 connections, the first %d s after a start, "
                .formatted(fixture.scale().firstMinute().toSeconds());
        fixture.add(Figure.of(what + "rate", first.perSecond(), PER_SECOND, disturbance,
                first.text() + "; warm: " + warm.text())
                .beside("warm", warm.perSecond()).aimOfRatio(atLeast(0.7)));
        fixture.add(Figure.of(what + "p50", first.p50Millis(), MILLIS, disturbance, "")
                .beside("warm", warm.p50Millis()));
    }
}
