package io.quotastack.api.pages;

import java.util.List;
import java.util.Optional;

import io.quotastack.api.docs.ContentPolicy;
import io.quotastack.api.docs.Lazy;
import io.quotastack.api.docs.WebFile;
import io.quotastack.api.http.Access;
import io.quotastack.api.http.Request;
import io.quotastack.api.http.Route;
import io.quotastack.api.read.RequestRefused;
import io.quotastack.gateway.Reply;

/**
 * The documentation below {@code /docs}, from {@code /docs/guide} on (CONTRACT 14): it is the same for everybody and holds
 * nothing of any tenant, so it needs no key.
 */
public final class GuideEndpoints {

    private final Lazy<Site> site = new Lazy<>(Site::read);

    public List<Route> routes() {
        return List.of(
                Route.get("/docs/{page}", Access.OPEN, request -> file(request, "/docs/" + request.path("page"))),
                Route.get("/docs/{folder}/{page}", Access.OPEN,
                        request -> file(request, "/docs/" + request.path("folder") + '/' + request.path("page"))));
    }

    private Reply file(Request request, String address) {
        request.refuseErrors();
        WebFile file = Optional.ofNullable(site.get().files().get(address))
                .orElseThrow(() -> RequestRefused.notFound("path", "there is no such page; they begin at /docs/guide"));
        return file.answer(request, ContentPolicy.OF_FILES);
    }
}
