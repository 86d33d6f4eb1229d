package io.quotastack.bench.row;

import static io.quotastack.bench.report.Target.Unit.FEW_PER_SECOND;
import static io.quotastack.bench.report.Target.Unit.PERCENT;
import static io.quotastack.bench.report.Target.atMost;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.quotastack.bench.fixture.Fixture;
import io.quotastack.bench.machine.Cpu;
import io.quotastack.bench.machine.Disturbance;
import io.quotastack.bench.machine.OtherProcesses;
import io.quotastack.bench.process.SyncCalls;
import io.quotastack.bench.report.Figure;

/** What the product takes while nobody asks: processor time, and then, counted apart, how often it has the disk sync. */
public final class Idle implements Row {

    /** What was asked before is booked, delivered, compiled and cleaned up after that. */
    private static final Duration REST = Duration.ofSeconds(15);

    @Override
    public String name() {
        return "idle";
    }

    @Override
    public void measure(Fixture fixture) throws InterruptedException {
        Duration time = fixture.scale().idle();
        fixture.report().progress("letting it rest, then looking at it for twice %d s…".formatted(time.toSeconds()));
        sleep(REST);
        var cpu = new Cpu(fixture.product().handle());
        OtherProcesses.Count others = fixture.others().count();
        sleep(time);
        fixture.add(Figure.of("idle, share of one core", 100.0 * cpu.used().toNanos() / time.toNanos(), PERCENT,
                others.disturbance(), "over %d s".formatted(time.toSeconds())).aim(atMost(1)));
        countSyncs(fixture, time);
    }

    private static void countSyncs(Fixture fixture, Duration time) throws InterruptedException {
        String what = "idle, fsyncs";
        try {
            Map<String, Long> calls = SyncCalls.count(fixture.product().handle(), time);
            long all = calls.values().stream().mapToLong(Long::longValue).sum();
            fixture.add(Figure.of(what, all / (time.toNanos() / 1e9), FEW_PER_SECOND, Disturbance.NONE,
                    "system calls that sync a file or a mapped file, by strace over %d s: %s"
                            .formatted(time.toSeconds(), calls.isEmpty() ? "none" : calls))
                    .aim(atMost(2)));
        } catch (IllegalStateException e) {
            fixture.report().failed(what, "strace could not count: " + e.getMessage());
        }
    }

    private static void sleep(Duration time) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(time.toNanos());
    }
}
