package io.quotastack.schemas.serde;

import static io.quotastack.schemas.registry.MisbehavingRegistry.answer;
import static io.quotastack.schemas.registry.MisbehavingRegistry.half;
import static io.quotastack.schemas.registry.MisbehavingRegistry.hanging;
import static io.quotastack.schemas.registry.MisbehavingRegistry.hangingAfterHalf;
import static io.quotastack.schemas.registry.MisbehavingRegistry.hangingUp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.apache.avro.Schema;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.quotastack.events.UsageEvent;
import io.quotastack.schemas.avro.TrustedTypes;
import io.quotastack.schemas.json.Json;
import io.quotastack.schemas.registry.HttpRegistry;
import io.quotastack.schemas.registry.MisbehavingRegistry;
import io.quotastack.schemas.registry.MisbehavingRegistry.Answer;
import io.quotastack.schemas.registry.PublishedSchema;
import io.quotastack.schemas.registry.RegistrySettings;
import io.quotastack.schemas.registry.SchemaRegistryException.Unavailable;

/**
 * What a registry that misbehaves makes of a record, by our serdes and by others that have one exception for
 * everything. Only the registry's own word may make it unreadable.
 */
@Timeout(60)
class RegistryTroubleTest {

    private static final String TOPIC = "usage-events";
    private static final String SCHEMA = schema(PublishedSchema.text(UsageEvent.getClassSchema()));
    private static final UsageEvent EVENT = event();

    private MisbehavingRegistry registry;

    /** Avro makes its lines, of which it has none, by their class. */
    private static UsageEvent event() {
        TrustedTypes.install();
        return UsageEvent.newBuilder().setEventId("1").setTenantId("t").setEnvironment("live")
                .setBillableMetricKey("m").build();
    }

    @BeforeEach
    void start() throws IOException {
        registry = new MisbehavingRegistry();
    }

    @AfterEach
    void stop() throws IOException {
        registry.close();
    }

    static Stream<Arguments> whatSaysNothing() {
        List<Answer> answers = List.of(answer(500, "{\"error_code\":50001}"), answer(501, ""), answer(502, "<html>"),
                answer(503, ""), answer(504, "{}"), answer(507, "{\"error_code\":507}"), answer(599, "{}"),
                answer(400, "{\"error_code\":400}"), answer(401, "{\"error_code\":401}"), answer(403, "{}"),
                answer(405, ""), answer(407, "<html>"), answer(408, "{}"), answer(409, "<html>"), answer(410, "{}"),
                answer(413, ""), answer(415, "{\"error_code\":415}"), answer(422, "<html>"), answer(429, "{}"),
                answer(451, "{}"), answer(404, ""), answer(404, "<html>Not Found</html>"),
                answer(404, "{\"error_code\":404,\"message\":\"HTTP 404 Not Found\"}"),
                answer(404, "{\"error_code\":50005}"), answer(404, "{\"error_code\":\"40403\"}"),
                answer(503, "{\"error_code\":40403}"), answer(301, ""), answer(204, ""), answer(200, ""),
                answer(200, "<html>sign in</html>"), answer(200, "{}"), answer(200, "[]"),
                answer(200, "{\"schema\":1}"),
                answer(200, "{\"status\":\"UP\"}"), answer(200, SCHEMA.substring(0, SCHEMA.length() / 2)),
                half(200, SCHEMA), half(404, "{\"error_code\":40403,\"message\":\"Schema not found\"}"),
                hangingUp(), hanging(), hangingAfterHalf(SCHEMA),
                new Answer("SSH-2.0-OpenSSH_9.7\r\n", false));
        return answers.stream()
                .flatMap(answer -> Stream.of(Arguments.of(answer, true), Arguments.of(answer, false)));
    }

    @ParameterizedTest
    @MethodSource("whatSaysNothing")
    void whatSaysNothingOfARecordIsWaitedFor(Answer answer, boolean ours) {
        try (AvroSerdes serdes = serdes(ours)) {
            Deserializer<UsageEvent> values = serdes.values(UsageEvent.class).deserializer();
            registry.answersWith(answer);
            assertThatThrownBy(() -> values.deserialize(TOPIC, record())).isInstanceOf(Unavailable.class);
            assertThat(serdes.registry().outage().lasts()).isPositive();
            assertThat(serdes.registry().outage().failures()).isPositive();

            registry.answersWith(answer(200, SCHEMA));
            assertThat(values.deserialize(TOPIC, record())).isEqualTo(EVENT);
            if (ours) {
                assertThat(serdes.registry().outage().lasts()).isZero();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRegistryThatIsNotThereIsWaitedFor(boolean ours) throws Exception {
        registry.close();
        try (AvroSerdes serdes = serdes(ours)) {
            assertThatThrownBy(() -> serdes.values(UsageEvent.class).deserializer().deserialize(TOPIC, record()))
                    .isInstanceOf(Unavailable.class);
        }
    }

    static Stream<Arguments> whatTheRegistrySays() {
        return Stream.of(answer(404, "{\"error_code\":40403,\"message\":\"Schema not found\"}"),
                answer(404, "{\"error_code\":40401}"), answer(200, schema("\"string\"")),
                answer(200, schema("no schema")), answer(200, schema("[".repeat(50_000))),
                answer(200, "{\"schemaType\":\"JSON\",\"schema\":\"{}\"}"))
                .flatMap(answer -> Stream.of(Arguments.of(answer, true), Arguments.of(answer, false)));
    }

    @ParameterizedTest
    @MethodSource("whatTheRegistrySays")
    void theRegistrysOwnWordMakesARecordUnreadable(Answer answer, boolean ours) {
        registry.answersWith(answer);
        try (AvroSerdes serdes = serdes(ours)) {
            assertThatThrownBy(() -> serdes.values(UsageEvent.class).deserializer().deserialize(TOPIC, record()))
                    .isInstanceOf(SerializationException.class).isNotInstanceOf(NotAMessageException.class);
        }
    }

    @Test
    void whatIsNoMessageNeedsNoRegistry() {
        try (AvroSerdes serdes = serdes(true)) {
            Deserializer<UsageEvent> values = serdes.values(UsageEvent.class).deserializer();
            for (byte[] bytes : List.of(new byte[0], new byte[] {0, 0, 0, 1}, "{\"a\":1}".getBytes(
                    java.nio.charset.StandardCharsets.UTF_8))) {
                assertThatThrownBy(() -> values.deserialize(TOPIC, bytes)).isInstanceOf(NotAMessageException.class);
            }
        }
    }

    @Test
    void otherSerdesMayHaveAnotherFormOfMessages() {
        try (AvroSerdes serdes = serdes(false)) {
            assertThatThrownBy(
                    () -> serdes.values(UsageEvent.class).deserializer().deserialize(TOPIC, new byte[] {7, 7, 7}))
                    .isInstanceOf(SerializationException.class).isNotInstanceOf(NotAMessageException.class);
        }
    }

    @Test
    void whoWaitsGoesOnWhenTheRegistryAnswers() throws Exception {
        try (AvroSerdes serdes = serdes(true)) {
            Deserializer<UsageEvent> values = serdes.waitingDeserializer(UsageEvent.class);
            var read = CompletableFuture.supplyAsync(() -> values.deserialize(TOPIC, record()));
            while (serdes.registry().outage().failures() < 2) {
                assertThat(read).isNotDone();
                Thread.onSpinWait();
            }
            registry.answersWith(answer(200, SCHEMA));
            assertThat(read.get(20, TimeUnit.SECONDS)).isEqualTo(EVENT);
        }
    }

    @Test
    void aWaitEndsWithTheProcess() {
        try (AvroSerdes serdes = serdes(true)) {
            Deserializer<UsageEvent> values = serdes.waitingDeserializer(UsageEvent.class);
            var read = CompletableFuture.supplyAsync(() -> values.deserialize(TOPIC, record()));
            serdes.stopWaiting();
            assertThatThrownBy(() -> read.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(Unavailable.class);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsToBeWrittenWaitsToo(boolean ours) throws Exception {
        byte[] encoded = new AvroBinary<>(UsageEvent.class).encode(EVENT);
        try (AvroSerdes serdes = serdes(ours)) {
            Serializer<byte[]> values = serdes.encodedValues(UsageEvent.class);
            var written = CompletableFuture.supplyAsync(() -> values.serialize(TOPIC, encoded));
            while (serdes.registry().outage().failures() < 2) {
                assertThat(written).isNotDone();
                Thread.onSpinWait();
            }
            registry.answersWith(answer(200, "{\"id\":258,\"schema\":" + SCHEMA.substring("{\"schema\":".length())));
            assertThat(written.get(20, TimeUnit.SECONDS)).isEqualTo(record());
        }
    }

    @Test
    void nothingIsWrittenUnderAnIdThatTheRegistryDoesNotKnow() throws Exception {
        byte[] encoded = new AvroBinary<>(UsageEvent.class).encode(EVENT);
        String readBack = "GET /schemas/ids/0?subject=usage-events-value";
        try (var answering = new HttpRegistry(); AvroSerdes serdes = serdes(false, answering.url())) {
            answering.when("GET /subjects/usage-events-value/versions", 200, "{\"status\":\"UP\"}")
                    .when(readBack, 404, "{\"error_code\":40403}");
            Serializer<byte[]> values = serdes.encodedValues(UsageEvent.class);
            var written = CompletableFuture.supplyAsync(() -> values.serialize(TOPIC, encoded));
            while (!answering.calls().contains(readBack)) {
                assertThat(written).isNotDone();
                Thread.onSpinWait();
            }
            answering.when("GET /schemas/ids/258?subject=usage-events-value", 200, SCHEMA)
                    .when("GET /subjects/usage-events-value/versions", 200, "{\"id\":258}");
            assertThat(written.get(20, TimeUnit.SECONDS)).isEqualTo(record());
        }
    }

    @Test
    void aSchemaThatIsRefusedIsNotWaitedFor() {
        registry.answersWith(answer(409, "{\"error_code\":40901,\"message\":\"incompatible\"}"));
        try (AvroSerdes serdes = serdes(true)) {
            assertThatThrownBy(() -> serdes.values(UsageEvent.class).serializer().serialize(TOPIC, EVENT))
                    .hasMessageContaining("40901");
        }
    }

    private AvroSerdes serdes(boolean ours) {
        return serdes(ours, registry.url());
    }

    private static AvroSerdes serdes(boolean ours, String url) {
        Class<?> whose = ours ? AvroWireSerde.class : OneExceptionForAll.class;
        return new AvroSerdes(Map.of(RegistrySettings.URL, url, AvroSerdes.SERDE_CLASS, whose.getName(),
                RegistrySettings.ANSWER_WITHIN, 300));
    }

    private static byte[] record() {
        byte[] value = new AvroBinary<>(UsageEvent.class).encode(EVENT);
        return ByteBuffer.allocate(5 + value.length).put((byte) 0).putInt(258).put(value).array();
    }

    private static String schema(String text) {
        return JsonNodeFactory.instance.objectNode().put("schema", text).toString();
    }

    /** Makes one exception of all that may happen, and keeps whatever the registry answered, as Confluent's serdes do. */
    public static final class OneExceptionForAll implements Serde<UsageEvent> {

        private final AvroBinary<UsageEvent> binary = new AvroBinary<>(UsageEvent.class);
        private final Map<String, String> kept = new ConcurrentHashMap<>();
        private String url = "";

        @Override
        public void configure(Map<String, ?> configs, boolean isKey) {
            url = String.valueOf(configs.get(RegistrySettings.URL));
        }

        private String ask(String path, String member) throws IOException {
            String known = kept.get(path);
            if (known != null) {
                return known;
            }
            var connection = URI.create(url + path).toURL().openConnection();
            connection.setReadTimeout(300);
            try (var answer = connection.getInputStream()) {
                String said = Json.MAPPER.readTree(answer).path(member).asText("0");
                kept.put(path, said);
                return said;
            }
        }

        @Override
        public Serializer<UsageEvent> serializer() {
            return (topic, event) -> {
                try {
                    int id = Integer.parseInt(ask("/subjects/" + topic + "-value/versions", "id"));
                    return ByteBuffer.allocate(5 + binary.encode(event).length).put((byte) 0).putInt(id)
                            .put(binary.encode(event)).array();
                } catch (IOException | RuntimeException e) {
                    throw new SerializationException("Error serializing Avro message", e);
                }
            };
        }

        @Override
        public Deserializer<UsageEvent> deserializer() {
            return (topic, bytes) -> {
                try {
                    int id = ByteBuffer.wrap(bytes).getInt(1);
                    return binary.decode(new Schema.Parser().parse(ask("/schemas/ids/" + id, "schema")), bytes, 5);
                } catch (IOException | RuntimeException | StackOverflowError e) {
                    throw new SerializationException("Error deserializing Avro message", e);
                }
            };
        }
    }
}
