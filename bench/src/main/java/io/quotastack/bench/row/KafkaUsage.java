package io.quotastack.bench.row;

import static io.quotastack.bench.report.Target.Unit.PER_SECOND;
import static io.quotastack.bench.report.Target.atLeast;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

import io.quotastack.bench.fixture.Customers;
import io.quotastack.bench.fixture.Fixture;
import io.quotastack.bench.fixture.UsageLog;
import io.quotastack.bench.process.Cpu;
import io.quotastack.bench.report.Figure;

/** Usage from Kafka in Avro: from the first record sent until all are booked and committed. */
public final class KafkaUsage implements Row {

    private final Customers customers;
    private final Optional<Double> postgresDebits;

    /** {@code postgresDebits}: a second, as measured in the same run. */
    public KafkaUsage(Customers customers, Optional<Double> postgresDebits) {
        this.customers = customers;
        this.postgresDebits = postgresDebits;
    }

    /** How fast usage is booked, and the product's processor time for each event. */
    record Rate(double perSecond, double cpuMicros) {

        static Rate measure(Fixture fixture, UsageLog log, Customers customers, long events)
                throws InterruptedException {
            var cpu = new Cpu(fixture.product().handle());
            UsageLog.Mark begin = log.mark();
            long begun = System.nanoTime();
            log.produce(customers, events);
            long booked = log.awaitOutcomes(begin, events);
            return new Rate(events / (Duration.ofNanos(booked - begun).toNanos() / 1e9),
                    cpu.product().toNanos() / 1e3 / events);
        }

        String cpuText() {
            return String.format(Locale.ROOT, "%.0f µs of CPU an event", cpuMicros);
        }
    }

    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public void measure(Fixture fixture) throws InterruptedException {
        try (var log = new UsageLog(fixture.product())) {
            long events = fixture.scale().events();
            fixture.report().progress("warming up with %,d events from Kafka…".formatted(events / 3));
            Rate.measure(fixture, log, customers, events / 3);
            Rate rate = Rate.measure(fixture, log, customers, events);
            fixture.report().add(Figure.of("usage from Kafka, intake to booked", rate.perSecond(), PER_SECOND,
                    fixture.target(atLeast(15_000), atLeast(20_000)),
                    "%,d events, ".formatted(events) + rate.cpuText()));
            postgresDebits.ifPresent(debits -> fixture.report().add(Figure.of("the same over twice PostgreSQL's debits",
                    rate.perSecond(), PER_SECOND, atLeast(2 * debits), "")));
        }
    }
}
