package io.quotastack.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quotastack.schemas.json.Json;
import io.quotastack.schemas.registry.Compatibility;

/** A topic that Confluent's registry had before; its rows are as that one writes them. */
class OthersRowsTest {

    private static final String FIRST = record("{\"name\":\"a\",\"type\":\"string\"}");
    private static final String SECOND = record(
            "{\"name\":\"a\",\"type\":\"string\"},{\"name\":\"b\",\"type\":\"long\",\"default\":1}");
    private static final String JSON_SCHEMA = "{\"type\":\"object\"}";

    private final RowsInMemory rows = new RowsInMemory();

    @Test
    void aConfigurationWithoutALevelLeavesTheRuleOfAll() {
        config("null", "{\"subject\":null,\"normalize\":true}");
        config("\"orders-value\"", "{\"subject\":\"orders-value\",\"alias\":\"others-value\"}");

        var subjects = new SchemaSubjects(rows);

        assertThat(subjects.globalCompatibility()).isEqualTo(Compatibility.BACKWARD);
        assertThat(subjects.compatibility(Optional.of("orders-value"))).isEmpty();
    }

    @Test
    void whatIsNotUnderstoodOfAConfigurationIsKept() throws Exception {
        config("\"orders-value\"", "{\"subject\":\"orders-value\",\"normalize\":true,\"compatibilityLevel\":\"FULL\"}");
        var subjects = new SchemaSubjects(rows);

        subjects.setCompatibility(Optional.of("orders-value"), Compatibility.NONE);

        assertThat(rows.lastValue()).isEqualTo(Json.MAPPER.readTree(
                "{\"subject\":\"orders-value\",\"normalize\":true,\"compatibilityLevel\":\"NONE\"}"));
    }

    @Test
    void aLevelOfALaterVersionIsKeptToo() throws Exception {
        config("\"orders-value\"", "{\"compatibilityLevel\":\"SIDEWAYS\",\"validateFields\":true}");

        assertThat(new SchemaSubjects(rows).compatibility(Optional.of("orders-value"))).isEmpty();
        assertThat(rows.lastValue().path("compatibilityLevel").asText()).isEqualTo("SIDEWAYS");
    }

    @Test
    void theRuleOfAllCanBeGone() {
        config("null", "{\"compatibilityLevel\":\"NONE\"}");
        config("null", null);

        assertThat(new SchemaSubjects(rows).globalCompatibility()).isEqualTo(Compatibility.BACKWARD);
    }

    @Test
    void aDeletedSubjectStaysDeletedButItsIdsReadable() {
        schema("orders-value", 1, 1, FIRST, "");
        schema("orders-value", 2, 2, SECOND, "");
        rows.add("{\"keytype\":\"DELETE_SUBJECT\",\"subject\":\"orders-value\",\"magic\":0}",
                "{\"subject\":\"orders-value\",\"version\":2}");

        var subjects = new SchemaSubjects(rows);

        assertThat(subjects.subjects(false)).isEmpty();
        assertThat(subjects.versions("orders-value", true)).containsExactly(1, 2);
        assertThat(subjects.schema(2).schema()).isEqualTo(SECOND);
        assertThat(subjects.register("orders-value", FIRST)).isEqualTo(1);
        assertThat(subjects.versions("orders-value", false)).containsExactly(3);
    }

    @Test
    void onlyTheVersionsBeforeTheDeletionAreDeleted() {
        schema("orders-value", 1, 1, FIRST, "");
        rows.add("{\"keytype\":\"DELETE_SUBJECT\",\"subject\":\"orders-value\",\"magic\":0}",
                "{\"subject\":\"orders-value\",\"version\":1}");
        schema("orders-value", 2, 2, SECOND, "");

        assertThat(new SchemaSubjects(rows).versions("orders-value", false)).containsExactly(2);
    }

    @Test
    void whatWasDeletedForGoodIsGoneWithItsIdUnlessAnotherSubjectHasIt() {
        schema("orders-value", 1, 1, FIRST, "");
        schema("orders-value", 2, 2, SECOND, "");
        schema("returns-value", 1, 2, SECOND, "");
        rows.add("{\"keytype\":\"SCHEMA\",\"subject\":\"orders-value\",\"version\":1,\"magic\":1}", null);
        rows.add("{\"keytype\":\"SCHEMA\",\"subject\":\"orders-value\",\"version\":2,\"magic\":1}", null);

        var subjects = new SchemaSubjects(rows);

        assertThat(subjects.subjects(true)).containsExactly("returns-value");
        assertThatThrownBy(() -> subjects.schema(1)).isInstanceOf(RegistryFault.class);
        assertThat(subjects.schema(2).schema()).isEqualTo(SECOND);
        assertThat(subjects.register("new-value", FIRST)).as("an id is not given twice").isEqualTo(3);
    }

    @Test
    void clearingASubjectEndsOnlyWhatIsDeletedOfIt() {
        schema("orders-value", 1, 1, FIRST, ",\"deleted\":true");
        schema("orders-value", 2, 2, SECOND, "");
        rows.add("{\"keytype\":\"CLEAR_SUBJECT\",\"subject\":\"orders-value\",\"magic\":0}",
                "{\"subject\":\"orders-value\"}");

        assertThat(new SchemaSubjects(rows).versions("orders-value", true)).containsExactly(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"keytype\":\"NOOP\",\"magic\":0}", "{\"keytype\":\"MODE\",\"subject\":null,\"magic\":0}",
        "{\"keytype\":\"CONTEXT\",\"tenant\":\"default\",\"context\":\".staging\",\"magic\":0}",
        "{\"keytype\":\"ASSOC\",\"tenant\":\"default\",\"subject\":\"orders-value\"}",
        "{\"keytype\":\"OF_A_LATER_VERSION\"}",
        "{\"keytype\":\"SCHEMA\",\"subject\":\":.staging:orders-value\",\"version\":1,\"magic\":1}", "{}", "[]", "{",
        "SCHEMA"})
    void whatIsNotThisRegistrysIsPassedOver(String key) {
        schema("orders-value", 1, 1, FIRST, "");
        rows.add(key, "{\"mode\":\"READONLY\",\"subject\":\":.staging:orders-value\",\"version\":1,\"id\":1,"
                + "\"schema\":\"\\\"long\\\"\",\"compatibilityLevel\":\"NONE\"}");
        rows.add(key, null);
        rows.add(key, "no JSON");

        var subjects = new SchemaSubjects(rows);

        assertThat(subjects.subjects(true)).containsExactly("orders-value");
        assertThat(subjects.schema(1).schema()).isEqualTo(FIRST);
    }

    @Test
    void schemasOfOtherLanguagesAreListedAsWhatTheyAre() throws Exception {
        schema("orders-value", 1, 1, FIRST, "");
        schema("orders-key", 1, 2, JSON_SCHEMA, ",\"schemaType\":\"JSON\"");
        schema("parts-value", 1, 3, "\"a.b.Order\"",
                ",\"references\":[{\"name\":\"a.b.Order\",\"subject\":\"orders-value\",\"version\":1}]");
        try (var registry = EmbeddedSchemaRegistry.start(rows, "127.0.0.1", 0)) {
            assertThat(get(registry, "/subjects")).isEqualTo("[\"orders-key\",\"orders-value\",\"parts-value\"]");
            assertThat(get(registry, "/schemas/ids/2"))
                    .isEqualTo("{\"schemaType\":\"JSON\",\"schema\":\"{\\\"type\\\":\\\"object\\\"}\"}");
            assertThat(get(registry, "/subjects/orders-key/versions/latest")).contains("\"schemaType\":\"JSON\"");
            assertThat(get(registry, "/schemas/ids/3")).contains("\"references\":[{\"name\":\"a.b.Order\"");
            assertThat(get(registry, "/subjects/orders-value/versions/1/referencedby")).isEqualTo("[3]");
            assertThat(get(registry, "/schemas/ids/1")).doesNotContain("schemaType", "references");
        }
    }

    @Test
    void noAvroSchemaFollowsOneOfAnotherLanguage() {
        schema("orders-value", 1, 1, JSON_SCHEMA, ",\"schemaType\":\"JSON\"");
        var subjects = new SchemaSubjects(rows);

        assertThat(subjects.differences("orders-value", FIRST)).singleElement().asString().contains("JSON");
        assertThatThrownBy(() -> subjects.register("orders-value", FIRST)).isInstanceOf(RegistryFault.class);

        subjects.setCompatibility(Optional.of("orders-value"), Compatibility.NONE);

        assertThat(subjects.register("orders-value", FIRST)).isEqualTo(2);
    }

    @Test
    void theSameTextInAnotherLanguageIsAnotherSchema() {
        schema("numbers-value", 1, 1, "\"string\"", ",\"schemaType\":\"PROTOBUF\"");

        assertThat(new SchemaSubjects(rows).register("names-value", "\"string\"")).isEqualTo(2);
    }

    @Test
    void deletingKeepsWhatIsNotUnderstoodOfASchema() throws Exception {
        schema("orders-value", 1, 1, FIRST, ",\"md5\":\"abc=\",\"ruleSet\":{\"domainRules\":[]}");

        assertThat(new SchemaSubjects(rows).delete("orders-value")).isEqualTo(List.of(1));

        assertThat(rows.lastValue().path("deleted").asBoolean()).isTrue();
        assertThat(rows.lastValue().path("md5").asText()).isEqualTo("abc=");
        assertThat(rows.lastValue().path("ruleSet").has("domainRules")).isTrue();
    }

    @Test
    void aSecondSchemaUnderOneIdIsPassedOver() {
        schema("orders-value", 1, 1, FIRST, "");
        schema("returns-value", 1, 1, SECOND, "");

        var subjects = new SchemaSubjects(rows);

        assertThat(subjects.schema(1).schema()).isEqualTo(FIRST);
        assertThat(subjects.subjects(true)).containsExactly("orders-value");
    }

    private void schema(String subject, int version, int id, String schema, String more) {
        rows.add("{\"keytype\":\"SCHEMA\",\"subject\":\"" + subject + "\",\"version\":" + version + ",\"magic\":1}",
                "{\"subject\":\"" + subject + "\",\"version\":" + version + ",\"id\":" + id + ",\"schema\":"
                        + Json.MAPPER.valueToTree(schema) + more + "}");
    }

    private void config(String subject, @Nullable String value) {
        rows.add("{\"keytype\":\"CONFIG\",\"subject\":" + subject + ",\"magic\":0}", value);
    }

    private static String get(EmbeddedSchemaRegistry registry, String path) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(URI.create(registry.url() + path)).build(),
                    BodyHandlers.ofString()).body();
        }
    }

    private static String record(String fields) {
        return "{\"type\":\"record\",\"name\":\"Order\",\"fields\":[" + fields + "]}";
    }
}
