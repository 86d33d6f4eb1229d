package io.quotastack.bench.row;

import static io.quotastack.bench.report.Target.Unit.MILLIS;
import static io.quotastack.bench.report.Target.Unit.PER_SECOND;
import static io.quotastack.bench.report.Target.atLeast;
import static io.quotastack.bench.report.Target.atMost;

import io.quotastack.bench.fixture.Customers;
import io.quotastack.bench.fixture.Fixture;
import io.quotastack.bench.http.Load;
import io.quotastack.bench.report.Figure;

/** {@code POST /v1/usage} of three lines beside the same of one metric, one right after the other. */
public final class UsageOfLines implements Row {

    private static final double MOST_TIMES = 1.5;
    private static final int ONE = 1;
    private static final int MANY = 64;

    private final Customers customers;

    public UsageOfLines(Customers customers) {
        this.customers = customers;
    }

    @Override
    public String name() {
        return "lines";
    }

    @Override
    public void measure(Fixture fixture) throws InterruptedException {
        Load plain = fixture.usage(customers, ONE);
        Load lines = fixture.usageOfLines(customers, ONE);
        fixture.add(Figure.of("POST /v1/usage of three lines, 1 connection, p50", lines.p50Millis(), MILLIS,
                lines.disturbance().and(plain.disturbance()), lines.text())
                .beside("one metric", plain.p50Millis()).aimOfRatio(atMost(MOST_TIMES)));
        Load manyPlain = fixture.usage(customers, MANY);
        Load manyLines = fixture.usageOfLines(customers, MANY);
        fixture.add(Figure.of("POST /v1/usage of three lines, 64 connections, rate", manyLines.perSecond(), PER_SECOND,
                manyLines.disturbance().and(manyPlain.disturbance()), manyLines.text())
                .beside("one metric", manyPlain.perSecond()).aimOfRatio(atLeast(1 / MOST_TIMES)));
    }
}
