package io.quotastack.platform.trace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

import io.quotastack.gateway.trace.TraceSpan;
import io.quotastack.gateway.trace.TraceSpan.Kind;
import io.quotastack.gateway.trace.Traces;

/** How a trace goes on over the log: in headers of records, as W3C Trace Context has them. They are no part of what is decided. */
public final class RecordTraces {

    private RecordTraces() {}

    /** A span of the trace that the record's headers name; none, when they name none that is sampled. */
    public static TraceSpan consumed(String name, Headers headers) {
        return Traces.areOn()
                ? Traces.continued(Kind.CONSUMER, name, wanted -> text(headers, wanted))
                : TraceSpan.NONE;
    }

    /** Names the thread's span in the headers of a record that is sent. */
    public static void send(Headers headers) {
        if (Traces.areOn()) {
            Traces.write((name, value) -> headers.add(name, value.getBytes(ISO_8859_1)));
        }
    }

    private static @Nullable String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), ISO_8859_1);
    }
}
