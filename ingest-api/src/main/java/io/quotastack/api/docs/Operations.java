package io.quotastack.api.docs;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quotastack.api.http.Access;
import io.quotastack.api.http.Route;

/**
 * Turns entries into OpenAPI operations. An entry is named {@code "METHOD path"}, with {@code {customer}} for both
 * customer paths at once, and says:
 *
 * <pre>
 * id: operationId              (the second customer path's gets ByExternalId)
 * tag, summary, description?
 * query: [parameter, …]        names in components/parameters
 * prefer: {description, schema} what a Prefer header may ask for
 * body: Schema                 none: the operation takes no body
 * body_optional: true          the body may be left out
 * answers: {status: Schema}    or {status: {schema: …, description: …, also: [type, …]}}: types of text
 * problems: [slug, …]          beside those of every route of its kind ({@link Problems})
 * </pre>
 *
 * An answer that the running system gave stands in {@code examples/<id>.<status>.json} and becomes its example; so does the
 * body that it was the answer to, in {@code examples/<id>.request.json}.
 */
final class Operations {

    private static final Map<String, String> CUSTOMER_PATHS = Map.of("/v1/customers/{customer_id}", "",
            "/v1/customer-by-external-id/{external_id}", "ByExternalId");

    private final ObjectNode entries;
    private final ObjectNode parameters;
    private final Set<String> used = new TreeSet<>();

    Operations(ObjectNode entries, ObjectNode parameters) {
        this.entries = entries;
        this.parameters = parameters;
    }

    ObjectNode of(Route route) {
        String name = route.method() + " " + route.template();
        String suffix = "";
        for (Map.Entry<String, String> family : CUSTOMER_PATHS.entrySet()) {
            if (route.template().startsWith(family.getKey())) {
                name = route.method() + " {customer}" + route.template().substring(family.getKey().length());
                suffix = family.getValue();
            }
        }
        JsonNode entry = entries.path(name);
        if (entry.isMissingNode()) {
            throw new IllegalStateException("openapi/paths does not describe " + name);
        }
        used.add(name);
        return operation(route, entry, suffix);
    }

    /** Entries that no route asked for describe what is not there. */
    void refuseUnused() {
        entries.fieldNames().forEachRemaining(name -> {
            if (!used.contains(name)) {
                throw new IllegalStateException("openapi/paths describes what is not there: " + name);
            }
        });
    }

    private ObjectNode operation(Route route, JsonNode entry, String suffix) {
        String id = entry.required("id").textValue();
        ObjectNode operation = Yaml.object();
        operation.put("operationId", id + suffix);
        operation.putArray("tags").add(entry.required("tag").textValue());
        operation.put("summary", entry.required("summary").textValue());
        String description = access(route.access()) + entry.path("description").asText("");
        if (!description.isEmpty()) {
            operation.put("description", description.strip());
        }
        if (route.access() instanceof Access.Open) {
            operation.putArray("security");
        }
        addParameters(route, entry, operation.putArray("parameters"));
        if (entry.has("body")) {
            ObjectNode body = operation.putObject("requestBody").put("required",
                    !entry.path("body_optional").asBoolean());
            ObjectNode content = body.putObject("content").putObject(Route.JSON);
            ref(content.putObject("schema"), "schemas/" + entry.get("body").textValue());
            addExample(id + ".request", content);
        }
        ObjectNode responses = operation.putObject("responses");
        entry.required("answers").properties()
                .forEach(answer -> addAnswer(route, id, answer.getKey(), answer.getValue(), responses));
        Problems.addAnswers(route, entry.path("problems"), responses);
        return operation;
    }

    private static String access(Access access) {
        return switch (access) {
            case Access.Open() -> "";
            case Access.Operator() -> "Takes the root key. ";
            case Access.Scoped(var scope) -> "Scope `" + scope.text() + "`. ";
            case Access.OperatorOrAdmin() -> "Takes the root key, or a key with scope `admin`. ";
        };
    }

    private void addParameters(Route route, JsonNode entry, ArrayNode list) {
        route.parameters().forEach(parameter -> addParameter("path_" + parameter, list));
        entry.path("query").forEach(parameter -> addParameter(parameter.textValue(), list));
        if (route.needsIdempotencyKey()) {
            addParameter("IdempotencyKey", list);
        }
        if (entry.has("prefer")) {
            ObjectNode header = list.addObject().put("name", "Prefer").put("in", "header");
            header.setAll((ObjectNode) entry.get("prefer"));
        }
    }

    private void addParameter(String name, ArrayNode list) {
        if (!parameters.has(name)) {
            throw new IllegalStateException("openapi/api.yaml has no parameter " + name);
        }
        ref(list.addObject(), "parameters/" + name);
    }

    private static void addAnswer(Route route, String id, String status, JsonNode answer, ObjectNode responses) {
        JsonNode schema = answer.isObject() ? answer.path("schema") : answer;
        ObjectNode response = responses.putObject(status);
        response.put("description", answer.path("description").asText(schema.asText()));
        ObjectNode headers = response.putObject("headers");
        addCommonHeaders(route, headers);
        if (route.needsIdempotencyKey()) {
            ref(headers.putObject("X-Idempotent-Replayed"), "headers/Replayed");
        }
        ObjectNode content = response.putObject("content").putObject(route.contentType());
        if (schema.asText().equals("text")) {
            content.putObject("schema").put("type", "string");
        } else {
            ref(content.putObject("schema"), "schemas/" + schema.asText());
        }
        addExample(id + "." + status, content);
        answer.path("also").forEach(type -> response.withObject("/content").putObject(type.textValue())
                .putObject("schema").put("type", "string"));
    }

    private static void addExample(String name, ObjectNode content) {
        String example = "openapi/examples/" + name + ".json";
        if (Resources.find(example).isPresent()) {
            content.set("example", Yaml.read(example));
        }
    }

    static void addCommonHeaders(Route route, ObjectNode headers) {
        ref(headers.putObject("X-Request-Id"), "headers/RequestId");
        if (!(route.access() instanceof Access.Open)) {
            ref(headers.putObject("RateLimit-Policy"), "headers/RateLimitPolicy");
            ref(headers.putObject("RateLimit"), "headers/RateLimit");
        }
    }

    static void ref(ObjectNode node, String component) {
        node.put("$ref", "#/components/" + component);
    }
}
