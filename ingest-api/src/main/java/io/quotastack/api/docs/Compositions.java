package io.quotastack.api.docs;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Named schemas that are put together of others are written out as one.
 *
 * <p>Those of {@code allOf}, since generators of code lose of a part that some of its members may be null, and all of it when its
 * members depend on each other.
 *
 * <p>Those of {@code kind_of: [A, B]}, an object that is an A or a B, since of a {@code oneOf} of objects without a member that
 * names the kind some generators make code that cannot read any: it has the members of all, of which those that all need are
 * required, and as {@code kinds} which others each kind needs and which it has not. Members of one name are described alike by all
 * kinds.
 */
final class Compositions {

    private static final String ALL_OF = "allOf";
    private static final String KIND_OF = "kind_of";
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
        compositions.schemas.forEach(schema -> compositions.ofKinds((ObjectNode) schema));
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
        return reference.isEmpty() ? (ObjectNode) part : named(reference.substring(SCHEMAS.length()));
    }

    private ObjectNode named(String name) {
        parts.add(name);
        return (ObjectNode) schemas.required(name);
    }

    private void ofKinds(ObjectNode object) {
        if (!(object.remove(KIND_OF) instanceof ArrayNode names)) {
            return;
        }
        List<ObjectNode> kinds = names.valueStream().map(name -> named(name.textValue())).toList();
        ObjectNode properties = Yaml.object();
        kinds.forEach(kind -> kind.required(PROPERTIES).properties()
                .forEach(property -> addAlike(properties, property)));
        Set<String> common = new LinkedHashSet<>(required(kinds.getFirst()));
        kinds.forEach(kind -> common.retainAll(required(kind)));
        object.put("type", "object").set(PROPERTIES, properties);
        common.forEach(object.putArray(REQUIRED)::add);
        ArrayNode each = object.putArray("kinds");
        for (ObjectNode kind : kinds) {
            ObjectNode which = each.addObject();
            ArrayNode needed = which.putArray("needed");
            required(kind).stream().filter(name -> !common.contains(name)).forEach(needed::add);
            ArrayNode without = which.putArray("without");
            properties.fieldNames().forEachRemaining(name -> {
                if (!kind.required(PROPERTIES).has(name)) {
                    without.add(name);
                }
            });
        }
    }

    private static void addAlike(ObjectNode properties, Map.Entry<String, JsonNode> property) {
        JsonNode before = properties.putIfAbsent(property.getKey(), property.getValue());
        if (before != null && !before.equals(property.getValue())) {
            throw new IllegalStateException("kinds that describe " + property.getKey() + " differently");
        }
    }

    private static List<String> required(ObjectNode schema) {
        return schema.path(REQUIRED).valueStream().map(JsonNode::textValue).toList();
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
