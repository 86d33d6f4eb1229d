package io.quotastack.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;

import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quotastack.events.UsageEvent;
import io.quotastack.schemas.registry.SchemaRegistryException.NotFound;
import io.quotastack.schemas.registry.SchemaRegistryException.Refused;
import io.quotastack.schemas.registry.SchemaRegistryException.Unavailable;

class SchemaRegistryClientTest {

    private static final String SUBJECT = "usage-events-value";
    private static final String BY_ID = "GET /schemas/ids/1?subject=usage-events-value";
    private static final Schema SCHEMA = UsageEvent.getClassSchema();

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

    @Test
    void registersOnceAndWithoutTheJavaCompilersNotes() {
        server.when("POST /subjects/usage-events-value/versions", 200, json("{'id':7}"));
        assertThat(client.register(SUBJECT, SCHEMA)).isEqualTo(7);
        assertThat(client.register(SUBJECT, SCHEMA)).isEqualTo(7);
        assertThat(server.calls()).hasSize(1);
        assertThat(server.bodies().getFirst()).contains("UsageEvent").doesNotContain("avro.java.string");
    }

    @Test
    void asksForASchemaOnce() {
        server.when(BY_ID, 200, json("{'schema':'\\'string\\''}"));
        assertThat(client.byId(1, SUBJECT)).isEqualTo(Schema.create(Schema.Type.STRING));
        assertThat(client.byId(1, SUBJECT)).isSameAs(client.byId(1, SUBJECT));
        assertThat(server.calls()).hasSize(1);
    }

    @Test
    void anUnknownIdIsNotFoundAndNotAskedForAgainAtOnce() {
        server.when(BY_ID, 404, json("{'error_code':40403,'message':'Schema not found'}"));
        assertThatThrownBy(() -> client.byId(1, SUBJECT)).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> client.byId(1, SUBJECT)).isInstanceOf(NotFound.class);
        assertThat(server.calls()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"500, {'error_code':50001}", "503, ''", "502, <html>", "429, {}", "401, {'error_code':401}", "403, {}",
        "404, {'error_code':404}", "404, <html>", "200, <html>", "302, ''"})
    void whatSaysNothingOfTheSchemaIsUnavailable(int status, String body) {
        server.when(BY_ID, status, json(body));
        assertThatThrownBy(() -> client.byId(1, SUBJECT)).isInstanceOf(Unavailable.class);
        server.when(BY_ID, 200, json("{'schema':'\\'string\\''}"));
        assertThat(client.byId(1, SUBJECT)).as("asked again").isEqualTo(Schema.create(Schema.Type.STRING));
    }

    @Test
    void aServerThatIsNotThereIsUnavailable() {
        server.close();
        assertThatThrownBy(() -> client.byId(1, SUBJECT)).isInstanceOf(Unavailable.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'schema':'syntax','schemaType':'PROTOBUF'}", "{'schema':'{}','schemaType':'JSON'}",
        "{'schema':'no schema'}", "{'schema':'\\'string\\'','references':[{'name':'a'}]}"})
    void whatIsNoAvroSchemaThatStandsAloneIsRefused(String body) {
        server.when(BY_ID, 200, json(body));
        assertThatThrownBy(() -> client.byId(1, SUBJECT)).isInstanceOf(Refused.class);
    }

    @ParameterizedTest
    @CsvSource({"409, 409", "409, 40901", "422, 42201"})
    void aSchemaThatMayNotBeRegisteredIsRefused(int status, int code) {
        server.when("POST /subjects/usage-events-value/versions", status, json("{'error_code':" + code + "}"));
        assertThatThrownBy(() -> client.register(SUBJECT, SCHEMA)).isInstanceOf(Refused.class)
                .hasMessageContaining(String.valueOf(code));
    }

    @Test
    void looksUpAnIdWithoutRegistering() {
        server.when("POST /subjects/usage-events-value", 404, json("{'error_code':40403}"));
        assertThatThrownBy(() -> client.idOf(SUBJECT, SCHEMA)).isInstanceOf(NotFound.class);
        server.when("POST /subjects/usage-events-value", 200, json("{'id':3,'version':1}"));
        assertThat(client.idOf(SUBJECT, SCHEMA)).isEqualTo(3);
    }

    @Test
    void tellsTheLatestVersionAndTheRules() {
        server.when("GET /subjects/usage-events-value/versions/latest", 404, json("{'error_code':40401}"));
        assertThat(client.latest(SUBJECT)).isEmpty();
        server.when("GET /subjects/usage-events-value/versions/latest", 200,
                json("{'version':2,'id':9,'schema':'\\'string\\''}"));
        assertThat(client.latest(SUBJECT)).contains(new SchemaRegistryClient.Registered(2, 9, "\"string\""));

        server.when("GET /config/usage-events-value", 404, json("{'error_code':40408}"));
        assertThat(client.compatibility(SUBJECT)).isEmpty();
        server.when("GET /config/usage-events-value", 200, json("{'compatibilityLevel':'FULL'}"));
        assertThat(client.compatibility(SUBJECT)).contains("FULL");
        server.when("GET /config/usage-events-value", 200, json("{'normalize':true}"));
        assertThat(client.compatibility(SUBJECT)).as("configured, but without a rule").isEmpty();

        server.when("POST /compatibility/subjects/usage-events-value/versions/latest", 200,
                json("{'is_compatible':false}"));
        assertThat(client.compatible(SUBJECT, SCHEMA)).isFalse();
    }

    @Test
    void triesTheNextNodeWhenOneIsDown() throws IOException {
        try (var down = new HttpRegistry();
                var both = SchemaRegistryClient.of(down.url() + ", " + server.url())) {
            down.when(BY_ID, 503, "{}");
            server.when(BY_ID, 200, json("{'schema':'\\'string\\''}"));
            assertThat(both.byId(1, SUBJECT)).isEqualTo(Schema.create(Schema.Type.STRING));
        }
    }

    @Test
    void sendsTheCredentialsOfTheUrl() {
        server.when(BY_ID, 200, json("{'schema':'\\'string\\''}"));
        try (var withCredentials = SchemaRegistryClient.of("http://user:p%40ss@" + server.address() + "/")) {
            withCredentials.byId(1, SUBJECT);
        }
        assertThat(server.authorizations()).containsExactly("Basic dXNlcjpwQHNz");
    }

    @Test
    void whatItRegisteredItReadsWithoutTheRegistry() {
        server.when("POST /subjects/usage-events-value/versions", 200, json("{'id':7}"));
        client.register(SUBJECT, SCHEMA);
        server.close();
        assertThat(client.byId(7, SUBJECT).getFullName()).isEqualTo("io.quotastack.events.UsageEvent");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{'id':null}", "{'id':'7'}", "{'status':'UP'}"})
    void whatAnswersWithoutAnIdIsNoRegistry(String body) {
        server.when("POST /subjects/usage-events-value/versions", 200, json(body));
        assertThatThrownBy(() -> client.register(SUBJECT, SCHEMA)).isInstanceOf(Unavailable.class);
    }

    @Test
    void aServerThatHangsIsNotWaitedForByOneAfterTheOther() throws IOException {
        try (var hanging = new MisbehavingRegistry();
                var patient = new SchemaRegistryClient(RegistrySettings.of(Map.of(RegistrySettings.URL, hanging.url(),
                        RegistrySettings.ANSWER_WITHIN, 1_500)))) {
            hanging.answersWith(MisbehavingRegistry.hanging());
            assertThatThrownBy(() -> patient.byId(1, SUBJECT)).isInstanceOf(Unavailable.class);
            long begun = System.nanoTime();
            assertThatThrownBy(() -> patient.byId(2, SUBJECT)).isInstanceOf(Unavailable.class)
                    .hasMessageContaining("did not answer");
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(1));
        }
    }

    private static String json(String singleQuoted) {
        return singleQuoted.replace('\'', '"');
    }
}
