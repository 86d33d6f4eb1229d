package io.quotastack.api.http;

import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;

import io.quotastack.api.read.RequestRefused;
import io.quotastack.gateway.HostNames;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * What web pages may do: those of listed origins whatever their key allows (CORS), others nothing. A browser asks before it
 * sends a key for a page, and shows the page no answer that does not name its origin.
 */
public final class BrowserRules {

    private static final String SENT = "Content-Type, Idempotency-Key, Prefer, X-API-Key";
    private static final String SHOWN = "Preference-Applied, RateLimit, RateLimit-Policy, Retry-After, X-Idempotent-Replayed, "
            + "X-Request-Id";
    /** What has changed in the list takes that long to reach those who asked already. */
    private static final String ASKED_AGAIN_AFTER_SECONDS = "600";

    private final HostNames names;
    private final Set<String> origins;

    /** @param origins such as {@code https://app.example.com}, as browsers write them */
    public BrowserRules(HostNames names, Set<String> origins) {
        this.names = names;
        this.origins = Set.copyOf(origins);
    }

    /** Ends a request that needs no key, but is called by a name that may be a page's. */
    void checkName(HttpServletRequest request) {
        if (!names.answersTo(request.getHeader("Host"))) {
            throw RequestRefused.parameter("Host",
                    "is no name of this server: call it as localhost, or have its operator name it");
        }
    }

    /** Lets the page have the answer, if its origin is listed. */
    void show(HttpServletRequest request, HttpServletResponse response) {
        if (origins.isEmpty()) {
            return;
        }
        response.setHeader("Vary", "Origin");
        listedOrigin(request).ifPresent(origin -> {
            response.setHeader("Access-Control-Allow-Origin", origin);
            response.setHeader("Access-Control-Expose-Headers", SHOWN);
        });
    }

    /** Whether a browser asks, for a page of a listed origin, what may be sent. */
    boolean isAskedByListed(HttpServletRequest request) {
        return request.getMethod().equals("OPTIONS") && request.getHeader("Access-Control-Request-Method") != null
                && listedOrigin(request).isPresent();
    }

    /** Tells it. */
    static void allow(SortedSet<String> methods, HttpServletResponse response) {
        response.setHeader("Access-Control-Allow-Methods", String.join(", ", methods));
        response.setHeader("Access-Control-Allow-Headers", SENT);
        response.setHeader("Access-Control-Max-Age", ASKED_AGAIN_AFTER_SECONDS);
    }

    private Optional<String> listedOrigin(HttpServletRequest request) {
        return Optional.ofNullable(request.getHeader("Origin")).filter(origins::contains);
    }
}
