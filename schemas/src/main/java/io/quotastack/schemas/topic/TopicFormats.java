package io.quotastack.schemas.topic;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;

import io.quotastack.schemas.format.FormatStamp;
import io.quotastack.schemas.json.Json;

/**
 * The stamps of internal topics: a topic's configuration has no room for one, so each is a record of the compacted topic
 * `formats`, under the topic's name. A topic is stamped before it is made. So one that is there without a stamp is from
 * before there were any, and a crash between the two leaves nothing that would be refused.
 */
final class TopicFormats {

    private static final TopicPartition STAMPS = new TopicPartition(Topics.FORMATS.name(), 0);
    /** A later version's stamp may say more. */
    private static final ObjectReader READER = Json.MAPPER.readerFor(FormatStamp.class)
            .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .with(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
                    DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES);
    private static final String ANEW = "an empty cluster";
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Map<String, Object> kafka;

    /** @param kafka what any client of the cluster needs: `bootstrap.servers`, security */
    TopicFormats(Map<String, Object> kafka) {
        this.kafka = kafka;
    }

    /**
     * Stamps the internal topics that are still to be made, and anew those of an earlier format that can be read. The
     * topic of the stamps has to be there.
     *
     * @throws WrongFormatException one that is there has another format
     */
    void check(Admin admin) throws InterruptedException {
        // The topics first: whoever makes one at the same time has stamped it before.
        Set<String> made = names(admin);
        Map<String, FormatStamp> stamps = stamps();
        List<String> toStamp = new ArrayList<>();
        for (Topic topic : Topics.INTERNAL) {
            Optional<FormatStamp> stamp = Optional.ofNullable(stamps.get(topic.name()));
            if (stamp.isPresent()) {
                stamp.get().refusal(name(topic), ANEW).ifPresent(TopicFormats::refuse);
                if (stamp.get().outdated()) {
                    toStamp.add(topic.name());
                }
            } else if (made.contains(topic.name())) {
                refuse(FormatStamp.refusalOfUnstamped(name(topic), ANEW));
            } else {
                toStamp.add(topic.name());
            }
        }
        if (!toStamp.isEmpty()) {
            stamp(toStamp);
        }
    }

    private static String name(Topic topic) {
        return "the topic " + topic.name();
    }

    private static void refuse(String refusal) {
        throw new WrongFormatException(refusal);
    }

    private static Set<String> names(Admin admin) throws InterruptedException {
        try {
            return admin.listTopics().names().get();
        } catch (ExecutionException e) {
            throw new KafkaException("the topics could not be listed", e.getCause());
        }
    }

    private Map<String, FormatStamp> stamps() {
        Map<String, FormatStamp> stamps = new HashMap<>();
        var config = new HashMap<>(kafka);
        // Closing waits for a fetch that is under way.
        config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 10);
        try (var consumer = new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(STAMPS));
            consumer.seekToBeginning(List.of(STAMPS));
            long end = consumer.endOffsets(List.of(STAMPS)).getOrDefault(STAMPS, 0L);
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (consumer.position(STAMPS) < end) {
                if (System.nanoTime() > deadline) {
                    throw new KafkaException("the formats of topics could not be read within " + PATIENCE.toSeconds()
                            + " s");
                }
                consumer.poll(POLL).forEach(record -> Optional.ofNullable(record.value()).ifPresentOrElse(
                        stamp -> stamps.put(record.key(), parsed(stamp)), () -> stamps.remove(record.key())));
            }
        }
        return stamps;
    }

    private static FormatStamp parsed(String json) {
        try {
            return READER.<FormatStamp>readValue(json);
        } catch (JsonProcessingException e) {
            throw new WrongFormatException(
                    "the topic " + STAMPS.topic() + " has what is no stamp of a format: " + json);
        }
    }

    private void stamp(List<String> topics) throws InterruptedException {
        var config = new HashMap<>(kafka);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        String stamp = new String(Json.bytes(FormatStamp.CURRENT), UTF_8);
        try (var producer = new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            List<Future<RecordMetadata>> sent = topics.stream()
                    .map(topic -> producer.send(new ProducerRecord<>(STAMPS.topic(), topic, stamp))).toList();
            for (Future<RecordMetadata> next : sent) {
                next.get();
            }
        } catch (ExecutionException e) {
            throw new KafkaException("the formats of topics could not be written", e.getCause());
        }
    }
}
