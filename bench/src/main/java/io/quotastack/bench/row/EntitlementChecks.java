package io.quotastack.bench.row;

import static io.quotastack.bench.report.Target.Unit.MILLIS;
import static io.quotastack.bench.report.Target.Unit.PER_SECOND;
import static io.quotastack.bench.report.Target.atLeast;
import static io.quotastack.bench.report.Target.atMost;

import java.util.Map;

import io.quotastack.bench.fixture.Customers;
import io.quotastack.bench.fixture.Fixture;
import io.quotastack.bench.http.Load;
import io.quotastack.bench.machine.Disturbance;
import io.quotastack.bench.process.HelloWorld;
import io.quotastack.bench.process.ServerProcess;
import io.quotastack.bench.report.Figure;

/** An entitlement check beside the least that the HTTP server can do, with the same client on the same machine. */
public final class EntitlementChecks implements Row {

    private static final int CONNECTIONS = 16;
    private static final String HELLO = "Javalin's hello world";

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
        try (ServerProcess bare = ServerProcess.start(HelloWorld.class, Map.of())) {
            hello = fixture.get(bare.uri(), HelloWorld.PATH, CONNECTIONS);
        }
        Load checks = fixture.entitlements(customers, CONNECTIONS);
        Disturbance disturbance = checks.disturbance().and(hello.disturbance());
        fixture.add(Figure.of("entitlement checks, 16 connections, rate", checks.perSecond(), PER_SECOND, disturbance,
                checks.text()).beside(HELLO, hello.perSecond()).aimOfRatio(atLeast(0.6)));
        fixture.add(Figure.of("entitlement checks, 16 connections, p50", checks.p50Millis(), MILLIS, disturbance, "")
                .beside(HELLO, hello.p50Millis()).aim(atMost(0.5)));
    }
}
