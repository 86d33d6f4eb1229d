package io.quotastack.bench.row;

import static io.quotastack.bench.report.Aim.Unit.PERCENT;
import static io.quotastack.bench.report.Aim.Unit.PER_SECOND;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.locks.LockSupport;

import io.quotastack.bench.process.Cpu;
import io.quotastack.bench.report.Figure;
import io.quotastack.bench.scene.Customers;
import io.quotastack.bench.scene.LedgerLog;
import io.quotastack.bench.scene.Scene;

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
    public void measure(Scene scene) throws InterruptedException {
        long count = scene.scale().timers();
        Duration idle = scene.scale().measured();
        double without = idlePercent(scene, idle);
        var waiting = new Customers("timer-", count);
        Instant due = Instant.now().plus(timeToGrant(scene, count)).plus(idle).truncatedTo(ChronoUnit.SECONDS);
        scene.report().progress("granting %,d blocks that expire at %s…".formatted(count, due));
        scene.grantUntil(waiting, due);
        if (Instant.now().plus(idle).isAfter(due)) {
            throw new IllegalStateException("granting took too long, blocks expire already; take fewer --timers");
        }
        scene.report().add(Figure.of("idle, %,d timers pending, share of one core".formatted(count),
                idlePercent(scene, idle), PERCENT, "without them %.1f %%".formatted(without)));
        try (var ledger = new LedgerLog(scene.product())) {
            waitUntil(due);
            long begun = System.nanoTime();
            var cpu = new Cpu(scene.product().handle());
            double seconds = (ledger.awaitEntries(count) - begun) / 1e9;
            scene.report().add(Figure.of("%,d expiries due at one instant, booked".formatted(count), count / seconds,
                    PER_SECOND, "all after %.1f s, %.0f µs of CPU each".formatted(seconds,
                            cpu.product().toNanos() / 1e3 / count)));
        }
    }

    private static double idlePercent(Scene scene, Duration time) {
        var cpu = new Cpu(scene.product().handle());
        waitUntil(Instant.now().plus(time));
        return 100.0 * cpu.product().toNanos() / time.toNanos();
    }

    private static Duration timeToGrant(Scene scene, long count) throws InterruptedException {
        long begun = System.nanoTime();
        scene.grantUntil(new Customers("sample-", SAMPLE), Instant.now().plus(Duration.ofDays(30)));
        return Duration.ofNanos((long) ((System.nanoTime() - begun) * MARGIN * count / SAMPLE));
    }

    private static void waitUntil(Instant time) {
        for (Duration left = Duration.between(Instant.now(), time); left.isPositive();) {
            LockSupport.parkNanos(left.toNanos());
            left = Duration.between(Instant.now(), time);
        }
    }
}
