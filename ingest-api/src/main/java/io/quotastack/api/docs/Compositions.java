package io.quotastack.api.docs;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Named schemas that are put together of others by {@code allOf} are written out as one: generators of code lose of a part that
 * some of its members may be null, and all of it when its members depend on each other.
 */
final class Compositions {

    private static final String ALL_OF = "allOf";
    private static final String PROPERTIES = "properties";
    private static final String REQUIRED = "required";
    private static final String DESCRIPTION = "description";
    private static final String SCHEMAS = "#/components/schemas/";

    private final ObjectNode schemas;
    /** The names of schemas that others were made of. */
    private final Set<String> parts = new TreeSet<>();

    private Compositions(ObjectNode schemas) {
        this.schemas = schemas;
    }

    /** Merges all named schemas of a document, and leaves out those that were only parts. */
    static void merge(ObjectNode document) {
        var compositions = new Compositions((ObjectNode) document.required("components").required("schemas"));
        compositions.schemas.forEach(schema -> compositions.merged((ObjectNode) schema));
        Set<String> named = new HashSet<>(document.findValuesAsText("$ref"));
        compositions.parts.removeIf(part -> named.contains(SCHEMAS + part));
        compositions.schemas.remove(compositions.parts);
    }

    private ObjectNode merged(ObjectNode object) {
        if (object.remove(ALL_OF) instanceof ArrayNode composed) {
            ObjectNode own = object.deepCopy();
            object.removeAll();
            composed.forEach(part -> {
                ObjectNode copy = merged(resolved(part)).deepCopy();
                copy.remove(DESCRIPTION);
                add(object, copy);
            });
            add(object, own);
            if (object.remove("unevaluatedProperties") != null) {
                object.put("additionalProperties", false);
            }
        }
        return object;
    }

    private ObjectNode resolved(JsonNode part) {
        String reference = part.path("$ref").asText();
        if (reference.isEmpty()) {
            return (ObjectNode) part;
        }
        String name = reference.substring(SCHEMAS.length());
        parts.add(name);
        return (ObjectNode) schemas.required(name);
    }

    private static void add(ObjectNode whole, ObjectNode part) {
        for (Map.Entry<String, JsonNode> member : part.properties()) {
            switch (member.getKey()) {
                case PROPERTIES -> member.getValue().properties().forEach(
                        property -> addProperty(whole.withObjectProperty(PROPERTIES), property));
                case REQUIRED -> addNames(whole.withArrayProperty(REQUIRED), member.getValue());
                case "fields_by" -> whole.withObjectProperty("fields_by").setAll((ObjectNode) member.getValue());
                default -> {
                    JsonNode before = whole.replace(member.getKey(), member.getValue());
                    if (before != null && !before.equals(member.getValue())) {
                        throw new IllegalStateException("cannot be merged: two of " + member.getKey());
                    }
                }
            }
        }
    }

    /** A later part says more of a property that an earlier one has. */
    private static void addProperty(ObjectNode properties, Map.Entry<String, JsonNode> property) {
        if (properties.get(property.getKey()) instanceof ObjectNode before && !before.has("$ref")
                && !property.getValue().has("$ref")) {
            before.setAll((ObjectNode) property.getValue());
        } else {
            properties.set(property.getKey(), property.getValue());
        }
    }

    private static void addNames(ArrayNode names, JsonNode more) {
        more.forEach(name -> {
            if (names.valueStream().noneMatch(name::equals)) {
                names.add(name);
            }
        });
    }
}
