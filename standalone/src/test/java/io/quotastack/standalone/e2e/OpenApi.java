package io.quotastack.standalone.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;

import io.quotastack.schemas.json.Json;
import io.quotastack.standalone.e2e.Api.Answer;

/**
 * The process's own OpenAPI document, held against its answers: their status, content type, headers and body must be
 * what the document says of that path and method, with no member that it does not tell of.
 */
final class OpenApi {

    /** Ours: the document describes all but itself and its page. */
    private static final Set<String> UNDESCRIBED = Set.of("/openapi.json", "/docs", "/console");
    private static final String IRI = "https://openapi.test/document";
    private static final String PROBLEM_JSON = "application/problem+json";

    /** A process starts on ports that are free, so a base URI stands for one document. */
    private static final ConcurrentMap<URI, OpenApi> DOCUMENTS = new ConcurrentHashMap<>();

    /** A method on a path, as the document describes it. */
    record Operation(String template, Pattern path, String method, JsonNode description) {

        private int parameters() {
            return template.split("\\{", -1).length - 1;
        }

        private JsonNode responses() {
            return description.required("responses");
        }

        boolean takesBody() {
            return !method.equals("GET");
        }

        boolean needsIdempotencyKey() {
            return description.path("parameters").findValuesAsText("$ref")
                    .contains("#/components/parameters/IdempotencyKey");
        }

        @Override
        public String toString() {
            return method + " " + template;
        }
    }

    private final List<Operation> operations = new ArrayList<>();
    private final SchemaRegistry registry;
    private final Map<JsonNode, String> definitions = new HashMap<>();
    private final ConcurrentMap<String, Schema> schemas = new ConcurrentHashMap<>();
    private final JsonNode components;

    static OpenApi of(URI base) {
        return DOCUMENTS.computeIfAbsent(base, uri -> new OpenApi(fetch(uri.resolve("/openapi.json"))));
    }

    private static ObjectNode fetch(URI uri) {
        try (var http = HttpClient.newHttpClient()) {
            return (ObjectNode) Json.MAPPER
                    .readTree(http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while fetching the document", e);
        }
    }

    OpenApi(ObjectNode document) {
        this.components = document.required("components");
        document.required("paths").properties().forEach(path -> path.getValue().properties().forEach(
                operation -> operations.add(operation(path.getKey(), operation.getKey(), operation.getValue()))));
        // A fixed segment goes before a parameter.
        operations.sort(Comparator.comparingInt(Operation::parameters));
        close((ObjectNode) components.required("schemas"));
        this.registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12,
                builder -> builder.schemas(Map.of(IRI, definitionsOf().toString())));
    }

    private static Operation operation(String template, String method, JsonNode operation) {
        return new Operation(template, Pattern.compile(template.replaceAll("\\{[a-z_]+}", "[^/]+")),
                method.toUpperCase(Locale.ROOT), operation);
    }

    /** All that the document describes. */
    List<Operation> operations() {
        return List.copyOf(operations);
    }

    /** The components as they are, and the schema of every answer under a name of its own. */
    private ObjectNode definitionsOf() {
        ObjectNode schema = Json.MAPPER.createObjectNode();
        schema.put("$id", IRI);
        schema.set("components", components);
        ObjectNode answers = schema.putObject("$defs");
        answers.putObject("problem").put("$ref", "#/components/schemas/Problem");
        for (Operation operation : operations) {
            operation.responses().forEach(response -> response.path("content").forEach(content -> {
                String name = "answer" + definitions.size();
                if (definitions.putIfAbsent(content.required("schema"), name) == null) {
                    answers.set(name, content.required("schema"));
                }
            }));
        }
        return schema;
    }

    /** Lets objects have the members that they are said to have and no others, save those that are parts of others. */
    private static void close(ObjectNode schemas) {
        Set<String> parts = Set.copyOf(schemas.findValues("allOf").stream().flatMap(JsonNode::valueStream)
                .map(part -> part.path("$ref").asText()).toList());
        schemas.properties().forEach(schema -> {
            if (!parts.contains("#/components/schemas/" + schema.getKey())) {
                close(schema.getValue());
            }
        });
    }

    private static void close(JsonNode schema) {
        schema.properties().stream().filter(member -> !member.getKey().equals("if")).forEach(member -> {
            if (member.getKey().equals("allOf")) {
                // What the parts have is closed by the whole.
                member.getValue().forEach(part -> part.forEach(OpenApi::close));
            } else {
                close(member.getValue());
            }
        });
        for (int i = 0; schema.isArray() && i < schema.size(); i++) {
            close(schema.get(i));
        }
        boolean hasMembers = schema.path("properties").isObject() && schema.path("type").asText().equals("object");
        boolean closable = hasMembers || schema.path("allOf").isArray();
        if (schema instanceof ObjectNode object && closable && !schema.has("additionalProperties")) {
            object.put("unevaluatedProperties", false);
        }
    }

    /** Fails when the answer is not as the document says. */
    void check(String method, String pathAndQuery, Answer answer) {
        String path = pathAndQuery.replaceFirst("\\?.*", "");
        String what = method + " " + pathAndQuery + " -> " + answer.status() + " " + answer.body();
        if (answer.status() == 200
                && (UNDESCRIBED.contains(path) || path.startsWith("/docs/") || path.startsWith("/console/"))) {
            return;
        }
        if (answer.header("X-Request-Id").isEmpty()) {
            throw new AssertionError("no X-Request-Id: " + what);
        }
        List<Operation> onPath = operations.stream().filter(one -> one.path().matcher(path).matches()).toList();
        Optional<Operation> operation = onPath.stream().filter(one -> one.method().equals(method)).findFirst();
        if (operation.isEmpty()) {
            checkRefusedAtTheDoor(!onPath.isEmpty(), what, answer);
            return;
        }
        JsonNode response = operation.get().responses().path(Integer.toString(answer.status()));
        if (response.isMissingNode()) {
            throw new AssertionError("the document has no such status: " + what);
        }
        checkHeaders(response, what, answer);
        String type = answer.header("Content-Type").replaceFirst(";\\s*charset.*", "");
        JsonNode content = response.path("content").path(type);
        if (content.isMissingNode()) {
            throw new AssertionError("the document has no content type " + type + ": " + what);
        }
        if (type.endsWith("json")) {
            validate(definitions.getOrDefault(content.required("schema"), ""), what, answer.body());
        }
    }

    private void checkRefusedAtTheDoor(boolean pathIsKnown, String what, Answer answer) {
        Set<Integer> expected = pathIsKnown ? Set.of(401, 405) : Set.of(400, 401, 404);
        if (!expected.contains(answer.status()) || !answer.header("Content-Type").equals(PROBLEM_JSON)) {
            throw new AssertionError("the document has no such path and method: " + what);
        }
        validate("problem", what, answer.body());
    }

    private void checkHeaders(JsonNode response, String what, Answer answer) {
        response.path("headers").properties().forEach(header -> {
            String component = header.getValue().path("$ref").asText().replace("#/components/headers/", "");
            boolean required = components.path("headers").path(component).path("required").booleanValue();
            if (required && answer.header(header.getKey()).isEmpty()) {
                throw new AssertionError("the header " + header.getKey() + " is missing: " + what);
            }
        });
    }

    private void validate(String definition, String what, String body) {
        Schema schema = schemas.computeIfAbsent(definition,
                name -> registry.getSchema(SchemaLocation.of(IRI + "#/$defs/" + name)));
        List<Error> errors = schema.validate(body, InputFormat.JSON,
                context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)));
        if (!errors.isEmpty()) {
            throw new AssertionError("not as the document describes it: " + errors + "\n" + what);
        }
    }
}
