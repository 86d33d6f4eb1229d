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
import io.quotastack.bench.machine.Cpu;
import io.quotastack.bench.machine.Disturbance;
import io.quotastack.bench.machine.OtherProcesses;
import io.quotastack.bench.report.Figure;

/** Accounts that wait for a block's expiry: what they cost while they wait, and how fast all are booked when all are due. */
public final class Timers implements Row {

    private static final int SAMPLE = 2_000;
    /** The sample is small and the machine shared: the rest is given this many times as long. */
    private static final double MARGIN = 2;
    /** For what takes as long whatever the number, and for the seconds that are cut off. */
    private static final Duration LATITUDE = Duration.ofSeconds(5);

    @Override
    public String name() {
        return "timers";
    }

    @Override
    public boolean repeated() {
        return false;
    }

    @Override
    public void measure(Fixture fixture) throws InterruptedException {
        long count = fixture.scale().timers();
        Duration idle = fixture.scale().measured();
        Rest without = Rest.measure(fixture, idle);
        Customers waiting = fixture.newCustomers("timer-", count);
        Instant due = Instant.now().plus(timeToGrant(fixture, count)).plus(idle).plus(LATITUDE)
                .truncatedTo(ChronoUnit.SECONDS);
        fixture.report().progress("granting %,d blocks that expire at %s…".formatted(count, due));
        fixture.grantUntil(waiting, due);
        if (Instant.now().plus(idle).isAfter(due)) {
            throw new IllegalStateException("granting took too long, blocks expire already; take fewer --timers");
        }
        Rest with = Rest.measure(fixture, idle);
        fixture.add(Figure.of("idle, %,d timers pending, share of one core".formatted(count), with.percent(), PERCENT,
                with.disturbance().and(without.disturbance()), "").beside("without", without.percent()));
        try (var ledger = new LedgerLog(fixture.product())) {
            waitUntil(due);
            long begun = System.nanoTime();
            var cpu = new Cpu(fixture.product().handle());
            OtherProcesses.Count others = fixture.others().count();
            double seconds = (ledger.awaitEntries(count) - begun) / 1e9;
            fixture.add(Figure.of("%,d expiries due at one instant, booked".formatted(count), count / seconds,
                    PER_SECOND, others.disturbance(), "all after %.1f s, %.0f µs of CPU each".formatted(seconds,
                            cpu.used().toNanos() / 1e3 / count)));
        }
    }

    private record Rest(double percent, Disturbance disturbance) {
        static Rest measure(Fixture fixture, Duration time) {
            var cpu = new Cpu(fixture.product().handle());
            OtherProcesses.Count others = fixture.others().count();
            waitUntil(Instant.now().plus(time));
            return new Rest(100.0 * cpu.used().toNanos() / time.toNanos(), others.disturbance());
        }
    }

    private static Duration timeToGrant(Fixture fixture, long count) throws InterruptedException {
        long begun = System.nanoTime();
        fixture.grantUntil(fixture.newCustomers("sample-", SAMPLE), Instant.now().plus(Duration.ofDays(30)));
        return Duration.ofNanos((long) ((System.nanoTime() - begun) * MARGIN * count / SAMPLE));
    }

    private static void waitUntil(Instant time) {
        for (Duration left = Duration.between(Instant.now(), time); left.isPositive();) {
            LockSupport.parkNanos(left.toNanos());
            left = Duration.between(Instant.now(), time);
        }
    }
}
