package io.quotastack.webhook.send;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

import org.apache.kafka.common.header.Headers;

import io.quotastack.core.webhook.AttemptResult;
import io.quotastack.core.webhook.WebhookEvent;
import io.quotastack.gateway.trace.TraceSpan;
import io.quotastack.gateway.trace.TraceSpan.Kind;
import io.quotastack.gateway.trace.Traces;
import io.quotastack.platform.trace.RecordTraces;

/**
 * Which trace an event is of, until it is delivered. Only of the newest events, and in memory: what is stored of a delivery
 * says nothing of it, so attempts after a restart, and those of replays, are no part of a trace.
 */
public final class EventTraces {

    /** About 2 MiB. */
    private static final int MOST = 10_000;

    private final Map<String, Map<String, String>> headersOfEvents = Collections
            .synchronizedMap(new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Map<String, String>> eldest) {
                    return size() > MOST;
                }
            });

    /** The ledger told of an event, in a record with these headers. */
    public void arrived(WebhookEvent event, Headers headers) {
        TraceSpan span = RecordTraces.consumed("queue " + event.type(), headers);
        if (span.isRecorded()) {
            var own = new HashMap<String, String>();
            span.with("quotastack.event_id", event.id()).writeTo(own::put);
            headersOfEvents.put(event.id(), own);
            span.end();
        }
    }

    /** An attempt to deliver the event begins. */
    TraceSpan attempt(WebhookEvent event) {
        Map<String, String> headers = Traces.areOn() ? headersOfEvents.get(event.id()) : null;
        return headers == null
                ? TraceSpan.NONE
                : Traces.continued(Kind.CLIENT, "deliver " + event.type(), headers::get)
                        .with("quotastack.event_id", event.id());
    }

    /** It ended. */
    void attempted(WebhookEvent event, AttemptResult result, TraceSpan span) {
        if (!span.isRecorded()) {
            return;
        }
        if (result.succeeded()) {
            headersOfEvents.remove(event.id());
        } else {
            span.failed(result.error().isEmpty() ? "status " + result.statusCode() : result.error());
        }
        if (result.statusCode() > 0) {
            span.with("http.response.status_code", result.statusCode());
        }
        span.end();
    }
}
