package io.quotastack.bench.http;

import java.util.Locale;
import java.util.Map;

import org.HdrHistogram.Histogram;

/**
 * What a closed loop saw.
 *
 * @param latencies of the answers that were wanted, in microseconds
 * @param others how often each other status came; counted in no rate
 */
public record Load(double seconds, Histogram latencies, Map<Integer, Long> others) {

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

    /** One line: rate, latencies and what went wrong. */
    public String text() {
        return String.format(Locale.ROOT, "%,.0f/s, p50 %.2f ms, p99 %.2f ms%s", perSecond(), p50Millis(), p99Millis(),
                others.isEmpty() ? "" : ", other answers " + others);
    }
}
