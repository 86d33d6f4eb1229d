package io.quotastack.api.docs;

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

    private Webhooks() {}

    static ObjectNode document() {
        ObjectNode webhooks = Yaml.object();
        Yaml.read("openapi/webhooks.yaml").properties()
                .forEach(type -> webhooks.putObject(type.getKey()).set("post",
                        operation(type.getKey(), type.getValue())));
        return webhooks;
    }

    private static ObjectNode operation(String type, JsonNode entry) {
        ObjectNode operation = Yaml.object();
        operation.put("operationId", "on" + type);
        operation.putArray("tags").add("webhooks");
        operation.put("summary", entry.required("summary").textValue());
        operation.put("description", DESCRIPTION);
        operation.putArray("security");
        var parameters = operation.putArray("parameters");
        for (String header : new String[] {"webhook_id", "webhook_timestamp", "webhook_signature"}) {
            Operations.ref(parameters.addObject(), "parameters/" + header);
        }
        ObjectNode content = operation.putObject("requestBody").put("required", true).putObject("content")
                .putObject(Route.JSON);
        var all = content.putObject("schema").putArray("allOf");
        Operations.ref(all.addObject(), "schemas/Event");
        ObjectNode narrowed = all.addObject().putObject("properties");
        narrowed.putObject("type").put("const", type);
        Operations.ref(narrowed.putObject("data"), "schemas/" + entry.required("data").textValue());
        String example = "openapi/examples/webhooks/" + type + ".json";
        if (Resources.find(example).isPresent()) {
            content.set("example", Yaml.read(example));
        }
        operation.putObject("responses").putObject("2XX").put("description", "Delivered.");
        return operation;
    }
}
