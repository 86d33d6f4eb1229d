package io.quotastack.api.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.quotastack.api.http.Access;
import io.quotastack.api.http.Request;
import io.quotastack.api.http.Route;
import io.quotastack.gateway.Reply;
import io.quotastack.schemas.json.Json;

/** The OpenAPI document, and the page that renders it from files of the process itself (CONTRACT 1). */
public final class DocsEndpoints {

    private static final Map<String, String> PAGE_FILES = Map.of("docs.js", "text/javascript; charset=utf-8");
    private static final Map<String, String> SWAGGER_UI_FILES = Map.of("swagger-ui.css", "text/css; charset=utf-8",
            "swagger-ui-bundle.js", "text/javascript; charset=utf-8", "favicon-32x32.png", "image/png");

    private final Lazy<byte[]> document;

    /**
     * The endpoints.
     *
     * @param described the routes the document describes
     */
    public DocsEndpoints(List<Route> described) {
        this.document = new Lazy<>(() -> Json.bytes(OpenApiDocument.of(described)));
    }

    public List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        routes.add(Route.get("/openapi.json", Access.OPEN, request -> file(request, document.get())));
        routes.add(page("/docs", "text/html; charset=utf-8", "docs/index.html"));
        PAGE_FILES.forEach((name, type) -> routes.add(page("/docs/" + name, type, "docs/" + name)));
        String swaggerUi = Resources.swaggerUiFolder();
        SWAGGER_UI_FILES.forEach((name, type) -> routes.add(page("/docs/" + name, type, swaggerUi + name)));
        return routes;
    }

    private static Route page(String path, String type, String resource) {
        return Route.get(path, Access.OPEN, request -> file(request, Resources.bytes(resource))).answering(type);
    }

    private static Reply file(Request request, byte[] content) {
        request.refuseErrors();
        return new Reply(200, content, false);
    }
}
