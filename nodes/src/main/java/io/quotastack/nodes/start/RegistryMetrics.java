package io.quotastack.nodes.start;

import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.quotastack.schemas.registry.Outage;
import io.quotastack.schemas.serde.AvroSerdes;

/** Whether the schema registry answers, as {@code /metrics} shows it. */
public final class RegistryMetrics {

    private RegistryMetrics() {}

    public static void bind(AvroSerdes serdes, MeterRegistry metrics) {
        Outage outage = serdes.registry().outage();
        FunctionCounter.builder("quotastack.registry.failures", outage, Outage::failures)
                .description("calls that the schema registry did not answer as one").register(metrics);
        TimeGauge.builder("quotastack.registry.silent", outage, TimeUnit.MILLISECONDS,
                silent -> silent.lasts().toMillis())
                .description("for how long the schema registry has not answered; 0 while it does").register(metrics);
    }
}
