package io.quotastack.bench.http;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import org.HdrHistogram.Histogram;

import io.quotastack.bench.machine.Disturbance;

/**
 * What a closed loop saw.
 *
 * @param latencies of the answers that were wanted, in microseconds
 * @param others how often each other status came; counted in no rate
 * @param warmUp absent when it was measured from the first request on
 */
public record Load(
        double seconds,
        Histogram latencies,
        Map<Integer, Long> others,
        Optional<WarmUp> warmUp,
        Disturbance disturbance) {

    private static final double MICROS_PER_MILLI = 1_000.0;

    public long answers() {
        return latencies.getTotalCount();
    }

    public double perSecond() {
        return answers() / seconds;
    }

    public double p50Millis() {
        return latencies.getValueAtPercentile(50) / MICROS_PER_MILLI;
    }

    public double p99Millis() {
        return latencies.getValueAtPercentile(99) / MICROS_PER_MILLI;
    }

    /** One line: rate, latencies, what went wrong and how warm it was. */
    public String text() {
        return String.format(Locale.ROOT, "%,.0f/s, p50 %.2f ms, p99 %.2f ms%s%s", perSecond(), p50Millis(),
                p99Millis(), others.isEmpty() ? "" : ", other answers " + others,
                warmUp.map(warm -> ", " + warm.text()).orElse(""));
    }
}
