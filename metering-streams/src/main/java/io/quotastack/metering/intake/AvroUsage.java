package io.quotastack.metering.intake;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

import io.quotastack.core.text.Metadata;
import io.quotastack.events.UsageEvent;

/** Usage events in Avro, in the schema registry's wire format. */
final class AvroUsage {

    private final Deserializer<UsageEvent> deserializer;

    /** @param deserializer of {@code AvroSerdes} */
    AvroUsage(Deserializer<UsageEvent> deserializer) {
        this.deserializer = deserializer;
    }

    /**
     * Throws {@link NotNowException} when it cannot be told what the record is, as while the registry does not answer:
     * the deserializer says of records that are at fault that they are.
     */
    ReportedUsage read(ConsumerRecord<byte[], byte[]> record) {
        UsageEvent event;
        try {
            event = deserializer.deserialize(record.topic(), record.headers(), record.value());
        } catch (SerializationException e) {
            throw new UnreadableException("not a readable Avro record: " + e.getMessage());
        } catch (RuntimeException e) {
            throw new NotNowException(e);
        }
        if (!AvroText.isUtf8(record.value(), texts(event))) {
            throw new UnreadableException("not a readable Avro record: text that is not UTF-8");
        }
        return new ReportedUsage(event.getEventId(), event.getTenantId(), event.getEnvironment(),
                Optional.ofNullable(event.getExternalCustomerId()), Optional.ofNullable(event.getCustomerId()),
                event.getBillableMetricKey(), event.getUnits(),
                Optional.ofNullable(event.getTimestamp()).map(time -> time.truncatedTo(ChronoUnit.MILLIS)),
                event.getMetadata(), Optional.empty(), List.of());
    }

    private static List<String> texts(UsageEvent event) {
        var texts = new ArrayList<String>();
        Stream.of(event.getEventId(), event.getTenantId(), event.getEnvironment(), event.getBillableMetricKey())
                .forEach(texts::add);
        Optional.ofNullable(event.getExternalCustomerId()).ifPresent(texts::add);
        Optional.ofNullable(event.getCustomerId()).ifPresent(texts::add);
        // Of what is beyond its bounds nothing is kept, and to look for all of it in the record would take minutes.
        if (Metadata.fault(event.getMetadata()).isEmpty()) {
            texts.addAll(event.getMetadata().keySet());
            texts.addAll(event.getMetadata().values());
        }
        return texts;
    }
}
