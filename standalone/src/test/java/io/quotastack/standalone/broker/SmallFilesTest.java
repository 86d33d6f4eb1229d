package io.quotastack.standalone.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quotastack.nodes.start.CannotStartException;
import io.quotastack.standalone.Directories;

/** A small file of Kafka's that is damaged is named before the broker starts, and what the line says mends it. */
@Timeout(120)
class SmallFilesTest {

    private static final TopicPartition NOTES = new TopicPartition("notes", 0);

    @TempDir
    private static Path whole;

    @TempDir
    private Path directory;

    @BeforeAll
    static void aLogOfSomeRecords() throws Exception {
        try (var broker = EmbeddedBroker.start(whole, 0, true)) {
            Map<String, Object> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
            try (Admin admin = Admin.create(kafka)) {
                admin.createTopics(List.of(new NewTopic(NOTES.topic(), 1, (short) 1))).all().get();
            }
            append(broker, "one");
        }
    }

    @BeforeEach
    void aCopyOfIt() throws IOException {
        Directories.copy(whole, directory);
    }

    private static Stream<String> smallFiles() {
        return Stream.of("recovery-point-offset-checkpoint", "replication-offset-checkpoint",
                "log-start-offset-checkpoint", "cleaner-offset-checkpoint", "__cluster_metadata-0/quorum-state",
                "__cluster_metadata-0/leader-epoch-checkpoint", "__cluster_metadata-0/partition.metadata",
                "notes-0/leader-epoch-checkpoint", "notes-0/partition.metadata");
    }

    @ParameterizedTest
    @MethodSource("smallFiles")
    void oneThatIsDamagedIsRefusedAndMendedAsTheLineSays(String name) throws Exception {
        Path file = kafka().resolve(name);
        long length = Files.exists(file) ? Math.max(4, Files.size(file)) : 4;
        Files.write(file, new byte[Math.toIntExact(length)]); // what a power cut leaves of blocks that were not written

        String refusal = refusal();
        assertThat(refusal).startsWith(file + " is damaged: ");
        mend(file, refusal);

        try (var broker = start()) {
            append(broker, "two");
            assertThat(all(broker)).containsExactly("one", "two");
        }
        try (var broker = start()) {
            assertThat(all(broker)).containsExactly("one", "two");
        }
    }

    /** Kafka's own rules say what is damaged: each of these it takes, or refuses to start with. */
    @ParameterizedTest
    @MethodSource("smallFiles")
    void oneThatIsMissingIsMadeAnew(String name) throws Exception {
        if (name.equals("notes-0/partition.metadata")) {
            return; // a topic without its id is another one, see LostRecordsTest
        }
        Files.deleteIfExists(kafka().resolve(name));

        try (var broker = start()) {
            assertThat(all(broker)).containsExactly("one");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            recovery-point-offset-checkpoint  | 1,0
            recovery-point-offset-checkpoint  | 0,2,notes 0 1
            recovery-point-offset-checkpoint  | 0,1,notes 0
            recovery-point-offset-checkpoint  | 0,1,notes 0 x
            replication-offset-checkpoint     | 0,x
            notes-0/leader-epoch-checkpoint   | 0,1,0
            notes-0/leader-epoch-checkpoint   | 0,1,0 y
            notes-0/partition.metadata        | version: 0
            notes-0/partition.metadata        | version: 1,topic_id: MQDAiEhTSKSLqLsu89M_cA
            notes-0/partition.metadata        | version: 0,topic_id: x
            notes-0/partition.metadata        | version: 0,topic_id: AAAAAAAAAAAAAAAAAAAAAA
            __cluster_metadata-0/quorum-state | {}
            __cluster_metadata-0/quorum-state | []
            __cluster_metadata-0/quorum-state | {"leaderId":1
            """)
    void whatKafkaDoesNotTakeIsDamaged(String name, String lines) throws Exception {
        Path file = kafka().resolve(name);
        Files.write(file, lines.contains("{") ? List.of(lines) : List.of(lines.split(",", -1)));

        assertThat(refusal()).startsWith(file + " is damaged: ").doesNotContain("\n");
    }

    /** A file that was cut off at its beginning says nothing, which Kafka takes for nothing to say. */
    @ParameterizedTest
    @ValueSource(strings = {"recovery-point-offset-checkpoint", "replication-offset-checkpoint",
        "notes-0/leader-epoch-checkpoint"})
    void anEmptyOneIsTakenAsKafkaTakesIt(String name) throws Exception {
        Files.write(kafka().resolve(name), new byte[0]);

        try (var broker = start()) {
            assertThat(all(broker)).containsExactly("one");
        }
    }

    private Path kafka() {
        return directory.resolve(EmbeddedBroker.LOG_DIRECTORY).toAbsolutePath();
    }

    private EmbeddedBroker start() {
        return EmbeddedBroker.start(directory, 0, true);
    }

    private String refusal() {
        try (EmbeddedBroker started = start()) {
            return "none: " + started.bootstrapServers();
        } catch (CannotStartException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static void mend(Path file, String line) throws IOException {
        String lines = line.replaceFirst("(?s).*write it anew: (.*), one a line", "$1");
        if (lines.equals(line)) {
            assertThat(line).contains("delete it, and the broker makes it anew");
            Files.delete(file);
        } else {
            Files.write(file, List.of(lines.split(", ", -1)));
        }
    }

    private static void append(EmbeddedBroker broker, String note) throws InterruptedException, ExecutionException {
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", broker.bootstrapServers()), new StringSerializer(),
                new StringSerializer())) {
            producer.send(new ProducerRecord<>(NOTES.topic(), note, note)).get();
        }
    }

    private static List<String> all(EmbeddedBroker broker) {
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", broker.bootstrapServers()), new StringDeserializer(),
                new StringDeserializer())) {
            consumer.assign(List.of(NOTES));
            consumer.seekToBeginning(List.of(NOTES));
            long end = consumer.endOffsets(List.of(NOTES)).getOrDefault(NOTES, 0L);
            List<String> all = new ArrayList<>();
            while (consumer.position(NOTES) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> all.add(record.value()));
            }
            return all;
        }
    }
}
