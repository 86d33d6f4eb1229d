package io.quotastack.metering.intake;

import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.Deserializer;

import io.quotastack.events.UsageEvent;
import io.quotastack.schemas.registry.SchemaRegistryException;

/** Usage events in Avro, in the schema registry's wire format. */
final class AvroUsage {

    private final Deserializer<UsageEvent> deserializer;

    AvroUsage(Deserializer<UsageEvent> deserializer) {
        this.deserializer = deserializer;
    }

    /** Throws {@link RegistryOutOfReachException} when it cannot be told what the record is. */
    ReportedUsage read(ConsumerRecord<byte[], byte[]> record) {
        UsageEvent event;
        try {
            event = deserializer.deserialize(record.topic(), record.headers(), record.value());
        } catch (RuntimeException e) {
            if (isOutOfReach(e)) {
                throw new RegistryOutOfReachException(e);
            }
            throw new UnreadableException("not a readable Avro record: " + e.getMessage());
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
        texts.addAll(event.getMetadata().keySet());
        texts.addAll(event.getMetadata().values());
        return texts;
    }

    /**
     * Our own registry client says it in one type; Confluent's serde, which may stand in its place, wraps the network's
     * and Kafka's own exceptions. An end of data in the middle of a record is none of these.
     */
    private static boolean isOutOfReach(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SchemaRegistryException.Unavailable || cause instanceof RetriableException
                    || cause instanceof AuthenticationException || cause instanceof AuthorizationException
                    || cause instanceof SocketException || cause instanceof SocketTimeoutException
                    || cause instanceof UnknownHostException || cause instanceof HttpTimeoutException) {
                return true;
            }
        }
        return false;
    }
}
