package io.quotastack.api.docs;

import java.util.List;
import java.util.Map;
import io.quotastack.api.http.Route;

final class OpenApiDocument {
    private OpenApiDocument() {}
    static Map<String, Object> of(List<Route> routes) {
        return Map.of("paths", routes.size());
    }
}
