package io.quotastack.bench.row;

import static io.quotastack.bench.report.Target.Unit.PERCENT;
import static io.quotastack.bench.report.Target.Unit.PER_SECOND;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.locks.LockSupport;

import io.quotastack.bench.fixture.Customers;
import io.quotastack.bench.fixture.Fixture;
import io.quotastack.bench.fixture.LedgerLog;
import io.quotastack.bench.process.Cpu;
import io.quotastack.bench.report.Figure;

/** Accounts that wait for a block's expiry: what they cost while they wait, and how fast all are booked when all are due. */
public final class Timers implements Row {

    private static final int SAMPLE = 2_000;
    /** The sample is small and the machine shared: the rest is given this many times as long. */
    private static final double MARGIN = 1.5;

    @Override
    public String name() {
        return "timers";
    }

    @Override
    public void measure(Fixture fixture) throws InterruptedException {
        long count = fixture.scale().timers();
        Duration idle = fixture.scale().measured();
        double without = idlePercent(fixture, idle);
        var waiting = new Customers("timer-", count);
        Instant due = Instant.now().plus(timeToGrant(fixture, count)).plus(idle).truncatedTo(ChronoUnit.SECONDS);
        fixture.report().progress("granting %,d blocks that expire at %s…".formatted(count, due));
        fixture.grantUntil(waiting, due);
        if (Instant.now().plus(idle).isAfter(due)) {
            throw new IllegalStateException("granting took too long, blocks expire already; take fewer --timers");
        }
        fixture.report().add(Figure.of("idle, %,d timers pending, share of one core".formatted(count),
                idlePercent(fixture, idle), PERCENT, "without them %.1f %%".formatted(without)));
        try (var ledger = new LedgerLog(fixture.product())) {
            waitUntil(due);
            long begun = System.nanoTime();
            var cpu = new Cpu(fixture.product().handle());
            double seconds = (ledger.awaitEntries(count) - begun) / 1e9;
            fixture.report().add(Figure.of("%,d expiries due at one instant, booked".formatted(count), count / seconds,
                    PER_SECOND, "all after %.1f s, %.0f µs of CPU each".formatted(seconds,
                            cpu.product().toNanos() / 1e3 / count)));
        }
    }

    private static double idlePercent(Fixture fixture, Duration time) {
        var cpu = new Cpu(fixture.product().handle());
        waitUntil(Instant.now().plus(time));
        return 100.0 * cpu.product().toNanos() / time.toNanos();
    }

    private static Duration timeToGrant(Fixture fixture, long count) throws InterruptedException {
        long begun = System.nanoTime();
        fixture.grantUntil(new Customers("sample-", SAMPLE), Instant.now().plus(Duration.ofDays(30)));
        return Duration.ofNanos((long) ((System.nanoTime() - begun) * MARGIN * count / SAMPLE));
    }

    private static void waitUntil(Instant time) {
        for (Duration left = Duration.between(Instant.now(), time); left.isPositive();) {
            LockSupport.parkNanos(left.toNanos());
            left = Duration.between(Instant.now(), time);
        }
    }
}
