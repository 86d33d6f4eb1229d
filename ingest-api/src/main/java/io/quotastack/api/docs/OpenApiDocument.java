package io.quotastack.api.docs;

import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quotastack.api.http.Route;

/**
 * The OpenAPI 3.1 description of the API, put together from the routes and from what people wrote in
 * {@code resources/openapi}. What a route itself knows (its path, key, scope, idempotency key) is written nowhere else;
 * what it does, takes and answers stands in {@code paths/*.yaml}, one entry for each method and path in a short
 * notation (see {@link Operations}), and the shapes stand in {@code schemas/*.yaml}. A route without an entry, or an
 * entry without a route, is an error, so the two cannot drift apart.
 */
final class OpenApiDocument {

    private static final List<String> TOPICS = List.of("customers", "credits", "metering", "simulations", "usage",
            "reservations",
            "subscriptions", "entitlements", "catalogue", "plans", "reports", "tenants", "webhooks", "system");

    private OpenApiDocument() {}

    /** The document that describes all of the routes. */
    static JsonNode of(List<Route> routes) {
        ObjectNode document = Yaml.read("openapi/api.yaml");
        ObjectNode entries = merged("openapi/paths/");
        ObjectNode components = (ObjectNode) document.required("components");
        components.set("schemas", merged("openapi/schemas/"));
        Problems.describe((ObjectNode) components.required("schemas"));
        ObjectNode paths = document.putObject("paths");
        var operations = new Operations(entries, (ObjectNode) components.required("parameters"));
        for (Route route : routes) {
            paths.withObjectProperty(route.template()).set(route.method().toLowerCase(Locale.ROOT),
                    operations.of(route));
        }
        operations.refuseUnused();
        document.set("webhooks", Webhooks.document(components));
        RequiredMembers.require(document);
        Compositions.merge(document);
        RequiredMembers.relate(document);
        return document;
    }

    /** The entries of all topics in one object. */
    private static ObjectNode merged(String folder) {
        ObjectNode all = Yaml.object();
        for (String topic : TOPICS) {
            for (Map.Entry<String, JsonNode> entry : Yaml.read(folder + topic + ".yaml").properties()) {
                if (all.replace(entry.getKey(), entry.getValue()) != null) {
                    throw new IllegalStateException("described twice: " + entry.getKey());
                }
            }
        }
        return all;
    }
}
