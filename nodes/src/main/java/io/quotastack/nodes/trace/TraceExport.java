package io.quotastack.nodes.trace;

import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.quotastack.gateway.trace.Traces;
import io.quotastack.nodes.start.CannotStartException;
import io.quotastack.nodes.start.RunningParts;

/**
 * Whether a process traces what it does. OpenTelemetry's own variables say so, and where spans go. Off, not one of
 * OpenTelemetry's classes is loaded.
 */
public final class TraceExport {

    private static final String EXPORTER = "OTEL_TRACES_EXPORTER";
    private static final String PROTOCOL = "http/protobuf";

    private TraceExport() {}

    /**
     * Switches traces on when the environment asks for them, until the parts are closed. To be called before anything that
     * hands work on. Throws {@code CannotStartException} when the variables make no sense.
     *
     * @param service by which traces name this process, unless {@code OTEL_SERVICE_NAME} does
     * @param say tells the operator
     */
    public static void start(String service, RunningParts parts, MeterRegistry metrics, Consumer<String> say) {
        start(service, System.getenv(), parts, metrics, say);
    }

    static void start(String service, Map<String, String> environment, RunningParts parts, MeterRegistry metrics,
            Consumer<String> say) {
        if (isWanted(environment)) {
            expectProtocol(environment, "OTEL_EXPORTER_OTLP_PROTOCOL");
            expectProtocol(environment, "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL");
            OpenTelemetryTraces traces = parts.add("traces",
                    OpenTelemetryTraces.sending(service, environment, metrics));
            parts.add("tracing", Traces.recordBy(traces));
            say.accept("  traces are sent to a collector (OTEL_…)");
        }
    }

    /** The SDK names neither the variable nor its value. */
    private static void expectProtocol(Map<String, String> environment, String variable) {
        String protocol = environment.getOrDefault(variable, PROTOCOL).strip();
        if (!protocol.isEmpty() && !protocol.equals(PROTOCOL)) {
            throw new CannotStartException(variable + " is " + protocol + ", and traces are sent by " + PROTOCOL
                    + " alone (usually to port 4318)");
        }
    }

    /** An endpoint is enough; an exporter alone sends to the usual endpoint. */
    static boolean isWanted(Map<String, String> environment) {
        String exporter = environment.getOrDefault(EXPORTER, "");
        boolean named = Stream
                .of(EXPORTER, "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
                .anyMatch(variable -> !environment.getOrDefault(variable, "").isBlank());
        return named && !"none".equalsIgnoreCase(exporter.strip())
                && !"true".equalsIgnoreCase(environment.getOrDefault("OTEL_SDK_DISABLED", "").strip());
    }
}
