package io.quotastack.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

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

    private static void collectReferences(JsonNode node, List<String> references) {
        if (node.path("$ref").isTextual()) {
            references.add(node.path("$ref").asText());
        }
        node.forEach(child -> collectReferences(child, references));
    }
}
