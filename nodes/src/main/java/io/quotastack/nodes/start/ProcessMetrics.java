package io.quotastack.nodes.start;

import java.time.Duration;
import java.util.Set;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/** The metrics of a process, with those that every JVM has. */
public final class ProcessMetrics {

    /** More than the API has of routes, methods and statuses together. */
    private static final int MOST_SERIES_OF_A_METRIC = 5_000;

    /**
     * Of those that every JVM has. Prometheus' clients tell the first in seconds, as {@code process_cpu_seconds_total}; the
     * second would end as the count of a histogram does.
     */
    private static final Set<String> NOT_BY_THE_CONVENTIONS = Set.of("process.cpu.time", "system.cpu.count");

    private ProcessMetrics() {}

    public static PrometheusMeterRegistry registry() {
        var metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        metrics.config().meterFilter(MeterFilter.deny(id -> NOT_BY_THE_CONVENTIONS.contains(id.getName())))
                .meterFilter(new SeriesLimit(MOST_SERIES_OF_A_METRIC));
        FunctionCounter.builder("process.cpu.seconds", ProcessHandle.current(), ProcessMetrics::cpuSeconds)
                .description("CPU time that the process has used").register(metrics);
        new JvmMemoryMetrics().bindTo(metrics);
        new JvmThreadMetrics().bindTo(metrics);
        new ProcessorMetrics().bindTo(metrics);
        new UptimeMetrics().bindTo(metrics);
        return metrics;
    }

    private static double cpuSeconds(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
    }
}
