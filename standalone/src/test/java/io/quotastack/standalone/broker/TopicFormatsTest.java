package io.quotastack.standalone.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.quotastack.schemas.topic.Topic;
import io.quotastack.schemas.topic.Topics;
import io.quotastack.schemas.topic.WrongFormatException;

/** On a broker: an internal topic of another format is refused before anything reads it. */
@Timeout(120)
class TopicFormatsTest {

    private static final Topics.Settings SETTINGS = new Topics.Settings(1, (short) 1);

    @TempDir
    private Path directory;

    private EmbeddedBroker broker;

    @BeforeEach
    void start() {
        broker = EmbeddedBroker.start(directory, 0, false);
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private Map<String, Object> kafka() {
        return Map.of("bootstrap.servers", broker.bootstrapServers());
    }

    @Test
    void stampsEachInternalTopicAndNoOther() throws Exception {
        Topics.create(kafka(), SETTINGS);

        Map<String, String> expected = new HashMap<>();
        Topics.INTERNAL.forEach(topic -> expected.put(topic.name(), "{\"format\":2,\"lowest_version\":\"0.1.0\"}"));
        assertThat(stamps()).isEqualTo(expected);
    }

    @Test
    void opensWhatItStamped() throws Exception {
        Topics.create(kafka(), SETTINGS);
        Topics.create(kafka(), SETTINGS);

        assertThat(stamps()).hasSameSizeAs(Topics.INTERNAL);
    }

    @Test
    void opensATopicOfAnEarlierFormatThatItReadsAndStampsItAnew() throws Exception {
        Topics.create(kafka(), SETTINGS);
        stamp(Topics.COMMANDS, "{\"format\":1,\"lowest_version\":\"0.1.0\"}");

        Topics.create(kafka(), SETTINGS);

        assertThat(stamps()).containsEntry(Topics.COMMANDS.name(), "{\"format\":2,\"lowest_version\":\"0.1.0\"}");
    }

    @Test
    void refusesATopicOfALaterFormatAndNamesTheVersionThatMayOpenIt() throws Exception {
        Topics.create(kafka(), SETTINGS);
        stamp(Topics.WEBHOOK_COMMANDS, "{\"format\":3,\"lowest_version\":\"0.7.0\",\"since\":\"then\"}");

        assertThatThrownBy(() -> Topics.create(kafka(), SETTINGS)).isInstanceOf(WrongFormatException.class)
                .hasMessage("the topic webhook-commands has format 3, and this version reads formats 1 to 2:"
                        + " start QuotaStack 0.7.0 or later on it");
    }

    @Test
    void refusesATopicOfAnEarlierFormatAndNamesTheVersionThatMayOpenIt() throws Exception {
        Topics.create(kafka(), SETTINGS);
        stamp(Topics.COMMANDS, "{\"format\":0,\"lowest_version\":\"0.0.9\"}");

        assertThatThrownBy(() -> Topics.create(kafka(), SETTINGS)).isInstanceOf(WrongFormatException.class)
                .hasMessage(
                        "the topic commands has format 0, and this version reads formats 1 to 2: start the version that"
                                + " wrote it, QuotaStack 0.0.9 or one of its format, or start with an empty cluster");
    }

    @Test
    void refusesATopicFromBeforeTopicsWereStamped() throws Exception {
        make(Topics.CONFIG);

        assertThatThrownBy(() -> Topics.create(kafka(), SETTINGS)).isInstanceOf(WrongFormatException.class)
                .hasMessage("the topic config is from before formats were stamped, and cannot be read:"
                        + " start with an empty cluster");
        assertThat(stamps()).isEmpty();
    }

    @Test
    void refusesWhatIsNoStamp() throws Exception {
        Topics.create(kafka(), SETTINGS);
        stamp(Topics.COMMANDS, "poison");

        assertThatThrownBy(() -> Topics.create(kafka(), SETTINGS)).isInstanceOf(WrongFormatException.class)
                .hasMessageContaining("formats").hasMessageContaining("poison");
    }

    /** What a crash between the stamp and the topic leaves. */
    @Test
    void makesATopicThatIsStampedAndNotThere() throws Exception {
        make(Topics.FORMATS);
        Topics.INTERNAL.forEach(topic -> stamp(topic, "{\"format\":1,\"lowest_version\":\"0.1.0\"}"));

        Topics.create(kafka(), SETTINGS);

        try (var admin = Admin.create(kafka())) {
            assertThat(admin.listTopics().names().get()).contains(Topics.COMMANDS.name());
        }
    }

    private void make(Topic topic) throws InterruptedException {
        try (var admin = Admin.create(kafka())) {
            Topics.create(admin, SETTINGS, List.of(topic));
        }
    }

    private void stamp(Topic topic, String stamp) {
        try (var producer = new KafkaProducer<>(kafka(), new StringSerializer(), new StringSerializer())) {
            var unused = producer.send(new ProducerRecord<>(Topics.FORMATS.name(), topic.name(), stamp));
            producer.flush();
        }
    }

    private Map<String, String> stamps() {
        var partition = new TopicPartition(Topics.FORMATS.name(), 0);
        Map<String, String> stamps = new HashMap<>();
        try (var consumer = new KafkaConsumer<>(kafka(), new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200))
                        .forEach(record -> stamps.put(record.key(), record.value()));
            }
        }
        return stamps;
    }
}
