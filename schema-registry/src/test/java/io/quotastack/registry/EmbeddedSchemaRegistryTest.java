package io.quotastack.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.quotastack.schemas.json.Json;

/** The registry over real HTTP; what it keeps stands in memory here, in the topic's format. */
class EmbeddedSchemaRegistryTest {

    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";

    /** One field. */
    private static final String FIRST = record("{\"name\":\"a\",\"type\":\"string\"}");
    /** A further field with a default: BACKWARD and FORWARD compatible. */
    private static final String WIDER = record(
            "{\"name\":\"a\",\"type\":\"string\"},{\"name\":\"b\",\"type\":\"long\",\"default\":1}");
    /** A further field without default: FORWARD compatible only. */
    private static final String DEMANDING = record(
            "{\"name\":\"a\",\"type\":\"string\"},{\"name\":\"b\",\"type\":\"long\"}");
    /** No field: BACKWARD compatible only. */
    private static final String NARROWER = record("");
    private static final String OTHER_TYPE = record("{\"name\":\"a\",\"type\":\"long\"}");

    private final HttpClient http = HttpClient.newHttpClient();
    private final RowsInMemory rows = new RowsInMemory();
    private EmbeddedSchemaRegistry registry = EmbeddedSchemaRegistry.start(rows, "127.0.0.1", 0);

    private record Answer(int status, JsonNode body, String contentType) {}

    @BeforeEach
    void theFirstSchemaIsThere() throws Exception {
        assertThat(register("orders-value", FIRST).body().path("id").asInt()).isEqualTo(1);
    }

    @AfterEach
    void stop() {
        registry.close();
        http.close();
    }

    @Test
    void answersASchemaByItsIdWithOrWithoutSubject() throws Exception {
        assertThat(get("/schemas/ids/1").body().path("schema").asText()).isEqualTo(FIRST);
        Answer answer = get("/schemas/ids/1?subject=orders-value");
        assertThat(answer.body().path("schema").asText()).isEqualTo(FIRST);
        assertThat(answer.contentType()).isEqualTo(MEDIA_TYPE);
        assertThat(get("/schemas/ids/1/schema").body()).isEqualTo(Json.MAPPER.readTree(FIRST));
        assertThat(get("/schemas/ids/1/versions").body())
                .isEqualTo(json("[{'subject':'orders-value','version':1}]"));
        assertThat(get("/schemas/types").body()).isEqualTo(json("['AVRO']"));
    }

    @Test
    void listsSubjectsAndVersions() throws Exception {
        register("orders-value", WIDER);
        register("returns-value", FIRST);
        assertThat(get("/subjects").body()).isEqualTo(json("['orders-value','returns-value']"));
        assertThat(get("/subjects?subjectPrefix=ret").body()).isEqualTo(json("['returns-value']"));
        assertThat(get("/subjects/orders-value/versions").body()).isEqualTo(json("[1,2]"));
        JsonNode latest = get("/subjects/orders-value/versions/latest").body();
        assertThat(latest).isEqualTo(get("/subjects/orders-value/versions/2").body());
        assertThat(latest.path("id").asInt()).isEqualTo(2);
        assertThat(latest.path("schema").asText()).isEqualTo(WIDER);
    }

    @Test
    void registeringTheSameSchemaAgainAnswersItsId() throws Exception {
        String spelledOtherwise = FIRST.replace(",", " ,\n ");
        assertThat(register("orders-value", spelledOtherwise).body().path("id").asInt()).isEqualTo(1);
        assertThat(get("/subjects/orders-value/versions").body()).isEqualTo(json("[1]"));
    }

    @Test
    void theSameSchemaHasOneIdUnderAllSubjects() throws Exception {
        assertThat(register("returns-value", FIRST).body().path("id").asInt()).isEqualTo(1);
        assertThat(get("/schemas/ids/1/subjects").body()).isEqualTo(json("['orders-value','returns-value']"));
    }

    @Test
    void looksUpWhereASchemaStands() throws Exception {
        assertThat(post("/subjects/orders-value", body(FIRST)).body().path("version").asInt()).isEqualTo(1);
        assertFault(post("/subjects/orders-value", body(WIDER)), 404, 40403);
        assertFault(post("/subjects/nobody-value", body(FIRST)), 404, 40401);
    }

    @Test
    void whatIsNotThereIsATrueNotFound() throws Exception {
        assertFault(get("/schemas/ids/99"), 404, 40403);
        assertFault(get("/schemas/ids/x"), 404, 40403);
        assertFault(get("/subjects/nobody-value/versions"), 404, 40401);
        assertFault(get("/subjects/orders-value/versions/9"), 404, 40402);
        assertFault(get("/config/orders-value"), 404, 40408);
        assertFault(get("/mode/orders-value"), 404, 40409);
        assertFault(get("/associations/subjects/orders-value"), 404, 404);
        assertFault(get("/subjects/orders-value/versions/0"), 422, 42202);
        assertFault(get("/subjects/orders-value/versions/first"), 422, 42202);
    }

    @Test
    void refusesWhatIsNoAvroSchema() throws Exception {
        assertFault(register("orders-value", "{\"type\":\"rekord\"}"), 422, 42201);
        assertFault(post("/subjects/orders-value/versions",
                "{\"schemaType\":\"PROTOBUF\",\"schema\":\"syntax = \\\"proto3\\\";\"}"), 422, 42201);
        assertFault(post("/subjects/orders-value/versions", "{}"), 422, 42201);
        assertFault(post("/subjects/orders-value/versions", "{"), 400, 400);
        assertFault(post("/subjects/orders-value/versions", "{\"schema\":1e9999999999}"), 422, 42201);
    }

    @ParameterizedTest(name = "{0}: wider {1}, demanding {2}, narrower {3}, another type {4}")
    @CsvSource({"NONE, true, true, true, true", "BACKWARD, true, false, true, false",
        "FORWARD, true, true, false, false", "FULL, true, false, false, false",
        "BACKWARD_TRANSITIVE, true, false, true, false", "FORWARD_TRANSITIVE, true, true, false, false",
        "FULL_TRANSITIVE, true, false, false, false"})
    void aNewSchemaMustBeCompatibleByTheSubjectsRule(String rule, boolean wider, boolean demanding, boolean narrower,
            boolean otherType) throws Exception {
        put("/config/orders-value", "{\"compatibility\":\"" + rule + "\"}");
        assertThat(compatible(WIDER)).isEqualTo(wider);
        assertThat(compatible(DEMANDING)).isEqualTo(demanding);
        assertThat(compatible(NARROWER)).isEqualTo(narrower);
        assertThat(compatible(OTHER_TYPE)).isEqualTo(otherType);
        if (!otherType) {
            assertFault(register("orders-value", OTHER_TYPE), 409, 40901);
        }
    }

    @Test
    void onlyTransitiveRulesLookBeyondTheLastVersion() throws Exception {
        register("orders-value", NARROWER);
        assertThat(register("orders-value", OTHER_TYPE.replace("\"long\"", "\"long\",\"default\":0")).status())
                .as("against a record without fields").isEqualTo(200);
        put("/config/orders-value", "{\"compatibility\":\"BACKWARD_TRANSITIVE\"}");
        assertFault(register("orders-value", OTHER_TYPE.replace("\"long\"", "\"long\",\"default\":7")), 409, 40901);
    }

    @Test
    void aSubjectWithoutARuleFollowsTheGlobalOne() throws Exception {
        assertThat(get("/config").body()).isEqualTo(json("{'compatibilityLevel':'BACKWARD'}"));
        assertThat(put("/config", "{\"compatibility\":\"none\"}").body()).isEqualTo(json("{'compatibility':'NONE'}"));
        assertThat(get("/config/orders-value?defaultToGlobal=true").body())
                .isEqualTo(json("{'compatibilityLevel':'NONE'}"));
        assertThat(register("orders-value", OTHER_TYPE).status()).isEqualTo(200);
        assertFault(put("/config", "{\"compatibility\":\"SIDEWAYS\"}"), 422, 42203);
    }

    @Test
    void aDeletedSubjectIsUnlistedButItsIdsStayReadable() throws Exception {
        assertThat(delete("/subjects/orders-value").body()).isEqualTo(json("[1]"));
        assertThat(get("/subjects").body()).isEqualTo(json("[]"));
        assertThat(get("/subjects?deleted=true").body()).isEqualTo(json("['orders-value']"));
        assertThat(get("/schemas/ids/1").status()).isEqualTo(200);
        assertFault(delete("/subjects/orders-value"), 404, 40401);
        assertThat(register("orders-value", OTHER_TYPE).body().path("id").asInt()).isEqualTo(2);
        assertThat(get("/subjects/orders-value/versions").body()).isEqualTo(json("[2]"));
        assertFault(delete("/subjects/orders-value?permanent=true"), 422, 42205);
    }

    @Test
    void aRestartFindsEverything() throws Exception {
        register("orders-value", WIDER);
        register("gone-value", OTHER_TYPE);
        put("/config/orders-value", "{\"compatibility\":\"FULL\"}");
        put("/config/gone-value", "{\"compatibility\":\"FULL\"}");
        put("/config", "{\"compatibility\":\"NONE\"}");
        delete("/subjects/gone-value");
        registry.close();

        registry = EmbeddedSchemaRegistry.start(rows, "127.0.0.1", 0);

        assertThat(get("/subjects").body()).isEqualTo(json("['orders-value']"));
        assertThat(get("/subjects/orders-value/versions").body()).isEqualTo(json("[1,2]"));
        assertThat(get("/schemas/ids/3").body().path("schema").asText()).isEqualTo(OTHER_TYPE);
        assertThat(get("/config").body()).isEqualTo(json("{'compatibilityLevel':'NONE'}"));
        assertThat(get("/config/orders-value").body()).isEqualTo(json("{'compatibilityLevel':'FULL'}"));
        assertFault(get("/config/gone-value"), 404, 40408);
        assertThat(register("new-value", NARROWER).body().path("id").asInt()).isEqualTo(4);
    }

    @Test
    void anIdOfAWriteThatMayBeLostIsNotGivenAgain() throws Exception {
        rows.failNextWrite();
        assertFault(register("orders-value", WIDER), 500, 50001);
        assertThat(get("/subjects/orders-value/versions").body()).isEqualTo(json("[1]"));
        assertThat(register("orders-value", WIDER).body().path("id").asInt()).isEqualTo(3);
    }

    private boolean compatible(String schema) throws Exception {
        return post("/compatibility/subjects/orders-value/versions/latest", body(schema)).body().path("is_compatible")
                .asBoolean();
    }

    private Answer register(String subject, String schema) throws Exception {
        return post("/subjects/" + subject + "/versions", body(schema));
    }

    private Answer get(String path) throws Exception {
        return send("GET", path, "");
    }

    private Answer post(String path, String body) throws Exception {
        return send("POST", path, body);
    }

    private Answer put(String path, String body) throws Exception {
        return send("PUT", path, body);
    }

    private Answer delete(String path) throws Exception {
        return send("DELETE", path, "");
    }

    private Answer send(String method, String path, String body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(registry.url() + path)).header("Content-Type", MEDIA_TYPE)
                .header("Accept", MEDIA_TYPE).method(method, BodyPublishers.ofString(body)).build();
        var response = http.send(request, BodyHandlers.ofString());
        return new Answer(response.statusCode(), Json.MAPPER.readTree(response.body()),
                response.headers().firstValue("Content-Type").orElse(""));
    }

    private static void assertFault(Answer answer, int status, int code) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body().path("error_code").asInt()).isEqualTo(code);
        assertThat(answer.body().path("message").asText()).isNotEmpty();
        assertThat(answer.contentType()).isEqualTo(MEDIA_TYPE);
    }

    private static String body(String schema) {
        return JsonNodeFactory.instance.objectNode().put("schema", schema).toString();
    }

    private static JsonNode json(String singleQuoted) throws JsonProcessingException {
        return Json.MAPPER.readTree(singleQuoted.replace('\'', '"'));
    }

    private static String record(String fields) {
        return "{\"type\":\"record\",\"name\":\"Order\",\"fields\":[" + fields + "]}";
    }
}
