package io.quotastack.metering.intake;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;

import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.SpecVersion;
import io.cloudevents.jackson.JsonCloudEventData;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.quotastack.schemas.json.Json;

/**
 * Usage events as CloudEvents 1.0 in JSON, in the structured or the binary mode of the Kafka binding. {@code id} is the
 * event's id, {@code type} the metric's key, {@code subject} the tenant's own name of the customer; {@code units} and
 * {@code metadata} stand in the data, beside which a producer may put what it likes for others.
 */
final class CloudEventUsage {

    private static final String CONTENT_TYPE = "content-type";
    private static final String SPEC_VERSION = "ce_specversion";
    private static final String ANY_STRUCTURED = "application/cloudevents";
    private static final String STRUCTURED_JSON = "application/cloudevents+json";
    /** The times that RFC 3339 can write. */
    private static final int LAST_YEAR = 9999;

    private final JsonFormat json = new JsonFormat();

    ReportedUsage read(ConsumerRecord<byte[], byte[]> record) {
        Optional<String> mediaType = header(record.headers(), CONTENT_TYPE).map(CloudEventUsage::mediaType);
        CloudEvent event;
        if (mediaType.filter(STRUCTURED_JSON::equals).isPresent()) {
            event = structured(record.value());
        } else if (mediaType.filter(type -> type.startsWith(ANY_STRUCTURED)).isPresent()) {
            throw new UnreadableException("a CloudEvent in a format other than JSON: " + mediaType.orElseThrow());
        } else if (header(record.headers(), SPEC_VERSION).isPresent()) {
            event = binary(record);
        } else {
            throw new UnreadableException("neither Avro in the registry's wire format (first byte 0) nor a CloudEvent"
                    + " (content-type " + STRUCTURED_JSON + ", or header " + SPEC_VERSION + ")");
        }
        if (event.getSpecVersion() != SpecVersion.V1) {
            throw new UnreadableException("a CloudEvent of version " + event.getSpecVersion() + ", not 1.0");
        }
        return usage(event);
    }

    private CloudEvent structured(byte[] value) {
        checkText(value);
        try {
            return json.deserialize(value);
        } catch (RuntimeException e) {
            throw new UnreadableException("not a CloudEvent: " + e.getMessage());
        }
    }

    /** The library's parser takes the last of two members with one name and drops what follows the document. */
    private static void checkText(byte[] value) {
        try (JsonParser parser = Json.MAPPER.createParser(value)) {
            parser.nextToken();
            parser.skipChildren();
            if (parser.nextToken() != null) {
                throw new UnreadableException("not a CloudEvent: text after the JSON document");
            }
        } catch (IOException e) {
            throw new UnreadableException("not a CloudEvent: not JSON: " + e.getMessage());
        }
    }

    private static CloudEvent binary(ConsumerRecord<byte[], byte[]> record) {
        try {
            return KafkaMessageFactory.createReader(record).toEvent();
        } catch (RuntimeException e) {
            throw new UnreadableException("not a CloudEvent: " + e.getMessage());
        }
    }

    private static ReportedUsage usage(CloudEvent event) {
        Optional<JsonNode> data = data(event);
        return new ReportedUsage(event.getId(), extension(event, "tenantid"), extension(event, "environment"),
                Optional.ofNullable(event.getSubject()), Optional.empty(), event.getType(),
                data.map(node -> units(node.path("units"))).orElse(1L),
                Optional.ofNullable(event.getTime()).map(CloudEventUsage::instant),
                data.map(node -> metadata(node.path("metadata"))).orElse(Map.of()));
    }

    private static Optional<JsonNode> data(CloudEvent event) {
        CloudEventData data = event.getData();
        if (data == null) {
            return Optional.empty();
        }
        String contentType = event.getDataContentType();
        if (contentType != null && !isJson(mediaType(contentType))) {
            throw new UnreadableException("the data is not JSON but " + contentType);
        }
        JsonNode node = data instanceof JsonCloudEventData parsed ? parsed.getNode() : parse(data.toBytes());
        if (node.isNull()) {
            return Optional.empty();
        }
        if (!node.isObject()) {
            throw new UnreadableException("the data is not a JSON object");
        }
        return Optional.of(node);
    }

    private static JsonNode parse(byte[] data) {
        try {
            return Json.MAPPER.readTree(data);
        } catch (IOException e) {
            throw new UnreadableException("the data is not JSON: " + e.getMessage());
        }
    }

    private static long units(JsonNode units) {
        if (units.isMissingNode()) {
            return 1;
        }
        if (!units.isIntegralNumber() || !units.canConvertToLong()) {
            throw new UnreadableException("data.units is not a 64-bit integer without fraction or exponent: " + units);
        }
        return units.longValue();
    }

    private static Map<String, String> metadata(JsonNode metadata) {
        if (metadata.isMissingNode()) {
            return Map.of();
        }
        if (!metadata.isObject()) {
            throw new UnreadableException("data.metadata is not an object");
        }
        var pairs = new HashMap<String, String>();
        metadata.properties().forEach(pair -> {
            if (!pair.getValue().isTextual()) {
                throw new UnreadableException("data.metadata." + pair.getKey() + " is not a string");
            }
            pairs.put(pair.getKey(), pair.getValue().textValue());
        });
        return pairs;
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

    private static Optional<String> header(Headers headers, String name) {
        @Nullable
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null
                ? Optional.empty()
                : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
    }

    /** Without parameters, in lower case. */
    private static String mediaType(String contentType) {
        int end = contentType.indexOf(';');
        return (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    private static boolean isJson(String mediaType) {
        return mediaType.endsWith("/json") || mediaType.endsWith("+json");
    }
}
