package io.quotastack.nodes.trace;

import java.util.Collection;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;

/** Counts what becomes of spans: the collector may be away, and then they are lost and nothing else is. */
final class CountedExporter implements SpanExporter {

    private final SpanExporter exporter;
    private final Counter sent;
    private final Counter lost;

    CountedExporter(SpanExporter exporter, MeterRegistry metrics) {
        this.exporter = exporter;
        this.sent = counter(metrics, "sent");
        this.lost = counter(metrics, "lost");
    }

    private static Counter counter(MeterRegistry metrics, String outcome) {
        return Counter.builder("quotastack.trace.spans").tag("outcome", outcome)
                .description("spans that left for the collector, by what became of them").register(metrics);
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        int count = spans.size();
        CompletableResultCode result = exporter.export(spans);
        return result.whenComplete(() -> (result.isSuccess() ? sent : lost).increment(count));
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}
