package io.quotastack.nodes.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.quotastack.gateway.trace.TraceSpan;
import io.quotastack.gateway.trace.TraceSpan.Kind;
import io.quotastack.gateway.trace.Traces;
import io.quotastack.nodes.start.CannotStartException;
import io.quotastack.nodes.start.RunningParts;

class TraceExportTest {

    private static final Map<String, String> NO_PROTOCOL = Map.of("OTEL_TRACES_EXPORTER", "pigeons");

    static Stream<Arguments> environments() {
        return Stream.of(Arguments.of(Map.of(), false),
                Arguments.of(Map.of("OTEL_SERVICE_NAME", "credits"), false),
                Arguments.of(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", ""), false),
                Arguments.of(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318"), true),
                Arguments.of(Map.of("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://collector:4318/v1/traces"), true),
                Arguments.of(Map.of("OTEL_TRACES_EXPORTER", "otlp"), true),
                Arguments.of(Map.of("OTEL_TRACES_EXPORTER", "none", "OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:4318"),
                        false),
                Arguments.of(Map.of("OTEL_SDK_DISABLED", "true", "OTEL_TRACES_EXPORTER", "otlp"), false));
    }

    @ParameterizedTest
    @MethodSource("environments")
    void isOnWhereTheEnvironmentSaysWhereSpansGo(Map<String, String> environment, boolean on) {
        assertThat(TraceExport.isWanted(environment)).isEqualTo(on);
    }

    @Test
    void offNothingIsSaidAndNothingRecorded() {
        try (var parts = new RunningParts()) {
            TraceExport.start("quotastack", Map.of(), parts, new SimpleMeterRegistry(), said -> {
                throw new AssertionError(said);
            });
            assertThat(Traces.areOn()).isFalse();
            assertThat(Traces.begin(Kind.SERVER, "GET", name -> null)).isSameAs(TraceSpan.NONE);
        }
    }

    @Test
    void aProtocolThatThereIsNotIsNamed() {
        try (var parts = new RunningParts()) {
            assertThatThrownBy(() -> TraceExport.start("quotastack",
                    Map.of("OTEL_TRACES_EXPORTER", "otlp", "OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"), parts,
                    new SimpleMeterRegistry(), said -> {})).isInstanceOf(CannotStartException.class)
                    .hasMessageContainingAll("OTEL_EXPORTER_OTLP_PROTOCOL is grpc", "http/protobuf");
        }
    }

    /** The SDK reads the process's own variables, of which a test has none: what it reads there it reads of properties, too. */
    @Test
    void anExporterThatThereIsNotKeepsFromStarting() {
        System.setProperty("otel.traces.exporter", "pigeons");
        try {
            assertThatThrownBy(() -> OpenTelemetryTraces.sending("quotastack", NO_PROTOCOL, new SimpleMeterRegistry()))
                    .isInstanceOf(CannotStartException.class).hasMessageContainingAll("OTEL_", "pigeons");
        } finally {
            System.clearProperty("otel.traces.exporter");
        }
    }

    @Test
    void countsWhatIsSentAndWhatIsLost() {
        var metrics = new SimpleMeterRegistry();
        var exporter = InMemorySpanExporter.create();
        try (var traces = new OpenTelemetryTraces(SdkTracerProvider.builder()
                .addSpanProcessor(SimpleSpanProcessor.create(new CountedExporter(exporter, metrics))).build())) {
            traces.begin(Kind.SERVER, "GET", name -> null).end();
            exporter.shutdown();
            traces.begin(Kind.SERVER, "GET", name -> null).end();
        }
        assertThat(metrics.get("quotastack.trace.spans").tag("outcome", "sent").counter().count()).isEqualTo(1);
        assertThat(metrics.get("quotastack.trace.spans").tag("outcome", "lost").counter().count()).isEqualTo(1);
    }
}
