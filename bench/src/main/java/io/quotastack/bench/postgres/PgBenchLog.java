package io.quotastack.bench.postgres;

import java.util.stream.Stream;

import org.HdrHistogram.Histogram;

/** The log that {@code pgbench -l} writes: a line for each transaction. */
final class PgBenchLog {

    /** {@code client_id transaction_no time …}; the time in microseconds. */
    private static final int TIME = 2;
    private static final int DIGITS = 3;

    private PgBenchLog() {}

    /** The latencies in microseconds. */
    static Histogram latencies(Stream<String> lines) {
        var latencies = new Histogram(DIGITS);
        lines.forEach(line -> latencies.recordValue(Long.parseLong(line.split(" ", TIME + 2)[TIME])));
        return latencies;
    }
}
