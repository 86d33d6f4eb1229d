package io.quotastack.platform.deadletter;

import java.util.Objects;

import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sets aside what a Streams task cannot use, so that it goes on with the next record. */
public final class StreamsDeadLetters {

    private static final Logger LOG = LoggerFactory.getLogger(StreamsDeadLetters.class);

    private StreamsDeadLetters() {}

    /**
     * Forwards the record that the task is at, as it came, and tells the operator.
     *
     * @param sink the one of the topology that writes to the topic of dead letters
     */
    public static <K, V> void forward(ProcessorContext<K, V> context, Record<? extends K, ? extends V> record,
            Exception reason, String sink) {
        RecordMetadata source = context.recordMetadata()
                .orElseThrow(() -> new IllegalStateException("a dead letter always comes from a topic"));
        LOG.error("{} at {}-{} offset {} went to {}", text(reason), source.topic(), source.partition(), source.offset(),
                sink, reason);
        var letter = new Record<K, V>(record.key(), record.value(), record.timestamp(), record.headers());
        DeadLetterHeaders.addTo(letter.headers(), record, source, text(reason));
        context.forward(letter, sink);
    }

    private static String text(Exception reason) {
        return Objects.requireNonNullElseGet(reason.getMessage(), reason::toString);
    }
}
