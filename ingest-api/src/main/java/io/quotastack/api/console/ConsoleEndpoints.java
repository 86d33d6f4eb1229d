package io.quotastack.api.console;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.quotastack.api.docs.Lazy;
import io.quotastack.api.docs.Resources;
import io.quotastack.api.http.Access;
import io.quotastack.api.http.Request;
import io.quotastack.api.http.Route;
import io.quotastack.api.read.RequestRefused;
import io.quotastack.gateway.Reply;

/**
 * The console at {@code /console} (CONTRACT 14): a page and its modules, from files of the process itself. They hold nothing
 * of any tenant, so they need no key; what they show they ask of the API with the key that their reader has.
 */
public final class ConsoleEndpoints {

    private static final String PAGE = "index.html";
    private static final String PREACT = "preact.js";
    /** All that there are: a test holds them against the folder. A name that is not among them leads nowhere. */
    private static final List<String> FILES = List.of(PAGE, PREACT, "api.js", "chart.js", "console.css",
            "customer-access.js", "customer-actions.js", "customer-balance.js", "customer-holds.js",
            "customer-ledger.js", "customer-profile.js", "customer-subscription.js", "customer-usage.js", "customer.js",
            "customers.js", "entry.js", "form.js", "format.js", "icon.svg", "json.js", "load.js", "main.js",
            "overview.js", "packages.js", "parts.js", "plans.js", "prices.js", "proof.js", "reasons.js", "route.js",
            "session.js", "settings.js", "sign-in.js", "tenants.js", "test-clock.js", "theme.js", "usage.js",
            "webhooks.js");

    /**
     * Nothing but files of this server, and no code or style within a page. A page of another may not show it in a frame,
     * where a click could be led astray.
     */
    private static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; "
            + "img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final Lazy<Map<String, ConsoleFile>> files = new Lazy<>(ConsoleEndpoints::read);

    public List<Route> routes() {
        return List.of(Route.get("/console", Access.OPEN, request -> file(request, PAGE)),
                Route.get("/console/", Access.OPEN, request -> file(request, PAGE)),
                Route.get("/console/{file}", Access.OPEN, request -> file(request, request.path("file"))));
    }

    private static Map<String, ConsoleFile> read() {
        return FILES.stream()
                .collect(Collectors.toMap(Function.identity(), name -> ConsoleFile.read(name, resource(name))));
    }

    private static String resource(String name) {
        return name.equals(PREACT) ? Resources.htmFolder() + "preact/standalone.module.js" : "console/" + name;
    }

    /** Browsers keep the files and ask each time whether they are still the same: after an upgrade none is an old one. */
    private Reply file(Request request, String name) {
        request.refuseErrors();
        ConsoleFile file = Optional.ofNullable(files.get().get(name))
                .orElseThrow(() -> RequestRefused.notFound("path", "there is no such file of the console"));
        request.answerHeader("ETag", file.entityTag());
        request.answerHeader("Cache-Control", "no-cache");
        request.answerHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
        request.answerHeader("X-Content-Type-Options", "nosniff");
        request.answerHeader("Referrer-Policy", "no-referrer");
        request.answerHeader("Cross-Origin-Opener-Policy", "same-origin");
        request.answerContentType(file.contentType());
        if (request.header("If-None-Match").filter(file::isKnownBy).isPresent()) {
            return new Reply(304, new byte[0], false);
        }
        return new Reply(200, file.content(), false);
    }
}
