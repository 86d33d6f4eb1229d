package io.quotastack.standalone.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.quotastack.nodes.data.DataDirectory;
import io.quotastack.nodes.start.CannotStartException;
import io.quotastack.platform.app.SteadyClock;
import io.quotastack.platform.app.WriteGate;
import io.quotastack.schemas.topic.Topics;
import io.quotastack.standalone.data.Installation;

@Timeout(60)
class EmbeddedBrokerTest {

    private static final TopicPartition NOTES = new TopicPartition("notes", 0);
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    @Test
    void comesBackOnItsLastPort() {
        String address;
        try (var broker = EmbeddedBroker.start(directory, 0, true)) {
            address = broker.bootstrapServers();
        }
        try (var broker = EmbeddedBroker.start(directory, 0, true)) {
            assertThat(broker.bootstrapServers()).isEqualTo(address);
        }
    }

    @Test
    void refusesAnotherPortAfterACrash() throws Exception {
        EmbeddedBroker.start(directory, 0, true).close();
        Files.delete(directory.resolve("kafka/.kafka_cleanshutdown"));
        int another;
        try (var free = new ServerSocket(0)) {
            another = free.getLocalPort();
        }

        assertThatThrownBy(() -> EmbeddedBroker.start(directory, another, true))
                .isInstanceOf(CannotStartException.class).hasMessageContaining("--kafka-port");
    }

    @Test
    void keepsItsRecordsOverARestart() throws Exception {
        try (var broker = EmbeddedBroker.start(directory, 0, true)) {
            createTopic(broker);
            produceInATransaction(broker, "one", "two");
        }
        try (var broker = EmbeddedBroker.start(directory, 0, true)) {
            produceInATransaction(broker, "three");

            assertThat(committed(broker, 3)).containsExactly("one", "two", "three");
        }
    }

    @Test
    void keepsTheTopicsOfAnInstallationFromItsClients() throws Exception {
        try (DataDirectory data = DataDirectory.open(directory);
                var broker = EmbeddedBroker.start(data, Installation.in(data, OptionalInt.empty()), 0, false,
                        WriteGate.OPEN, new SteadyClock());
                var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(NOTES.topic(), 1, (short) 1),
                    new NewTopic(Topics.COMMANDS.name(), 1, (short) 1))).all().get();
            produceInATransaction(broker, "one");

            for (String ours : List.of(Topics.COMMANDS.name(), "__transaction_state")) {
                assertThat(admin.deleteTopics(List.of(ours)).all()).failsWithin(ANSWERED_WITHIN)
                        .withThrowableThat().withCauseInstanceOf(TopicAuthorizationException.class);
                Uuid id = admin.describeTopics(List.of(ours)).topicNameValues().values().iterator().next().get()
                        .topicId();
                assertThat(admin.deleteTopics(TopicCollection.ofTopicIds(List.of(id))).all())
                        .failsWithin(ANSWERED_WITHIN).withThrowableThat()
                        .withCauseInstanceOf(TopicAuthorizationException.class);
                assertThat(admin.createPartitions(Map.of(ours, NewPartitions.increaseTo(90))).all())
                        .failsWithin(ANSWERED_WITHIN).withThrowableThat()
                        .withCauseInstanceOf(TopicAuthorizationException.class);
            }
            admin.createPartitions(Map.of(NOTES.topic(), NewPartitions.increaseTo(2))).all().get();
            admin.deleteTopics(List.of(NOTES.topic())).all().get();
        }
    }

    @Test
    void listensOnLoopbackOnly() {
        try (var broker = EmbeddedBroker.start(directory, 0, false)) {
            assertThat(broker.bootstrapServers()).startsWith("127.0.0.1:");
        }
    }

    @Test
    void refusesADirectoryThatIsInUse() {
        try (var broker = EmbeddedBroker.start(directory, 0, false)) {
            assertThat(broker).isNotNull();
            assertThatThrownBy(() -> EmbeddedBroker.start(directory, 0, false))
                    .isInstanceOf(CannotStartException.class).hasMessage("the data directory " + directory
                            + " is in use by another quotastack (pid " + ProcessHandle.current().pid() + ")");
        }
    }

    @Test
    void refusesATakenPortAndLeavesTheDirectoryFree() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> EmbeddedBroker.start(directory, taken.getLocalPort(), false))
                    .isInstanceOf(CannotStartException.class)
                    .hasMessage("port " + taken.getLocalPort() + " on 127.0.0.1 is taken (--kafka-port)");
        }
        try (var broker = EmbeddedBroker.start(directory, 0, false)) {
            assertThat(broker.bootstrapServers()).isNotEmpty();
        }
    }

    @Test
    void refusesTheLogOfAnotherCluster() throws Exception {
        EmbeddedBroker.start(directory, 0, false).close();
        Path installation = directory.resolve("installation.properties");
        Files.writeString(installation, Files.readString(installation).replaceAll("cluster.id=.*",
                "cluster.id=4L6g3nShT-eMCtK--X86sw"));

        assertThatThrownBy(() -> EmbeddedBroker.start(directory, 0, false)).isInstanceOf(CannotStartException.class)
                .hasMessageContaining("cannot be used: Invalid cluster.id");
    }

    @Test
    void aLogWithoutItsInstallationIsToldInPlainWords() throws Exception {
        EmbeddedBroker.start(directory, 0, false).close();
        Files.delete(directory.resolve("installation.properties"));

        assertThatThrownBy(() -> EmbeddedBroker.start(directory, 0, false)).isInstanceOf(CannotStartException.class)
                .hasMessage("installation.properties is missing in " + directory
                        + ", which has a log: put it back from a copy or a backup, or see docs/operating/durability.md");
    }

    private static void createTopic(EmbeddedBroker broker) throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(NOTES.topic(), 1, (short) 1))).all().get();
        }
    }

    private static void produceInATransaction(EmbeddedBroker broker, String... notes) throws Exception {
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", "notes"),
                new StringSerializer(), new StringSerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            for (String note : notes) {
                producer.send(new ProducerRecord<>(NOTES.topic(), note)).get();
            }
            producer.commitTransaction();
        }
    }

    private static List<String> committed(EmbeddedBroker broker, int count) {
        var notes = new ArrayList<String>();
        try (var consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", broker.bootstrapServers(),
                "isolation.level", "read_committed"), new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(NOTES));
            consumer.seekToBeginning(List.of(NOTES));
            while (notes.size() < count) {
                consumer.poll(Duration.ofSeconds(1)).forEach(note -> notes.add(note.value()));
            }
        }
        return notes;
    }
}
