package io.quotastack.standalone.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.quotastack.nodes.start.CannotStartException;
import io.quotastack.standalone.Directories;

/**
 * A log that lost something is refused at every start, and nothing in it is renamed or made anew meanwhile: whoever puts back
 * what is missing has all of it again.
 */
@Timeout(120)
class LostRecordsTest {

    private static final String COMMANDS = "commands";
    private static final String NOTES_OF_OTHERS = "notes";
    private static final int RECORDS = 10;

    @TempDir
    private static Path whole;

    @TempDir
    private Path directory;

    @BeforeAll
    static void aLogOfTwoTopics() throws Exception {
        try (var broker = EmbeddedBroker.start(whole, 0, true)) {
            make(broker, COMMANDS);
            make(broker, NOTES_OF_OTHERS);
        }
    }

    @BeforeEach
    void aCopyOfIt() throws IOException {
        Directories.copy(whole, directory);
    }

    @Test
    void aLossIsRefusedAtEveryStartUntilItIsTakenIntoAccount() throws Exception {
        killed();
        cut(directory.resolve("kafka/commands-0/00000000000000000000.log"), 0.7);

        String refusal = "the log has lost records that it had acknowledged: commands-0 ends at offset [0-9] and reached 10"
                + "\\. Restore a backup; docs/operating/durability.md says what else can be done";
        expectRefused(refusal);
        expectRefused(refusal);
        expectRefused(refusal);

        EmbeddedBroker.start(directory, 0, false).close();
        EmbeddedBroker.start(directory, 0, true).close();
    }

    @Test
    void metadataThatAreGoneAreRefusedBeforeAnythingIsMadeAnew() throws Exception {
        Path metadata = directory.resolve("kafka/__cluster_metadata-0");
        Path aside = directory.resolve("aside");
        Files.move(metadata, aside);
        Files.delete(directory.resolve("known-ends"));

        expectRefused("commands-0 is not in __cluster_metadata-0");
        expectRefused("commands-0 is not in __cluster_metadata-0");

        assertThat(Files.exists(metadata)).isFalse();
        Files.move(aside, metadata);
        EmbeddedBroker.start(directory, 0, true).close();
        assertThat(folders()).contains("commands-0").noneMatch(name -> name.endsWith("-stray"));
    }

    @Test
    void soAreMetadataThatLostTheirEnd() throws Exception {
        Path log = directory.resolve("kafka/__cluster_metadata-0/00000000000000000000.log");
        killed();
        cut(log, 0.95);

        expectRefused("__cluster_metadata-0 ends at offset [0-9]+ and reached [0-9]+");
        cut(log, 0.3);
        expectRefused("commands-0 is not in __cluster_metadata-0");
        assertThat(folders()).contains("commands-0", "notes-0");
    }

    @Test
    void soIsALogDirectoryThatIsGone() throws Exception {
        delete(directory.resolve("kafka"));

        expectRefused("__cluster_metadata-0 ends at offset 0 and reached [0-9]+");
        assertThat(Files.exists(directory.resolve("kafka"))).isFalse();
    }

    @Test
    void soAreTopicsThatABrokerSetAside() throws Exception {
        Files.move(directory.resolve("kafka/commands-0"),
                directory.resolve("kafka/commands-0.0123456789abcdef0123456789abcdef-stray"));
        Files.delete(directory.resolve("known-ends"));

        expectRefused(
                "commands-0.0123456789abcdef0123456789abcdef-stray was set aside by a broker that did not know it");
    }

    @Test
    void aTopicThatIsGoneIsNotMadeAnew() throws Exception {
        delete(directory.resolve("kafka/commands-0"));

        expectRefused("commands-0 is not there and reached 10");
        assertThat(folders()).doesNotContain("commands-0");
    }

    @Test
    void aTopicThatDoesNotSayWhichItIsIsRefusedWithWhatToWrite() throws Exception {
        Path file = directory.resolve("kafka/commands-0/partition.metadata");
        String id = Files.readString(file).lines().filter(line -> line.startsWith("topic_id")).findAny().orElseThrow();
        Files.delete(file);

        expectRefused("commands-0 has no partition.metadata \\(version: 0, " + id + ", one a line\\)");
    }

    @Test
    void anIdentityThatIsMissingIsRefusedWithWhatToWrite() throws Exception {
        Path identity = directory.resolve("kafka/meta.properties");
        List<String> lines = Files.readAllLines(identity);
        Files.delete(identity);

        expectRefused("meta.properties is missing, and there is a log: .*: version=1, cluster.id=.*, node.id=1, "
                + "directory.id=[^,]+, one a line");
        assertThat(Files.exists(identity)).isFalse();
        Files.write(identity, lines.stream().map(line -> line.replaceAll("directory.id=.*",
                "directory.id=4L6g3nShT-eMCtK--X86sw")).toList());
        expectRefused("meta.properties is of another log: it has directory.id=4L6g3nShT-eMCtK--X86sw");

        Files.write(identity, lines);
        EmbeddedBroker.start(directory, 0, true).close();
    }

    @Test
    void whatOthersDeleteAndMakeAnewIsTheirs() throws Exception {
        try (var broker = EmbeddedBroker.start(directory, 0, true)) {
            try (var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
                admin.deleteTopics(List.of(NOTES_OF_OTHERS)).all().get();
                admin.createTopics(List.of(new NewTopic(NOTES_OF_OTHERS, 1, (short) 1))).all().get();
            }
        }
        EmbeddedBroker.start(directory, 0, true).close();
        try (var broker = EmbeddedBroker.start(directory, 0, true);
                var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.deleteTopics(List.of(NOTES_OF_OTHERS)).all().get();
        }
        EmbeddedBroker.start(directory, 0, true).close();
    }

    @Test
    void whatIsKnownIsReadWholeOrNotAtAll() throws Exception {
        Files.writeString(directory.resolve("known-ends"), "format 1\ncommands 0\n");

        expectRefused("known-ends, by which a log that lost records is known, is damaged");
    }

    private static void make(EmbeddedBroker broker, String topic) throws Exception {
        Map<String, Object> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (var admin = Admin.create(kafka);
                var producer = new KafkaProducer<>(kafka, new StringSerializer(), new StringSerializer())) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
            for (int i = 0; i < RECORDS; i++) {
                producer.send(new ProducerRecord<>(topic, "one of them")).get();
            }
        }
    }

    private void expectRefused(String pattern) {
        assertThatThrownBy(() -> EmbeddedBroker.start(directory, 0, true)).isInstanceOf(CannotStartException.class)
                .message().containsPattern(pattern);
    }

    /** As a process that was killed leaves it. */
    private void killed() throws IOException {
        Files.delete(directory.resolve("kafka/.kafka_cleanshutdown"));
    }

    private static void cut(Path file, double share) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate((long) (share * channel.size()));
        }
    }

    private List<String> folders() throws IOException {
        try (Stream<Path> all = Files.list(directory.resolve("kafka"))) {
            return all.filter(Files::isDirectory).map(folder -> folder.getFileName().toString()).toList();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
