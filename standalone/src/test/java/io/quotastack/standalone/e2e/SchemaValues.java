package io.quotastack.standalone.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Values that a schema of the OpenAPI document asks for, or nearly: most of a body is right, so that its faults are found deep. */
final class SchemaValues {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int DEEPEST = 8;

    private final JsonNode document;
    private final Map<String, List<String>> known;

    /** @param known values of members by name, such as keys of metrics that are there */
    SchemaValues(JsonNode document, Map<String, List<String>> known) {
        this.document = document;
        this.known = known;
    }

    JsonNode of(JsonNode schema, RandomGenerator random) {
        return of(schema, "", random, 0);
    }

    private JsonNode of(JsonNode given, String name, RandomGenerator random, int depth) {
        JsonNode schema = resolved(given);
        if (depth > DEEPEST) {
            return JSON.nullNode();
        }
        if (schema.has("const")) {
            return schema.get("const");
        }
        if (schema.has("enum")) {
            return schema.get("enum").get(random.nextInt(schema.get("enum").size()));
        }
        if (schema.has("properties") || schema.has("allOf")) {
            return object(schema, random, depth);
        }
        for (String choice : List.of("oneOf", "anyOf")) {
            if (schema.has(choice)) {
                return of(schema.get(choice).get(random.nextInt(schema.get(choice).size())), name, random, depth + 1);
            }
        }
        return switch (type(schema, random)) {
            case "object" -> map(schema, random, depth);
            case "array" -> array(schema, name, random, depth);
            case "integer" -> JSON.numberNode(integer(schema, random));
            case "number" -> JSON.numberNode(random.nextDouble() * 100);
            case "boolean" -> JSON.booleanNode(random.nextBoolean());
            case "null" -> JSON.nullNode();
            default -> JSON.textNode(text(schema, name, random));
        };
    }

    private static String type(JsonNode schema, RandomGenerator random) {
        JsonNode type = schema.path("type");
        return type.isArray() ? type.get(random.nextInt(type.size())).asText() : type.asText("string");
    }

    JsonNode resolved(JsonNode schema) {
        JsonNode found = schema;
        while (found.has("$ref")) {
            found = document.at(found.get("$ref").textValue().substring(1));
        }
        return found;
    }

    private ObjectNode object(JsonNode schema, RandomGenerator random, int depth) {
        ObjectNode object = JSON.objectNode();
        for (JsonNode part : schema.path("allOf")) {
            if (of(part, "", random, depth + 1) instanceof ObjectNode more) {
                object.setAll(more);
            }
        }
        List<String> required = new ArrayList<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        List<String> others = new ArrayList<>();
        ObjectNode constants = JSON.objectNode();
        for (JsonNode alternatives : alternatives(schema)) {
            alternatives.forEach(one -> one.path("required").forEach(name -> others.add(name.asText())));
            JsonNode chosen = alternatives.get(random.nextInt(alternatives.size()));
            chosen.path("required").forEach(name -> required.add(name.asText()));
            constants.setAll(constants(chosen));
        }
        schema.path("properties").properties().forEach(property -> {
            String name = property.getKey();
            boolean wanted = required.contains(name) || (!others.contains(name) && random.nextInt(3) == 0);
            if (wanted) {
                object.set(name, of(property.getValue(), name, random, depth + 1));
            }
        });
        return object.setAll(constants);
    }

    private static ObjectNode constants(JsonNode alternative) {
        ObjectNode found = JSON.objectNode();
        alternative.path("properties").properties().stream().filter(member -> member.getValue().has("const"))
                .forEach(member -> found.set(member.getKey(), member.getValue().get("const")));
        return found;
    }

    /** Lists of alternatives of which exactly one holds, as the document says it: {@code if: {not: {oneOf}}}. */
    private static List<JsonNode> alternatives(JsonNode schema) {
        List<JsonNode> found = new ArrayList<>();
        JsonNode refused = schema.path("if");
        for (JsonNode one : refused.has("anyOf") ? refused.get("anyOf") : List.of(refused)) {
            if (one.at("/not/oneOf").isArray()) {
                found.add(one.at("/not/oneOf"));
            }
        }
        return found;
    }

    private ObjectNode map(JsonNode schema, RandomGenerator random, int depth) {
        ObjectNode object = JSON.objectNode();
        for (int i = random.nextInt(3); i > 0; i--) {
            object.set("k" + i, schema.path("additionalProperties").isObject()
                    ? of(schema.get("additionalProperties"), "", random, depth + 1)
                    : JSON.textNode("v"));
        }
        return object;
    }

    private ArrayNode array(JsonNode schema, String name, RandomGenerator random, int depth) {
        ArrayNode array = JSON.arrayNode();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            array.add(of(schema.path("items"), name, random, depth + 1));
        }
        return array;
    }

    private static long integer(JsonNode schema, RandomGenerator random) {
        long least = schema.path("minimum").asLong(0);
        long most = schema.path("maximum").asLong(1_000_000);
        return switch (random.nextInt(6)) {
            case 0 -> least;
            case 1 -> most;
            case 2 -> most + 1;
            default -> least + random.nextLong(Math.max(1, Math.min(10_000, most - least)));
        };
    }

    private String text(JsonNode schema, String name, RandomGenerator random) {
        List<String> values = known.getOrDefault(name, List.of());
        if (!values.isEmpty() && random.nextInt(8) != 0) {
            return values.get(random.nextInt(values.size()));
        }
        return switch (schema.path("format").asText()) {
            case "uuid" -> new java.util.UUID(random.nextLong(), random.nextLong()).toString();
            case "date-time" -> "20" + (10 + random.nextInt(80)) + "-0" + (1 + random.nextInt(9)) + "-15T10:00:00Z";
            case "uri" -> "http://127.0.0.1:9/hook";
            default -> OddTexts.sometimes("t" + random.nextInt(50), random);
        };
    }
}
