package io.quotastack.api.docs;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.quotastack.api.http.Access;
import io.quotastack.api.http.Request;
import io.quotastack.api.http.Route;
import io.quotastack.api.http.Rows;
import io.quotastack.api.read.RequestRefused;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.gateway.Reply;

/** Alive, ready, and how it goes (CONTRACT 14). */
public final class HealthEndpoints {

    private final Supplier<List<String>> notReady;
    private final Optional<PrometheusMeterRegistry> metrics;

    /**
     * Their endpoints.
     *
     * @param notReady the names of what cannot serve now
     * @param metrics absent: at a port that tenants do not reach
     */
    public HealthEndpoints(Supplier<List<String>> notReady, Optional<PrometheusMeterRegistry> metrics) {
        this.notReady = notReady;
        this.metrics = metrics;
    }

    public List<Route> routes() {
        return List.of(Route.get("/healthz", Access.OPEN, this::alive), Route.get("/readyz", Access.OPEN, this::ready),
                Route.get("/metrics", Access.OPEN, this::metrics).answering("text/plain; version=0.0.4"));
    }

    private Reply alive(Request request) {
        request.refuseErrors();
        return Rows.ok(Map.of("status", "alive"));
    }

    private Reply ready(Request request) {
        request.refuseErrors();
        List<String> waited = notReady.get();
        if (!waited.isEmpty()) {
            throw new RequestRefused(ProblemType.UNAVAILABLE,
                    "not ready to serve yet, or no longer: " + String.join(", ", waited));
        }
        return Rows.ok(Map.of("status", "ready"));
    }

    /** Takes any parameters: scrapers are configured with some. */
    private Reply metrics(Request request) {
        PrometheusMeterRegistry shown = metrics
                .orElseThrow(() -> RequestRefused.notFound("path", "the metrics are at a port of their own"));
        return new Reply(200, shown.scrape().getBytes(StandardCharsets.UTF_8), false);
    }
}
