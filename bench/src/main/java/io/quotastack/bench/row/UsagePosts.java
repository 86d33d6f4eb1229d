package io.quotastack.bench.row;

import static io.quotastack.bench.postgres.PostgresBaseline.BEHIND_JAVALIN;
import static io.quotastack.bench.report.Target.Unit.MILLIS;
import static io.quotastack.bench.report.Target.Unit.PER_SECOND;
import static io.quotastack.bench.report.Target.atLeast;
import static io.quotastack.bench.report.Target.atMost;

import io.quotastack.bench.fixture.Customers;
import io.quotastack.bench.fixture.Fixture;
import io.quotastack.bench.http.Load;
import io.quotastack.bench.postgres.PostgresFigures;
import io.quotastack.bench.report.Figure;

/** {@code POST /v1/usage}, beside the same requests to a stored procedure in PostgreSQL behind the same HTTP server. */
public final class UsagePosts implements Row {

    private final Customers customers;
    private final PostgresFigures postgres;

    public UsagePosts(Customers customers, PostgresFigures postgres) {
        this.customers = customers;
        this.postgres = postgres;
    }

    @Override
    public String name() {
        return "usage";
    }

    @Override
    public void measure(Fixture fixture) throws InterruptedException {
        Load one = fixture.usage(customers, 1);
        fixture.add(p50(one, 1).aim(atMost(1)));
        fixture.add(rate(one, 1));
        Load four = fixture.usage(customers, 4);
        fixture.add(p50(four, 4).aim(atMost(2)));
        fixture.add(rate(four, 4));
        Load many = fixture.usage(customers, 64);
        fixture.add(p50(many, 64).aim(atMost(10)));
        fixture.add(rate(many, 64).aimOfRatio(atLeast(1).then(1.5)));
    }

    private Figure p50(Load load, int connections) {
        return Figure.of(what(connections) + ", p50", load.p50Millis(), MILLIS, load.disturbance(), load.text())
                .beside(BEHIND_JAVALIN, postgres.behindJavalin(connections).p50Millis());
    }

    private Figure rate(Load load, int connections) {
        return Figure.of(what(connections) + ", rate", load.perSecond(), PER_SECOND, load.disturbance(), "")
                .beside(BEHIND_JAVALIN, postgres.behindJavalin(connections).perSecond());
    }

    private static String what(int connections) {
        return "POST /v1/usage, %d connection%s".formatted(connections, connections == 1 ? "" : "s");
    }
}
