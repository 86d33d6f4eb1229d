package io.quotastack.nodes.trace;

import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.jspecify.annotations.Nullable;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.quotastack.gateway.trace.TraceHeaders;
import io.quotastack.gateway.trace.TraceRecorder;
import io.quotastack.gateway.trace.TraceSpan;
import io.quotastack.gateway.trace.TraceSpan.Kind;
import io.quotastack.gateway.trace.TraceSpan.Scope;
import io.quotastack.nodes.start.CannotStartException;

/**
 * Spans by OpenTelemetry's SDK, which sends them behind what is traced: its queue is bounded, and what does not fit, or finds
 * no collector, is dropped.
 */
final class OpenTelemetryTraces implements TraceRecorder, AutoCloseable {

    /** What each process says of itself, and what is never sent; variables go before. */
    private static final Map<String, String> DEFAULTS = Map.of("otel.metrics.exporter", "none", "otel.logs.exporter",
            "none", "otel.exporter.otlp.protocol", "http/protobuf", "otel.attribute.value.length.limit", "1000");

    /** Held, since a logger that nobody holds forgets its level. */
    private static final Logger CONFIGURATION_LOG = Logger.getLogger("io.opentelemetry.sdk.autoconfigure");

    private static final TextMapPropagator CONTEXT = W3CTraceContextPropagator.getInstance();
    private static final Scope NOTHING = TraceSpan.NONE.begin();
    private static final Incoming INCOMING = new Incoming();
    private static final long STOP_WITHIN_SECONDS = 1;

    private final SdkTracerProvider provider;
    private final Tracer tracer;

    OpenTelemetryTraces(SdkTracerProvider provider) {
        this.provider = provider;
        this.tracer = provider.get("io.quotastack");
    }

    /** As the variables say. Throws {@link CannotStartException} when they make no sense. */
    static OpenTelemetryTraces sending(String service, Map<String, String> environment, MeterRegistry metrics) {
        CONFIGURATION_LOG.setLevel(Level.WARNING); // below it stands that it failed, which is said here
        try {
            OpenTelemetrySdk sdk = AutoConfiguredOpenTelemetrySdk.builder().disableShutdownHook()
                    .addPropertiesSupplier(() -> DEFAULTS)
                    .addPropertiesSupplier(() -> Map.of("otel.service.name",
                            environment.getOrDefault("OTEL_SERVICE_NAME", service)))
                    .addSpanExporterCustomizer((exporter, settings) -> new CountedExporter(exporter, metrics)).build()
                    .getOpenTelemetrySdk();
            return new OpenTelemetryTraces(sdk.getSdkTracerProvider());
        } catch (ConfigurationException | IllegalStateException | IllegalArgumentException e) {
            throw new CannotStartException("traces cannot be sent as OpenTelemetry's variables (OTEL_…) say: "
                    + reason(e), e);
        }
    }

    /** Of what the SDK did not expect, the cause says more. */
    private static String reason(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure.getMessage() + (cause == null ? "" : ": " + cause.getMessage());
    }

    /** What comes from outside is read no further than the W3C's recommendation has it be passed on. */
    private static final class Incoming implements TextMapGetter<TraceHeaders> {

        private static final int LONGEST_TRACEPARENT = 128;
        private static final int LONGEST_TRACESTATE = 512;

        @Override
        public @Nullable String get(@Nullable TraceHeaders headers, String key) {
            String value = headers == null ? null : headers.get(key);
            int longest = key.equals("tracestate") ? LONGEST_TRACESTATE : LONGEST_TRACEPARENT;
            return value == null || value.length() > longest ? null : value;
        }
    }

    private static Context read(TraceHeaders from) {
        return CONTEXT.extract(Context.root(), from, INCOMING);
    }

    private static boolean isSampled(Context context) {
        return Span.fromContext(context).getSpanContext().isSampled();
    }

    @Override
    public TraceSpan begin(Kind kind, String name, TraceHeaders from) {
        return begin(kind, name, read(from));
    }

    @Override
    public TraceSpan continued(Kind kind, String name, TraceHeaders from) {
        Context parent = read(from);
        return isSampled(parent) ? begin(kind, name, parent) : TraceSpan.NONE;
    }

    private TraceSpan begin(Kind kind, String name, Context parent) {
        Span span = tracer.spanBuilder(name).setSpanKind(switch (kind) {
            case SERVER -> SpanKind.SERVER;
            case CLIENT -> SpanKind.CLIENT;
            case CONSUMER -> SpanKind.CONSUMER;
        }).setParent(parent).startSpan();
        return span.getSpanContext().isSampled() ? new Recorded(span, parent.with(span)) : TraceSpan.NONE;
    }

    /** Closed by whoever closes what is handed on. */
    @SuppressWarnings("MustBeClosedChecker")
    private static Scope current(Context context) {
        return context.makeCurrent()::close;
    }

    @Override
    public Scope resume(TraceHeaders from) {
        Context context = read(from);
        return isSampled(context) ? current(context) : NOTHING;
    }

    @Override
    public void write(BiConsumer<String, String> to) {
        write(Context.current(), to);
    }

    private static void write(Context context, BiConsumer<String, String> to) {
        if (isSampled(context)) {
            CONTEXT.inject(context, to, (carrier, name, value) -> {
                if (carrier != null) {
                    carrier.accept(name, value);
                }
            });
        }
    }

    @Override
    public <A, B> Function<A, B> carried(Function<A, B> function) {
        return Context.current().wrapFunction(function);
    }

    @Override
    public <A> Consumer<A> carriedAction(Consumer<A> action) {
        return Context.current().wrapConsumer(action);
    }

    @Override
    public ExecutorService carrying(ExecutorService threads) {
        return Context.taskWrapping(threads);
    }

    /** Sends what is left, if the collector takes it at once. */
    @Override
    public void close() {
        var unused = provider.shutdown().join(STOP_WITHIN_SECONDS, TimeUnit.SECONDS);
    }

    private record Recorded(Span span, Context context) implements TraceSpan {

        @Override
        public boolean isRecorded() {
            return true;
        }

        @Override
        public TraceSpan named(String name) {
            var unused = span.updateName(name);
            return this;
        }

        @Override
        public TraceSpan with(String attribute, String value) {
            var unused = span.setAttribute(attribute, value);
            return this;
        }

        @Override
        public TraceSpan with(String attribute, long value) {
            var unused = span.setAttribute(attribute, value);
            return this;
        }

        @Override
        public TraceSpan event(String name) {
            var unused = span.addEvent(name);
            return this;
        }

        @Override
        public TraceSpan failed(String reason) {
            var unused = span.setStatus(StatusCode.ERROR, reason);
            return this;
        }

        @Override
        public void writeTo(BiConsumer<String, String> headers) {
            write(context, headers);
        }

        @Override
        public Scope begin() {
            return current(context);
        }

        @Override
        public void end() {
            span.end();
        }
    }
}
