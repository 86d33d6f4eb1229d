package io.quotastack.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.quotastack.events.UsageEvent;
import io.quotastack.schemas.registry.HttpRegistry;
import io.quotastack.schemas.registry.PublishedSchema;
import io.quotastack.schemas.registry.SchemaRegistryException.Unavailable;

class AvroWireSerdeTest {

    private static final String TOPIC = "usage-events";

    private HttpRegistry server;
    private AvroSerdes serdes;
    private Serde<UsageEvent> serde;

    @BeforeEach
    void start() throws IOException {
        server = new HttpRegistry();
        var schema = JsonNodeFactory.instance.objectNode().put("schema",
                PublishedSchema.text(UsageEvent.getClassSchema()));
        server.when("POST /subjects/usage-events-value/versions", 200, "{\"id\":258}")
                .when("GET /schemas/ids/258?subject=usage-events-value", 200, schema.toString());
        serdes = new AvroSerdes(Map.of(AvroSerdes.REGISTRY_URL, server.url()));
        serde = serdes.values(UsageEvent.class);
    }

    @AfterEach
    void stop() {
        serdes.close();
        server.close();
    }

    private static UsageEvent event(int i) {
        return UsageEvent.newBuilder().setEventId("evt-" + i).setTenantId("t").setEnvironment("live")
                .setExternalCustomerId("c".repeat(i % 5_000)).setBillableMetricKey("m").setUnits(i)
                .setTimestamp(Instant.ofEpochMilli(i)).setMetadata(Map.of("i", String.valueOf(i))).build();
    }

    @Test
    void writesTheMagicByteTheIdAndTheRecord() {
        byte[] bytes = serde.serializer().serialize(TOPIC, event(1));
        assertThat(bytes).startsWith(0, 0, 0, 1, 2);
        assertThat(new AvroBinary<>(UsageEvent.class).decode(java.util.Arrays.copyOfRange(bytes, 5, bytes.length)))
                .isEqualTo(event(1));
        assertThat(serde.deserializer().deserialize(TOPIC, bytes)).isEqualTo(event(1));
    }

    @Test
    void writesWhatIsEncodedAlreadyAlike() {
        byte[] encoded = new AvroBinary<>(UsageEvent.class).encode(event(1));
        assertThat(serdes.encodedValues(UsageEvent.class).serialize(TOPIC, encoded))
                .isEqualTo(serde.serializer().serialize(TOPIC, event(1)));
    }

    @Test
    void asksTheRegistryOnceForManyRecords() {
        for (int i = 0; i < 100; i++) {
            byte[] bytes = serde.serializer().serialize(TOPIC, event(i));
            assertThat(serde.deserializer().deserialize(TOPIC, bytes)).isEqualTo(event(i));
        }
        assertThat(server.calls()).hasSize(1);
    }

    @Test
    void oneInstanceServesManyThreads() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<UsageEvent>> read = IntStream.range(0, 500).mapToObj(i -> threads.submit(() -> serde
                    .deserializer().deserialize(TOPIC, serde.serializer().serialize(TOPIC, event(i))))).toList();
            for (int i = 0; i < read.size(); i++) {
                assertThat(read.get(i).get()).isEqualTo(event(i));
            }
        }
        assertThat(server.calls()).as("who wants the same at once asks once").hasSize(1);
    }

    @Test
    void tombstonesPassBothWays() {
        assertThat(serde.serializer().serialize(TOPIC, null)).isNull();
        assertThat(serde.deserializer().deserialize(TOPIC, null)).isNull();
    }

    @Test
    void aRecordThatLacksAFieldIsNotWritten() {
        var incomplete = new UsageEvent();
        assertThatThrownBy(() -> serde.serializer().serialize(TOPIC, incomplete))
                .isInstanceOf(SerializationException.class);
        assertThat(serde.deserializer().deserialize(TOPIC, serde.serializer().serialize(TOPIC, event(7))))
                .as("the next one is written whole").isEqualTo(event(7));
    }

    @Test
    void otherBytesAreNotRead() {
        byte[] bytes = serde.serializer().serialize(TOPIC, event(1));
        bytes[0] = 1;
        assertThatThrownBy(() -> serde.deserializer().deserialize(TOPIC, bytes))
                .isInstanceOf(SerializationException.class);
        byte[] onlyPrefix = ByteBuffer.allocate(5).putInt(1, 258).array();
        assertThatThrownBy(() -> serde.deserializer().deserialize(TOPIC, onlyPrefix))
                .isInstanceOf(SerializationException.class);
        assertThatThrownBy(() -> serde.deserializer().deserialize(TOPIC, new byte[0]))
                .isInstanceOf(SerializationException.class);
    }

    @Test
    void aRegistryOutOfReachIsNotTheRecordsFault() {
        server.close();
        assertThatThrownBy(() -> serde.serializer().serialize(TOPIC, event(1))).isInstanceOf(Unavailable.class);
    }

    @Test
    void withoutAutoRegisterTheSchemaIsLookedUp() {
        server.when("POST /subjects/usage-events-value", 200, "{\"id\":3}");
        try (var lookingUp = new AvroSerdes(
                Map.of(AvroSerdes.REGISTRY_URL, server.url(), AvroSerdes.AUTO_REGISTER, "false"))) {
            assertThat(lookingUp.values(UsageEvent.class).serializer().serialize(TOPIC, event(1)))
                    .startsWith(0, 0, 0, 0, 3);
        }
        assertThat(server.calls()).containsExactly("POST /subjects/usage-events-value");
    }

    @Test
    void anotherSerdeClassTakesOursPlaceBySetting() {
        var settings = Map.of(AvroSerdes.REGISTRY_URL, server.url(), AvroSerdes.SERDE_CLASS,
                RecordingSerde.class.getName(), "key.subject.name.strategy", "mine");
        try (var others = new AvroSerdes(settings)) {
            Serde<UsageEvent> values = others.values(UsageEvent.class);
            assertThat(values.serializer()).isInstanceOf(OthersSerializer.class);
            assertThat(RecordingSerde.lastConfigs).containsEntry("schema.registry.url", server.url())
                    .containsEntry("specific.avro.value.type", UsageEvent.class)
                    .containsEntry("specific.avro.reader", true).containsEntry("avro.remove.java.properties", true)
                    .containsEntry("value.subject.name.strategy",
                            "io.confluent.kafka.serializers.subject.TopicNameStrategy")
                    .containsEntry("key.subject.name.strategy", "mine").containsEntry("http.read.timeout.ms", 5_000);
        }
        assertThatThrownBy(() -> {
            try (var unknown = new AvroSerdes(
                    Map.of(AvroSerdes.REGISTRY_URL, server.url(), AvroSerdes.SERDE_CLASS, "no.such.Serde"))) {
                unknown.values(UsageEvent.class);
            }
        }).isInstanceOf(ConfigException.class).hasMessageContaining("no.such.Serde");
    }

    /** A serde of someone else's, as Kafka makes and configures it. */
    public static final class RecordingSerde extends Serdes.WrapperSerde<byte[]> {

        private static Map<String, Object> lastConfigs = Map.of();

        public RecordingSerde() {
            super(new org.apache.kafka.common.serialization.ByteArraySerializer(),
                    new org.apache.kafka.common.serialization.ByteArrayDeserializer());
        }

        @Override
        public void configure(Map<String, ?> settings, boolean isKey) {
            lastConfigs = Map.copyOf(settings);
        }
    }
}
