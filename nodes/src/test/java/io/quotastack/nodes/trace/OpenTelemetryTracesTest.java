package io.quotastack.nodes.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.quotastack.gateway.trace.TraceHeaders;
import io.quotastack.gateway.trace.TraceSpan;
import io.quotastack.gateway.trace.TraceSpan.Kind;
import io.quotastack.gateway.trace.TraceSpan.Scope;

class OpenTelemetryTracesTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String CALLER = "b7ad6b7169203331";
    private static final String SAMPLED = "00-" + TRACE + "-" + CALLER + "-01";

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final OpenTelemetryTraces traces = new OpenTelemetryTraces(
            SdkTracerProvider.builder().addSpanProcessor(SimpleSpanProcessor.create(exporter)).build());

    @AfterEach
    void close() {
        traces.close();
    }

    private static TraceHeaders headers(Map<String, String> headers) {
        return headers::get;
    }

    private static TraceHeaders caller(String traceparent) {
        return headers(Map.of("traceparent", traceparent));
    }

    private Map<String, String> written() {
        var written = new HashMap<String, String>();
        traces.write(written::put);
        return written;
    }

    @Test
    void goesOnWithTheTraceOfTheCaller() {
        TraceSpan span = traces.begin(Kind.SERVER, "POST",
                headers(Map.of("traceparent", SAMPLED, "tracestate", "vendor=1")));
        Map<String, String> within;
        Scope scope = span.begin();
        try {
            within = written();
        } finally {
            scope.close();
        }
        span.named("POST /v1/usage").with("http.response.status_code", 503).failed("status 503").end();

        SpanData told = exporter.getFinishedSpanItems().getFirst();
        assertThat(told.getTraceId()).isEqualTo(TRACE);
        assertThat(told.getParentSpanId()).isEqualTo(CALLER);
        assertThat(told.getName()).isEqualTo("POST /v1/usage");
        assertThat(told.getKind()).isEqualTo(SpanKind.SERVER);
        assertThat(told.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(within).isEqualTo(Map.of("traceparent", "00-" + TRACE + "-" + told.getSpanId() + "-01",
                "tracestate", "vendor=1"));
        assertThat(written()).as("after it").isEmpty();
    }

    @Test
    void whatTheCallerDoesNotSampleIsNotRecordedAndNotCarriedOn() {
        TraceSpan span = traces.begin(Kind.SERVER, "POST", caller("00-" + TRACE + "-" + CALLER + "-00"));

        assertThat(span).isSameAs(TraceSpan.NONE);
        assertThat(traces.continued(Kind.CONSUMER, "decide", caller("00-" + TRACE + "-" + CALLER + "-00")))
                .isSameAs(TraceSpan.NONE);
        assertThat(exporter.getFinishedSpanItems()).isEmpty();
    }

    @Test
    void aRequestWithoutATraceBeginsOneAndARecordWithoutOneDoesNot() {
        traces.begin(Kind.SERVER, "POST", name -> null).end();

        assertThat(exporter.getFinishedSpanItems()).extracting(SpanData::getParentSpanId)
                .containsExactly("0000000000000000");
        assertThat(traces.continued(Kind.CONSUMER, "decide", name -> null)).isSameAs(TraceSpan.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "00-" + TRACE, "00-00000000000000000000000000000000-" + CALLER + "-01",
        "ff-" + TRACE + "-" + CALLER + "-01", SAMPLED + "\u0000"})
    void aTraceparentThatIsNoneIsPassedOver(String wrong) {
        assertThat(traces.continued(Kind.CONSUMER, "decide", caller(wrong))).isSameAs(TraceSpan.NONE);
    }

    @Test
    void aLongTracestateIsNotPassedOn() {
        String state = "vendor=" + "x".repeat(506);
        Scope scope = traces.resume(headers(Map.of("traceparent", SAMPLED, "tracestate", state)));
        try {
            assertThat(written()).isEqualTo(Map.of("traceparent", SAMPLED));
        } finally {
            scope.close();
        }
    }

    @Test
    void whatIsHandedToOtherThreadsIsAPartOfTheTrace() {
        ExecutorService plain = Executors.newSingleThreadExecutor();
        try {
            ExecutorService carrying = traces.carrying(plain);
            CompletableFuture<Map<String, String>> there;
            var seen = new HashMap<String, String>();
            Scope scope = traces.resume(caller(SAMPLED));
            try {
                there = CompletableFuture.supplyAsync(this::written, carrying);
                var unused = CompletableFuture.supplyAsync(() -> "", plain)
                        .thenApplyAsync(traces.<String, Map<String, String>>carried(nothing -> written()), plain)
                        .thenAcceptAsync(seen::putAll, plain).join();
            } finally {
                scope.close();
            }
            assertThat(List.of(there.join(), seen)).containsOnly(Map.of("traceparent", SAMPLED));
        } finally {
            plain.shutdownNow();
        }
    }
}
