package io.quotastack.api.console;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.quotastack.api.docs.ContentPolicy;
import io.quotastack.api.docs.Lazy;
import io.quotastack.api.docs.Resources;
import io.quotastack.api.docs.WebFile;
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
    /** All that there are: a test holds them against the folder. A name that is not among them leads nowhere. */
    private static final List<String> FILES = List.of(PAGE, "api.js", "base.css", "books.js", "chart.js",
            "console.css", "customer-access.js", "customer-actions.js", "customer-balance.js", "customer-holds.js",
            "customer-ledger.js", "customer-profile.js", "customer-subscription.js", "customer-usage.js",
            "customer.js", "customers.js", "entry.js", "form.js", "format.js", "icon.svg", "json.js", "load.js",
            "main.js", "overview.js", "packages.js", "parts.js", "plans.js", "preact.js", "prices.js", "proof.js",
            "reasons.js", "route.js", "session.js", "settings.js", "sign-in.js", "simulations.js", "tenants.js",
            "test-clock.js", "theme.js", "usage.js", "webhooks.js");

    /** Of others, from their jars. */
    private static final Map<String, String> LIBRARIES = Map.of("lib-preact.js",
            Resources.preactFolder() + "dist/preact.module.js", "lib-hooks.js",
            Resources.preactFolder() + "hooks/dist/hooks.module.js", "lib-htm.js",
            Resources.htmFolder() + "dist/htm.module.js");

    private record Served(Map<String, WebFile> files, String policy) {}

    private final Lazy<Served> served = new Lazy<>(ConsoleEndpoints::read);

    public List<Route> routes() {
        return List.of(Route.get("/console", Access.OPEN, request -> file(request, PAGE)),
                Route.get("/console/", Access.OPEN, request -> file(request, PAGE)),
                Route.get("/console/{file}", Access.OPEN, request -> file(request, request.path("file"))));
    }

    private static Served read() {
        Map<String, WebFile> files = new HashMap<>();
        FILES.forEach(name -> files.put(name, WebFile.read(name, "console/" + name)));
        LIBRARIES.forEach((name, resource) -> files.put(name, WebFile.read(name, resource)));
        String page = new String(Resources.bytes("console/" + PAGE), StandardCharsets.UTF_8);
        return new Served(Map.copyOf(files), ContentPolicy.ofImportMapIn(page));
    }

    private Reply file(Request request, String name) {
        request.refuseErrors();
        WebFile file = Optional.ofNullable(served.get().files().get(name))
                .orElseThrow(() -> RequestRefused.notFound("path", "there is no such file of the console"));
        return file.answer(request, served.get().policy());
    }
}
