package io.quotastack.bench.row;

import java.time.Duration;
import java.util.Locale;

import io.quotastack.bench.fixture.Customers;
import io.quotastack.bench.fixture.Fixture;
import io.quotastack.bench.fixture.UsageLog;
import io.quotastack.bench.http.Steadiness;
import io.quotastack.bench.machine.Cpu;
import io.quotastack.bench.machine.Disturbance;
import io.quotastack.bench.machine.OtherProcesses;

/** How fast usage from Kafka is booked, and the product's processor time for each event. */
record Rate(double perSecond, double cpuMicros, Disturbance disturbance) {

    private static final int TOGETHER = 3;
    private static final int MOST_PARTS = 40;
    private static final int PARTS_OF_A_MEASUREMENT = 3;

    /** From the first record sent until all are booked and committed. */
    static Rate measure(Fixture fixture, UsageLog log, Customers customers, long events) throws InterruptedException {
        var cpu = new Cpu(fixture.product().handle());
        OtherProcesses.Count others = fixture.others().count();
        UsageLog.Mark begin = log.mark();
        long begun = System.nanoTime();
        log.produce(customers, events);
        long booked = log.awaitOutcomes(begin, events);
        return new Rate(events / ((booked - begun) / 1e9), cpu.used().toNanos() / 1e3 / events, others.disturbance());
    }

    /**
     * Books events as long as loads over HTTP are warmed up, since what the JVM compiles comes in steps, and until the rate
     * is steady; answers how many that were, for the reader.
     */
    static String warmUp(Fixture fixture, UsageLog log, Customers customers) throws InterruptedException {
        long part = Math.max(1, fixture.scale().events() / PARTS_OF_A_MEASUREMENT);
        fixture.report().progress("warming up with usage from Kafka, %,d events at a time…".formatted(part));
        var steadiness = new Steadiness(TOGETHER);
        Duration least = fixture.scale().firstMinute();
        long begun = System.nanoTime();
        for (int parts = 1; parts <= MOST_PARTS; parts++) {
            steadiness.add(measure(fixture, log, customers, part).perSecond());
            if (steadiness.steady() && System.nanoTime() - begun >= least.toNanos()) {
                return "steady after %,d".formatted(parts * part);
            }
        }
        return "not steady after %,d".formatted(MOST_PARTS * part);
    }

    String text() {
        return String.format(Locale.ROOT, "%,.0f/s, %.0f µs of CPU an event", perSecond, cpuMicros);
    }
}
