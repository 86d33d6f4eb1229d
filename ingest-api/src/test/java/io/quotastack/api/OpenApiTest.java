package io.quotastack.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

/** The API describes itself (CONTRACT 1). */
class OpenApiTest extends ApiFixture {

    @Test
    void everyReferenceLeadsSomewhere() {
        JsonNode document = document();
        List<String> references = new ArrayList<>();
        collectReferences(document, references);
        assertThat(references).isNotEmpty()
                .allSatisfy(reference -> assertThat(document.at(reference.substring(1)).isMissingNode())
                        .as(reference).isFalse());
    }

    /** A comma in an unquoted YAML description would cut it in two and leave a member without a value. */
    @Test
    void noMemberIsWithoutAValue() {
        assertThat(membersWithoutValue(document(), "")).isEmpty();
    }

    @Test
    void everyOperationHasANameOfItsOwnAndSaysWhatItAnswers() {
        List<String> ids = new ArrayList<>();
        document().path("paths").forEach(path -> path.forEach(operation -> {
            ids.add(operation.path("operationId").asText());
            assertThat(operation.path("summary").asText()).isNotEmpty();
            assertThat(operation.path("responses").size()).isGreaterThan(2);
        }));
        assertThat(ids).doesNotHaveDuplicates().hasSizeGreaterThan(50).contains("recordUsage", "checkEntitlement",
                "checkEntitlementByExternalId");
    }

    /** What breaks code that is generated of the document; each of these did. */
    @Test
    void nothingIsSaidInAWayThatGeneratorsOfCodeMisread() {
        JsonNode document = document();
        Map<String, JsonNode> schemas = new TreeMap<>();
        collectSchemas(document, "", schemas);
        assertThat(schemas).hasSizeGreaterThan(500).allSatisfy((at, schema) -> {
            assertThat(schema.path("type").asText()).as("only null: %s", at).isNotEqualTo("null");
            assertThat(schema.path("type").asText().equals("array") && !schema.has("items")).as("no items: %s", at)
                    .isFalse();
            for (String composed : List.of("allOf", "oneOf", "anyOf")) {
                assertThat(schema.has(composed) && (schema.has("properties") || schema.has("required")))
                        .as("properties beside %s: %s", composed, at).isFalse();
            }
            JsonNode oneOf = schema.path("oneOf");
            for (int i = 0; i < oneOf.size() - 1; i++) {
                assertThat(oneOf.get(i).path("type").asText()).as("null before others: %s", at).isNotEqualTo("null");
            }
            boolean isConditional = schema.has("if");
            schema.path("properties").properties().forEach(property -> assertThat(
                    isConditional && property.getValue().has("default"))
                    .as("a default where it may be refused: %s/properties/%s", at, property.getKey())
                    .isFalse());
        });
    }

    /** Of parts, generators lose that null is allowed, and all that depends on each other. */
    @Test
    void noNamedSchemaIsPutTogetherOfParts() {
        JsonNode schemas = document().required("components").required("schemas");

        assertThat(schemas.properties()).allSatisfy(
                schema -> assertThat(schema.getValue().has("allOf")).as(schema.getKey()).isFalse());
        assertThat(schemas.at("/RuleCreation/properties").fieldNames()).toIterable().contains("billable_metric_key",
                "cost_type", "unit_cost", "prices");
        assertThat(schemas.at("/CreditGrantedEvent/properties/type/const").asText()).isEqualTo("credit.granted");
        assertThat(schemas.at("/MeteringRule/required")).extracting(JsonNode::asText).contains("plan_id");
    }

    /** Of several objects without a member that names the kind, generated Java reads none: each fits. */
    @Test
    void noChoiceIsBetweenObjects() {
        JsonNode document = document();
        Map<String, JsonNode> schemas = new TreeMap<>();
        collectSchemas(document, "", schemas);

        assertThat(schemas).allSatisfy((at, schema) -> {
            assertThat(schema.has("anyOf")).as("anyOf: %s", at).isFalse();
            assertThat(schema.path("oneOf").valueStream().filter(one -> isObject(document, one))).as("objects: %s", at)
                    .hasSizeLessThan(2);
        });
    }

    private static boolean isObject(JsonNode document, JsonNode schema) {
        JsonNode named = schema.has("$ref") ? document.at(schema.path("$ref").asText().substring(1)) : schema;
        return named.has("properties") || named.path("type").asText().equals("object");
    }

    /** One object with the members of each kind, of which a validator lets those of one kind be there. */
    @Test
    void whatIsOfOneKindOrAnotherIsDescribedAsOneObject() {
        JsonNode answer = document().at("/components/schemas/EntitlementAnswer");

        assertThat(answer.at("/properties").fieldNames()).toIterable().contains("billable_metric_key", "balance",
                "feature_key", "value");
        assertThat(answer.at("/required")).extracting(JsonNode::asText).contains("allowed", "reason", "customer_id")
                .doesNotContain("billable_metric_key", "balance", "feature_key", "value");
        JsonNode kinds = answer.at("/if/not/oneOf");
        assertThat(kinds.at("/0/required")).extracting(JsonNode::asText).contains("billable_metric_key", "balance");
        assertThat(kinds.at("/0/not/anyOf")).extracting(one -> one.at("/required/0").asText())
                .containsExactly("feature_key", "type", "value");
        assertThat(kinds.at("/1/required")).extracting(JsonNode::asText).containsExactly("feature_key", "type",
                "value");
    }

    @Test
    void namesReadWellInGeneratedCode() {
        JsonNode document = document();
        List<String> tags = document.path("tags").findValuesAsText("name");
        assertThat(tags).doesNotHaveDuplicates();
        List<String> ofPaths = new ArrayList<>();
        document.path("paths").forEach(path -> path.forEach(operation -> {
            assertThat(operation.path("operationId").asText()).matches("[a-z][a-zA-Z]+");
            operation.path("tags").forEach(tag -> ofPaths.add(tag.asText()));
            assertThat(operation.path("description").asText()).as("%s", operation.path("operationId")).isNotEmpty();
            operation.path("parameters").forEach(parameter -> assertThat(
                    !parameter.path("name").asText().equals("Prefer") || parameter.path("schema").size() > 1)
                    .as("a Prefer of any text").isTrue());
        }));
        assertThat(tags).containsAll(ofPaths);
        document.path("webhooks").forEach(webhook -> {
            assertThat(webhook.at("/post/operationId").asText()).matches("on[A-Z][a-zA-Z]+");
            assertThat(webhook.at("/post/tags/0").asText()).isIn(tags).isNotIn(ofPaths);
            assertThat(webhook.at("/post/requestBody/content/application~1json/schema").has("$ref")).isTrue();
        });
    }

    @Test
    void bodiesAreDescribedAsClosed() {
        JsonNode document = document();
        document.path("paths").forEach(path -> path.forEach(operation -> {
            JsonNode schema = operation.at("/requestBody/content/application~1json/schema");
            if (!schema.isMissingNode()) {
                JsonNode body = document.at(schema.path("$ref").asText().substring(1));
                assertThat(body.has("additionalProperties") || body.has("unevaluatedProperties"))
                        .as(schema.path("$ref").asText()).isTrue();
            }
        }));
    }

    @Test
    void whatARouteNeedsIsDescribed() {
        JsonNode usage = document().path("paths").path("/v1/usage").path("post");
        assertThat(usage.path("description").asText()).startsWith("Scope `usage:write`.");
        assertThat(usage.path("parameters").get(0).path("$ref").asText())
                .isEqualTo("#/components/parameters/IdempotencyKey");
        assertThat(usage.path("responses").fieldNames()).toIterable().contains("201", "202", "400", "401", "402",
                "403", "404", "413", "415", "422", "429", "500", "503");
    }

    @Test
    void theDocsAreRenderedFromFilesOfTheProcess() {
        Answer page = get("/docs").as("").send().is(200);
        assertThat(page.header("Content-Type")).isEqualTo("text/html;charset=utf-8");
        assertThat(page.body()).doesNotContain("//");
        for (String file : List.of("docs.js", "swagger-ui-bundle.js", "swagger-ui.css", "favicon-32x32.png")) {
            get("/docs/" + file).as("").send().is(200);
        }
    }

    private JsonNode document() {
        return get("/openapi.json").as("").send().is(200).json();
    }

    private static List<String> membersWithoutValue(JsonNode node, String at) {
        List<String> found = new ArrayList<>();
        node.properties().forEach(member -> {
            String place = at + "/" + member.getKey();
            if (member.getValue().isNull()) {
                found.add(place);
            }
            // An example is an answer, and an answer may have nulls.
            if (!member.getKey().equals("example")) {
                found.addAll(membersWithoutValue(member.getValue(), place));
            }
        });
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            found.addAll(membersWithoutValue(node.get(i), at + "/" + i));
        }
        return found;
    }

    /** All schemas by where they are, but for those under {@code if}, which generators leave alone, and in examples. */
    private static void collectSchemas(JsonNode node, String at, Map<String, JsonNode> schemas) {
        boolean isSchema = at.matches(".*/(schema|items|additionalProperties)|.*/(schemas|properties)/[^/]+|.*Of/\\d+");
        if (isSchema && (!at.matches(".*Of/\\d+") || !node.path("type").asText().equals("null"))) {
            schemas.put(at, node);
        }
        node.properties().stream().filter(member -> !List.of("if", "example").contains(member.getKey()))
                .forEach(member -> collectSchemas(member.getValue(), at + "/" + member.getKey(), schemas));
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            collectSchemas(node.get(i), at + "/" + i, schemas);
        }
    }

    private static void collectReferences(JsonNode node, List<String> references) {
        if (node.path("$ref").isTextual()) {
            references.add(node.path("$ref").asText());
        }
        node.forEach(child -> collectReferences(child, references));
    }
}
