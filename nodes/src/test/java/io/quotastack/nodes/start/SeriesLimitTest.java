package io.quotastack.nodes.start;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

class SeriesLimitTest {

    @Test
    void aMetricHasSoManySeriesAndNoMore() {
        var registry = new SimpleMeterRegistry();
        registry.config().meterFilter(new SeriesLimit(10));
        for (int i = 0; i < 1_000; i++) {
            registry.counter("of.tenants", "tenant", "t" + i).increment();
        }
        assertThat(registry.find("of.tenants").counters()).hasSize(10);
        registry.counter("other").increment();
        assertThat(registry.get("other").counter().count()).isEqualTo(1);
        registry.counter("of.tenants", "tenant", "t3").increment();
        assertThat(registry.get("of.tenants").tag("tenant", "t3").counter().count()).isEqualTo(2);
    }
}
