package io.quotastack.api.docs;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Spells out the short notations of {@code schemas/*.yaml} for which members an object must have:
 *
 * <pre>
 * required: all                     all of the properties
 * required: {all_but: [a]}          all of them but a
 * exactly_one: [[a, b], [c, [d, e]]]  exactly one of a and b, and exactly one of c, and d with e
 * at_most_one: [a, b]
 * at_least_one: [a, b]
 * fields_by: {a: {x: {needed: [b], allowed: [c]}, …}}  which other fields go with a's value; none of them without a
 * kinds: [{needed: [a], without: [b]}, …]  exactly one of them; {@link Compositions} makes these of kind_of
 * </pre>
 *
 * All but {@code required} become {@code if: what is refused, then: {not: {}}}: to a validator that is the same as a
 * {@code oneOf} or {@code anyOf} beside the properties, which makes generators of code forget the properties or make a
 * class of each alternative. A name in a {@code required} is listed among the properties beside it, as linters want it.
 */
final class RequiredMembers {

    private static final String REQUIRED = "required";
    private static final String PROPERTIES = "properties";
    private static final String ANY_OF = "anyOf";
    private static final String ONE_OF = "oneOf";
    private static final String NOT = "not";

    private RequiredMembers() {}

    /** Spells out what is required in a node and in all below it, before schemas are merged. */
    static void require(JsonNode node) {
        if (node instanceof ObjectNode object) {
            requireAll(object);
        }
        node.forEach(RequiredMembers::require);
    }

    /** Spells out what depends on each other in a node and in all below it. */
    static void relate(JsonNode node) {
        if (node instanceof ObjectNode object) {
            refuse(object);
        }
        node.forEach(RequiredMembers::relate);
    }

    private static void requireAll(ObjectNode object) {
        if (object.path(REQUIRED).asText().equals("all") || object.path(REQUIRED).has("all_but")) {
            List<String> left = names(object.get(REQUIRED).path("all_but"));
            ArrayNode names = Yaml.object().arrayNode();
            object.required(PROPERTIES).fieldNames().forEachRemaining(name -> {
                if (!left.contains(name)) {
                    names.add(name);
                }
            });
            object.set(REQUIRED, names);
        }
    }

    private static void refuse(ObjectNode object) {
        List<ObjectNode> refused = new ArrayList<>();
        taken(object, "exactly_one").forEach(group -> refused.add(not(anyOrOne(ONE_OF, alternatives(group)))));
        JsonNode rivals = taken(object, "at_most_one");
        if (!rivals.isEmpty()) {
            refused.add(having(names(rivals)));
        }
        JsonNode choices = taken(object, "at_least_one");
        if (!choices.isEmpty()) {
            refused.add(not(anyOrOne(ANY_OF, alternatives(choices))));
        }
        taken(object, "fields_by").properties()
                .forEach(by -> refused.add(not(anyOrOne(ONE_OF, byValue(by.getKey(), by.getValue())))));
        JsonNode kinds = taken(object, "kinds");
        if (!kinds.isEmpty()) {
            refused.add(not(anyOrOne(ONE_OF, kinds.valueStream().map(RequiredMembers::ofKind).toList())));
        }
        if (!refused.isEmpty()) {
            object.set("if", refused.size() == 1 ? refused.getFirst() : anyOrOne(ANY_OF, refused));
            object.putObject("then").putObject(NOT);
        }
    }

    private static JsonNode taken(ObjectNode object, String notation) {
        JsonNode value = object.remove(notation);
        return value == null ? Yaml.object() : value;
    }

    private static List<ObjectNode> alternatives(JsonNode group) {
        List<ObjectNode> found = new ArrayList<>();
        group.forEach(member -> found.add(having(member.isArray() ? names(member) : List.of(member.textValue()))));
        return found;
    }

    private static List<ObjectNode> byValue(String member, JsonNode values) {
        Set<String> all = new LinkedHashSet<>();
        values.forEach(fields -> {
            all.addAll(names(fields.path("needed")));
            all.addAll(names(fields.path("allowed")));
        });
        List<ObjectNode> found = new ArrayList<>();
        values.properties().forEach(value -> {
            List<String> needed = new ArrayList<>(List.of(member));
            needed.addAll(names(value.getValue().path("needed")));
            Set<String> others = new LinkedHashSet<>(all);
            others.removeAll(needed);
            others.removeAll(names(value.getValue().path("allowed")));
            ObjectNode branch = having(needed);
            ((ObjectNode) branch.get(PROPERTIES).get(member)).put("const", value.getKey());
            branch.set(NOT, havingAnyOf(others));
            found.add(branch);
        });
        Set<String> none = new LinkedHashSet<>(List.of(member));
        none.addAll(all);
        found.add(not(havingAnyOf(none)));
        return found;
    }

    private static ObjectNode ofKind(JsonNode kind) {
        ObjectNode branch = having(names(kind.path("needed")));
        branch.set(NOT, havingAnyOf(new LinkedHashSet<>(names(kind.path("without")))));
        return branch;
    }

    private static ObjectNode having(List<String> names) {
        ObjectNode schema = Yaml.object();
        names.forEach(schema.putArray(REQUIRED)::add);
        ObjectNode properties = schema.putObject(PROPERTIES);
        names.forEach(properties::putObject);
        return schema;
    }

    private static ObjectNode havingAnyOf(Set<String> names) {
        return anyOrOne(ANY_OF, names.stream().map(name -> having(List.of(name))).toList());
    }

    private static ObjectNode not(ObjectNode schema) {
        return Yaml.object().set(NOT, schema);
    }

    private static ObjectNode anyOrOne(String keyword, List<ObjectNode> schemas) {
        ObjectNode schema = Yaml.object();
        schema.putArray(keyword).addAll(schemas);
        return schema;
    }

    private static List<String> names(JsonNode list) {
        return list.valueStream().map(JsonNode::textValue).toList();
    }
}
