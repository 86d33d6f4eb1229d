package io.quotastack.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.schemas.json.Json;
import io.quotastack.schemas.registry.SchemaRegistryException.NotFound;

class SchemaRegistrationTest {

    private HttpRegistry server;
    private SchemaRegistryClient client;

    @BeforeEach
    void start() throws IOException {
        server = new HttpRegistry();
        client = SchemaRegistryClient.of(server.url());
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    /** What others read with: a change here is a new version of the subject, and must be BACKWARD compatible. */
    @ParameterizedTest
    @ValueSource(strings = {"usage-events-value", "ledger-entries-value", "customer-events-value",
        "subscription-changes-value", "usage-outcomes-value"})
    void publishesTheseSchemas(String subject) throws IOException {
        Schema schema = Objects.requireNonNull(SchemaRegistration.subjects().get(subject));
        assertThat(Json.MAPPER.readTree(PublishedSchema.text(schema))).isEqualTo(golden(subject));
    }

    @Test
    void publishesASubjectForEachPublicTopic() {
        assertThat(SchemaRegistration.subjects()).containsOnlyKeys("usage-events-value", "ledger-entries-value",
                "customer-events-value", "subscription-changes-value", "usage-outcomes-value");
    }

    @Test
    void registersUnderBackwardUnlessTheSubjectHasARule() throws InterruptedException {
        for (String subject : SchemaRegistration.subjects().keySet()) {
            server.when("GET /config/" + subject, 404, json("{'error_code':40408}"))
                    .when("PUT /config/" + subject, 200, json("{'compatibility':'BACKWARD'}"))
                    .when("POST /subjects/" + subject + "/versions", 200, json("{'id':1}"));
        }
        server.when("GET /config/ledger-entries-value", 200, json("{'compatibilityLevel':'FULL'}"));

        SchemaRegistration.registerAll(client, true, line -> {});

        assertThat(server.calls()).containsExactly("GET /config/usage-events-value", "PUT /config/usage-events-value",
                "POST /subjects/usage-events-value/versions", "GET /config/ledger-entries-value",
                "POST /subjects/ledger-entries-value/versions", "GET /config/customer-events-value",
                "PUT /config/customer-events-value", "POST /subjects/customer-events-value/versions",
                "GET /config/subscription-changes-value", "PUT /config/subscription-changes-value",
                "POST /subjects/subscription-changes-value/versions", "GET /config/usage-outcomes-value",
                "PUT /config/usage-outcomes-value",
                "POST /subjects/usage-outcomes-value/versions");
        assertThat(server.bodies().get(1)).isEqualTo("{\"compatibility\":\"BACKWARD\"}");
    }

    @Test
    void whereOthersRegisterItOnlyChecks() {
        server.when("POST /subjects/usage-events-value", 404, json("{'error_code':40401}"));
        assertThatThrownBy(() -> SchemaRegistration.registerAll(client, false, line -> {}))
                .isInstanceOf(NotFound.class);
        assertThat(server.calls()).containsExactly("POST /subjects/usage-events-value");
    }

    @Test
    void waitsForARegistryAndSaysWhatItWaitsFor() throws Exception {
        server.when("GET /config/usage-events-value", 503, "{\"error_code\":50301}");
        var lines = new LinkedBlockingQueue<String>();
        var registering = Thread.ofVirtual().start(() -> {
            try {
                SchemaRegistration.registerAll(client, true, lines::add);
            } catch (InterruptedException e) {
                lines.add("interrupted");
            }
        });

        assertThat(lines.poll(20, TimeUnit.SECONDS)).contains("waiting for the schema registry at " + server.url(),
                "since 20", "was answered 503", "50301");
        assertThat(registering.isAlive()).isTrue();
        registering.interrupt();
        assertThat(lines.poll(20, TimeUnit.SECONDS)).isEqualTo("interrupted");
    }

    private static JsonNode golden(String subject) throws IOException {
        try (InputStream file = SchemaRegistrationTest.class.getResourceAsStream("/schemas/" + subject + ".json")) {
            assertThat(file).as("the golden file of " + subject).isNotNull();
            return Json.MAPPER.readTree(file);
        }
    }

    private static String json(String singleQuoted) {
        return singleQuoted.replace('\'', '"');
    }
}
