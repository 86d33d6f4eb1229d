package io.quotastack.bench.row;

import static io.quotastack.bench.report.Target.Unit.MILLIS;
import static io.quotastack.bench.report.Target.Unit.PER_SECOND;
import static io.quotastack.bench.report.Target.atLeast;
import static io.quotastack.bench.report.Target.atMost;

import io.quotastack.bench.fixture.Customers;
import io.quotastack.bench.fixture.Fixture;
import io.quotastack.bench.http.Load;
import io.quotastack.bench.report.Figure;
import io.quotastack.bench.report.Report;

/** {@code POST /v1/usage}, each answer after the debit is committed. */
public final class UsagePosts implements Row {

    private final Customers customers;

    public UsagePosts(Customers customers) {
        this.customers = customers;
    }

    @Override
    public String name() {
        return "usage";
    }

    @Override
    public void measure(Fixture fixture) throws InterruptedException {
        Report report = fixture.report();
        Load one = fixture.usage(customers, 1);
        report.add(Figure.of("POST /v1/usage, 1 connection, p50", one.p50Millis(), MILLIS, one.text()));
        Load four = fixture.usage(customers, 4);
        report.add(Figure.of("POST /v1/usage, 4 connections, p50", four.p50Millis(), MILLIS,
                fixture.target(atMost(6), atMost(3)), four.text()));
        Load many = fixture.usage(customers, 64);
        report.add(Figure.of("POST /v1/usage, 64 connections, p50", many.p50Millis(), MILLIS,
                fixture.target(atMost(15), atMost(7)), many.text()));
        report.add(Figure.of("POST /v1/usage, 64 connections, rate", many.perSecond(), PER_SECOND,
                fixture.target(atLeast(3_500), atLeast(8_000)), ""));
    }
}
