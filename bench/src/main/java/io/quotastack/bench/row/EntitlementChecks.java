package io.quotastack.bench.row;

import static io.quotastack.bench.report.Target.Unit.MILLIS;
import static io.quotastack.bench.report.Target.Unit.PER_SECOND;
import static io.quotastack.bench.report.Target.atLeast;
import static io.quotastack.bench.report.Target.atMost;

import io.quotastack.bench.fixture.Customers;
import io.quotastack.bench.fixture.Fixture;
import io.quotastack.bench.http.Load;
import io.quotastack.bench.process.HelloWorld;
import io.quotastack.bench.report.Figure;

/** An entitlement check beside the least that the HTTP server can do, with the same client on the same machine. */
public final class EntitlementChecks implements Row {

    private static final int CONNECTIONS = 16;
    private static final double SHARE_OF_HELLO = 0.6;

    private final Customers customers;

    public EntitlementChecks(Customers customers) {
        this.customers = customers;
    }

    @Override
    public String name() {
        return "entitlements";
    }

    @Override
    public void measure(Fixture fixture) throws InterruptedException {
        Load hello;
        try (HelloWorld bare = HelloWorld.start()) {
            fixture.get(bare.server(), HelloWorld.PATH, CONNECTIONS);
            hello = fixture.get(bare.server(), HelloWorld.PATH, CONNECTIONS);
        }
        fixture.entitlements(customers, CONNECTIONS);
        Load checks = fixture.entitlements(customers, CONNECTIONS);
        fixture.report().add(Figure.of("entitlement checks, 16 connections", checks.perSecond(), PER_SECOND,
                atLeast(SHARE_OF_HELLO * hello.perSecond()), "Javalin's hello world: " + hello.text()));
        fixture.report()
                .add(Figure.of("entitlement checks, 16 connections, p50", checks.p50Millis(), MILLIS, atMost(0.5),
                        checks.text()));
    }
}
