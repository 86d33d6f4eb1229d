package io.quotastack.metering.intake;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

import org.apache.kafka.clients.consumer.ConsumerRecord;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;

import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.SpecVersion;
import io.cloudevents.jackson.JsonCloudEventData;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.quotastack.core.config.Config;
import io.quotastack.core.metering.EventMapping;
import io.quotastack.schemas.json.StrictJson;
import io.quotastack.schemas.json.TooManyTokensException;

/**
 * Usage events as CloudEvents 1.0 in JSON, in the structured or the binary mode of the Kafka binding. {@code id} is the
 * event's id, {@code type} leads to the metric ({@link CountedMetric}) unless there are lines, {@code subject} is the
 * tenant's own name of the customer; what was used stands in the data, ours ({@link UsageData}) or the producer's
 * ({@link ProducerData}).
 */
final class CloudEventUsage {

    private static final String SPEC_VERSION = "specversion";
    private static final String ANY_STRUCTURED = "application/cloudevents";
    private static final String STRUCTURED_JSON = "application/cloudevents+json";
    /** The times that RFC 3339 can write. */
    private static final int LAST_YEAR = 9999;

    private final ObjectMapper attributes = new ObjectMapper()
            .registerModule(JsonFormat.getCloudEventJacksonModule());

    /** Whether the headers say that the value, which may be none, is the data of an event. */
    static boolean isBinary(EventHeaders headers) {
        return headers.attribute(SPEC_VERSION).isPresent();
    }

    /** Reads an event as one of the metric that its type leads to in that configuration. */
    ReportedUsage read(ConsumerRecord<byte[], byte[]> record, EventHeaders headers, Config config) {
        CloudEvent event = event(record, headers);
        if (event.getSpecVersion() != SpecVersion.V1) {
            throw new UnreadableException("a CloudEvent of version " + event.getSpecVersion() + ", not 1.0");
        }
        return usage(event, config);
    }

    private CloudEvent event(ConsumerRecord<byte[], byte[]> record, EventHeaders headers) {
        Optional<String> mediaType = headers.mediaType();
        if (mediaType.filter(STRUCTURED_JSON::equals).isPresent()) {
            return structured(json("not a CloudEvent: the value", record.value()));
        }
        if (isBinary(headers)) {
            mediaType.filter(type -> type.startsWith(ANY_STRUCTURED)).ifPresent(CloudEventUsage::refuseFormat);
            return binary(record);
        }
        // Some producers, the official ones of Python among them, give no content-type, or the data's.
        JsonNode value = jsonIfAny(record.value());
        if (value.has(SPEC_VERSION)) {
            return structured(value);
        }
        mediaType.filter(type -> type.startsWith(ANY_STRUCTURED)).ifPresent(CloudEventUsage::refuseFormat);
        throw new UnreadableException("neither Avro in the registry's wire format (first byte 0) nor a CloudEvent"
                + " (content-type " + STRUCTURED_JSON + ", a JSON object with " + SPEC_VERSION + ", or header ce_"
                + SPEC_VERSION + ")");
    }

    private static void refuseFormat(String mediaType) {
        throw new UnreadableException("a CloudEvent in a format other than JSON: " + mediaType);
    }

    private CloudEvent structured(JsonNode value) {
        try {
            return attributes.treeToValue(value, CloudEvent.class);
        } catch (JsonProcessingException | RuntimeException e) {
            throw new UnreadableException("not a CloudEvent: " + e.getMessage());
        }
    }

    private static JsonNode json(String what, byte[] text) {
        try {
            return StrictJson.parse(text);
        } catch (CharacterCodingException e) {
            throw new UnreadableException(what + " is not UTF-8");
        } catch (IOException e) {
            throw new UnreadableException(what + " is not JSON: " + e.getMessage());
        }
    }

    /** A missing node when it is no JSON. */
    private static JsonNode jsonIfAny(byte[] text) {
        try {
            return StrictJson.parse(text);
        } catch (TooManyTokensException e) {
            throw new UnreadableException("not read as a CloudEvent: " + e.getOriginalMessage());
        } catch (IOException notJson) {
            return MissingNode.getInstance();
        }
    }

    private static CloudEvent binary(ConsumerRecord<byte[], byte[]> record) {
        try {
            return KafkaMessageFactory.createReader(record).toEvent();
        } catch (RuntimeException e) {
            throw new UnreadableException("not a CloudEvent: " + e.getMessage());
        }
    }

    private static ReportedUsage usage(CloudEvent event, Config config) {
        String tenantId = extension(event, "tenantid");
        String environment = extension(event, "environment");
        var metric = CountedMetric.of(event.getType(),
                config.environment(UsageArrival.tenantEnvironment(tenantId, environment, config)));
        UsageData usage = usage(data(event), metric.mapping());
        return new ReportedUsage(event.getId(), tenantId, environment, Optional.ofNullable(event.getSubject()),
                Optional.empty(), metric.key(), usage.units(), usage.lines(),
                Optional.ofNullable(event.getTime()).map(CloudEventUsage::instant), usage.metadata(),
                Optional.of(event.getSource().toString()), metric.faults(usage));
    }

    private static UsageData usage(JsonNode data, EventMapping mapping) {
        if (mapping.units().isPresent()) {
            return ProducerData.read(data, mapping.units().get(), mapping.dimensions());
        }
        return data.isMissingNode() ? UsageData.NONE : UsageData.read(data);
    }

    /**
     * A missing node for no data. Also data in {@code data_base64} is JSON unless it says something else: base64 is how
     * it is written.
     */
    private static JsonNode data(CloudEvent event) {
        CloudEventData data = event.getData();
        if (data == null) {
            return MissingNode.getInstance();
        }
        String contentType = event.getDataContentType();
        if (contentType != null && !isJson(EventHeaders.mediaType(contentType))) {
            throw new UnreadableException("the data is not JSON but " + contentType);
        }
        JsonNode node = data instanceof JsonCloudEventData parsed ? parsed.getNode() : json("the data", data.toBytes());
        return node.isNull() ? MissingNode.getInstance() : node;
    }

    private static Instant instant(OffsetDateTime time) {
        if (time.getYear() < 0 || time.getYear() > LAST_YEAR) {
            throw new UnreadableException("the time is no RFC 3339 time: " + time);
        }
        return time.toInstant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static String extension(CloudEvent event, String name) {
        Object value = event.getExtension(name);
        if (value instanceof String text) {
            return text;
        }
        throw new UnreadableException(value == null
                ? "the extension " + name + " is missing"
                : "the extension " + name + " is not a string");
    }

    private static boolean isJson(String mediaType) {
        return mediaType.endsWith("/json") || mediaType.endsWith("+json");
    }
}
