package io.quotastack.metering.intake;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

import io.quotastack.core.problem.FieldFault;
import io.quotastack.core.text.Metadata;
import io.quotastack.core.usage.UsageLine;
import io.quotastack.core.usage.UsageLines;
import io.quotastack.events.UsageEvent;

/** Usage events in Avro, in the schema registry's wire format. */
final class AvroUsage {

    /** What the schema says of units that are not there. */
    private static final long UNITS_LEFT_OUT = 1;

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
                metricKey(event), event.getUnits(), lines(event),
                Optional.ofNullable(event.getTimestamp()).map(time -> time.truncatedTo(ChronoUnit.MILLIS)),
                event.getMetadata(), Optional.empty(), faults(event));
    }

    private static String metricKey(UsageEvent event) {
        return Optional.ofNullable(event.getBillableMetricKey()).orElse("");
    }

    private static List<UsageLine> lines(UsageEvent event) {
        return event.getLines().stream()
                .map(line -> new UsageLine(line.getBillableMetricKey(), line.getUnits(), line.getMetadata())).toList();
    }

    /** What is missing, or has no place beside lines. */
    private static List<FieldFault> faults(UsageEvent event) {
        var faults = new ArrayList<FieldFault>();
        if (event.getLines().isEmpty() && event.getBillableMetricKey() == null) {
            faults.add(
                    FieldFault.at(UsageArrival.METRIC_KEY, "is missing, as are lines: one of both says what was used"));
        }
        if (!event.getLines().isEmpty()) {
            if (event.getBillableMetricKey() != null) {
                faults.add(FieldFault.at(UsageArrival.METRIC_KEY, UsageData.BESIDE_LINES));
            }
            if (event.getUnits() != UNITS_LEFT_OUT) {
                faults.add(FieldFault.at("/units", UsageData.BESIDE_LINES));
            }
        }
        return faults;
    }

    private static List<String> texts(UsageEvent event) {
        var texts = new ArrayList<String>();
        Stream.of(event.getEventId(), event.getTenantId(), event.getEnvironment()).forEach(texts::add);
        Optional.ofNullable(event.getBillableMetricKey()).ifPresent(texts::add);
        Optional.ofNullable(event.getExternalCustomerId()).ifPresent(texts::add);
        Optional.ofNullable(event.getCustomerId()).ifPresent(texts::add);
        // Of what is beyond its bounds nothing is kept, and to look for all of it in the record would take minutes.
        if (Metadata.fault(event.getMetadata()).isEmpty()) {
            texts.addAll(event.getMetadata().keySet());
            texts.addAll(event.getMetadata().values());
        }
        List<UsageLine> lines = lines(event);
        if (!lines.isEmpty() && UsageLines.faults(lines).isEmpty()) {
            for (UsageLine line : lines) {
                texts.add(line.metricKey());
                texts.addAll(line.metadata().keySet());
                texts.addAll(line.metadata().values());
            }
        }
        return texts;
    }
}
