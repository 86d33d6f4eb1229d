package io.quotastack.bench.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

final class PgBenchLogTest {

    @Test
    void takesTheTimeOfEachTransaction() {
        var latencies = PgBenchLog.latencies(Stream.of("0 199 2241 0 1175850568 995598", "1 0 40 0 1175850568 998079"));

        assertThat(latencies.getTotalCount()).isEqualTo(2);
        assertThat(latencies.getMinValue()).isEqualTo(40);
        assertThat(latencies.valuesAreEquivalent(latencies.getMaxValue(), 2241)).isTrue();
    }
}
