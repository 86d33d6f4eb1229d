package io.quotastack.api.docs;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quotastack.api.http.Route;

/**
 * The {@code webhooks} of the document: what the tenant's endpoint is sent, by type of event. All share one envelope and
 * the headers of the Standard Webhooks; {@code webhooks.yaml} says what each type's data is. A delivery that the running
 * system made stands in {@code examples/webhooks/<type>.json} and becomes the example.
 */
final class Webhooks {

    private static final String DESCRIPTION = """
            Signed by the Standard Webhooks. Verify `webhook-signature`, then answer 2xx within 5 s; anything else is \
            tried again 7 times (5 s, 30 s, 2 min, 10 min, 30 min, 2 h, 6 h, each ±10 %). In order per customer, at \
            least once: the same `webhook-id` may come again.""";

    private static final List<String> HEADERS = List.of("webhook_id", "webhook_timestamp", "webhook_signature");

    private Webhooks() {}

    /**
     * The section, by type of event. What is posted becomes a schema of its own, since generators of code resolve
     * nothing inside this section; for the same reason the headers are said in full.
     *
     * @param components gets the schemas, and gives the headers up
     */
    static ObjectNode document(ObjectNode components) {
        ObjectNode webhooks = Yaml.object();
        ObjectNode parameters = (ObjectNode) components.required("parameters");
        List<JsonNode> headers = HEADERS.stream().map(parameters::remove).toList();
        ObjectNode schemas = (ObjectNode) components.required("schemas");
        Yaml.read("openapi/webhooks.yaml").properties().forEach(type -> {
            String name = camelCase(type.getKey());
            schemas.set(name + "Event", schema(type.getKey(), type.getValue()));
            webhooks.putObject(type.getKey()).set("post", operation(type.getKey(), name, type.getValue(), headers));
        });
        return webhooks;
    }

    /** {@code CreditBalanceLow} of {@code credit.balance_low}. */
    private static String camelCase(String type) {
        return Arrays.stream(type.split("[._]", -1))
                .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                .collect(Collectors.joining());
    }

    private static ObjectNode schema(String type, JsonNode entry) {
        ObjectNode schema = Yaml.object();
        schema.put("description", entry.required("summary").textValue());
        var all = schema.putArray("allOf");
        Operations.ref(all.addObject(), "schemas/Event");
        ObjectNode narrowed = all.addObject().put("type", "object").putObject("properties");
        narrowed.putObject("type").put("type", "string").put("const", type);
        Operations.ref(narrowed.putObject("data"), "schemas/" + entry.required("data").textValue());
        return schema;
    }

    private static ObjectNode operation(String type, String name, JsonNode entry, List<JsonNode> headers) {
        ObjectNode operation = Yaml.object();
        operation.put("operationId", "on" + name);
        operation.putArray("tags").add("events");
        operation.put("summary", entry.required("summary").textValue());
        operation.put("description", DESCRIPTION);
        operation.putArray("security");
        operation.putArray("parameters").addAll(headers);
        ObjectNode content = operation.putObject("requestBody").put("required", true).putObject("content")
                .putObject(Route.JSON);
        Operations.ref(content.putObject("schema"), "schemas/" + name + "Event");
        String example = "openapi/examples/webhooks/" + type + ".json";
        if (Resources.find(example).isPresent()) {
            content.set("example", Yaml.read(example));
        }
        operation.putObject("responses").putObject("2XX").put("description", "Delivered.");
        return operation;
    }
}
