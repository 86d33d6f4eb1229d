package io.quotastack.platform.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** What stands beside the headers that a dead letter came with: the reason, and its position in its source topic. */
public final class DeadLetterHeaders {

    /** How many bytes of the record are not in its dead letter, in decimal. */
    public static final String OMITTED_BYTES = "quotastack-omitted-bytes";

    private static final String REASON = "quotastack-reason";
    private static final String SOURCE_TOPIC = "quotastack-source-topic";
    private static final String SOURCE_PARTITION = "quotastack-source-partition";
    private static final String SOURCE_OFFSET = "quotastack-source-offset";
    private static final String SOURCE_TIMESTAMP = "quotastack-source-timestamp";

    private static final int LONGEST_REASON = 1_000;

    private DeadLetterHeaders() {}

    /** Adds those of a record that a consumer read. */
    public static void addTo(Headers headers, ConsumerRecord<?, ?> record, String reason) {
        add(headers, reason, record.topic(), record.partition(), record.offset(), record.timestamp());
    }

    /**
     * Adds how many bytes were left out of a record whose key, value and headers do not fit. They are at the source as
     * long as it keeps them.
     */
    public static void addOmitted(Headers headers, ConsumerRecord<?, ?> record) {
        int omitted = Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
        headers.add(OMITTED_BYTES, text(Integer.toString(omitted)));
    }

    /** Adds those of a record that a Streams task read. */
    static void addTo(Headers headers, Record<?, ?> record, RecordMetadata source, String reason) {
        add(headers, reason, source.topic(), source.partition(), source.offset(), record.timestamp());
    }

    private static void add(Headers headers, String reason, String topic, int partition, long offset,
            long timestamp) {
        headers.add(REASON, text(reason.substring(0, Math.min(reason.length(), LONGEST_REASON))))
                .add(SOURCE_TOPIC, text(topic))
                .add(SOURCE_PARTITION, text(Integer.toString(partition)))
                .add(SOURCE_OFFSET, text(Long.toString(offset)))
                .add(SOURCE_TIMESTAMP, text(Long.toString(timestamp)));
    }

    private static byte[] text(String text) {
        return text.getBytes(UTF_8);
    }

    /** Where the record stood that a dead letter is of; absent when its headers do not say, or say no such thing. */
    public static Optional<Source> sourceOf(Headers headers) {
        try {
            return text(headers, SOURCE_TOPIC).flatMap(topic -> text(headers, SOURCE_PARTITION)
                    .flatMap(partition -> text(headers, SOURCE_OFFSET)
                            .map(offset -> new Source(topic, Integer.parseInt(partition), Long.parseLong(offset)))));
        } catch (NumberFormatException e) {
            return Optional.empty(); // written by somebody else
        }
    }

    /** A header may have a name and no value. */
    private static Optional<String> text(Headers headers, String name) {
        return Optional.ofNullable(headers.lastHeader(name)).map(Header::value).map(value -> new String(value, UTF_8));
    }

    /** The position of a record. */
    public record Source(String topic, int partition, long offset) {}
}
