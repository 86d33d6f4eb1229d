package io.quotastack.metering.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quotastack.core.config.Config;
import io.quotastack.core.config.ConfigChange;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.tenant.Tenant;
import io.quotastack.events.UsageEvent;
import io.quotastack.events.UsageEventLine;
import io.quotastack.platform.deadletter.DeadLetterHeaders;
import io.quotastack.schemas.registry.SchemaRegistryClient;
import io.quotastack.schemas.registry.SchemaRegistryException.Unavailable;
import io.quotastack.schemas.serde.AvroWireSerde;

/**
 * Random records, from such as mean well to such as are made to break a reader: each is an event, a dead letter, or waits
 * for somebody who was asked about it and has no answer. Any other exception would stop its partition for all tenants,
 * and for ever. A failure names its seed; {@code -Dseed=…} runs it again.
 */
class UsageRecordFuzzTest {

    private static final String TOPIC = "usage-events";
    private static final int RECORDS = 20_000;
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final UUID TENANT = UUID.fromString("0b7c1f3e-5a52-4c39-9c5f-0d7a6e1b2c3d");
    private static final Config CONFIG = Config.EMPTY.apply(7,
            new ConfigChange.TenantPut(new Tenant(TENANT, "Acme", NOW)));
    private static final List<String> HEADERS = List.of("content-type", "ce_specversion", "ce_id", "ce_source",
            "ce_type",
            "ce_subject", "ce_tenantid", "ce_environment", "ce_time", "ce_datacontenttype", "ce_dataschema", "ce_",
            "CE_ID",
            DeadLetterHeaders.OMITTED_BYTES, "quotastack-reason", "quotastack-source-topic",
            "quotastack-source-partition",
            "quotastack-source-offset", "traceparent", "");
    private static final List<String> MEMBERS = List.of("specversion", "id", "source", "type", "subject", "tenantid",
            "environment", "time", "datacontenttype", "dataschema", "data", "data_base64", "x");

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Unavailable registryAway = new Unavailable("away", new IOException());
    private final IllegalStateException customersAway = new IllegalStateException("the owner moves");
    private boolean registryIsAway;
    private boolean customersAreAway;
    private HttpRegistry registry;
    private SchemaRegistryClient client;
    private AvroWireSerde<UsageEvent> serde;
    private UsageRecordReader reader;

    @BeforeEach
    void start() throws IOException {
        registry = new HttpRegistry();
        client = SchemaRegistryClient.of(registry.url());
        serde = new AvroWireSerde<>(UsageEvent.class, client, true);
        reader = new UsageRecordReader(this::deserialized, new Customers());
    }

    @AfterEach
    void stop() {
        client.close();
        registry.close();
    }

    private UsageEvent deserialized(String topic, byte[] value) {
        if (registryIsAway) {
            throw registryAway;
        }
        return serde.deserialize(topic, value);
    }

    private final class Customers implements KnownCustomers {

        @Override
        public boolean customerExists(CustomerKey customer) {
            answer();
            return random.nextBoolean();
        }

        @Override
        public Optional<Instant> testClock(CustomerKey customer) {
            answer();
            return random.nextBoolean()
                    ? Optional.empty()
                    : Optional.of(Instant.ofEpochSecond(random.nextLong() >> 24));
        }

        private void answer() {
            if (customersAreAway) {
                throw customersAway;
            }
        }
    }

    @Test
    void eachRecordIsAnEventOrADeadLetterOrWaitsForWhoIsAsked() {
        System.out.println("UsageRecordFuzzTest seed " + seed);
        Map<String, Integer> counted = new HashMap<>();
        for (int i = 0; i < RECORDS; i++) {
            registryIsAway = random.nextInt(20) == 0;
            customersAreAway = random.nextInt(20) == 0;
            counted.merge(read(record()), 1, Integer::sum);
        }
        assertThat(counted).as("seed %d: all are met", seed).containsOnlyKeys("event", "dead letter", "waits");
    }

    private String read(ConsumerRecord<byte[], byte[]> record) {
        Reading reading;
        try {
            reading = reader.read(record, CONFIG, NOW);
        } catch (RuntimeException e) {
            assertThat((registryIsAway && e.equals(registryAway)) || (customersAreAway && e.equals(customersAway)))
                    .as("seed %d: %s threw %s", seed, record, e).isTrue();
            return "waits";
        }
        return switch (reading) {
            case Reading.Usage usage -> "event";
            case Reading.DeadLetter(String reason) -> {
                var headers = new RecordHeaders(record.headers());
                DeadLetterHeaders.addTo(headers, record, reason);
                assertThat(DeadLetterHeaders.sourceOf(headers)).as("seed %d", seed)
                        .contains(new DeadLetterHeaders.Source(TOPIC, record.partition(), record.offset()));
                yield "dead letter";
            }
        };
    }

    @Test
    void headersOfSomebodyElseSayNoPlaceAtWorst() {
        for (int i = 0; i < RECORDS; i++) {
            Headers headers = headers();
            assertThatCode(() -> DeadLetterHeaders.sourceOf(headers)).as("seed %d: %s", seed, headers)
                    .doesNotThrowAnyException();
        }
    }

    @SuppressWarnings("NullAway") // a record may have no key and no value
    private ConsumerRecord<byte[], byte[]> record() {
        byte[] key = random.nextBoolean() ? null : bytes();
        byte[] value = value();
        long time = switch (random.nextInt(4)) {
            case 0 -> random.nextLong();
            case 1 -> -1;
            default -> NOW.toEpochMilli();
        };
        return new ConsumerRecord<>(TOPIC, random.nextInt(8), random.nextInt(1_000), time, TimestampType.CREATE_TIME,
                key == null ? -1 : key.length, value == null ? -1 : value.length, key, value, headers(),
                Optional.empty());
    }

    @SuppressWarnings("NullAway") // as above
    private byte[] value() {
        return switch (random.nextInt(6)) {
            case 0 -> null;
            case 1 -> bytes();
            case 2, 3 -> spoilt(avro());
            default -> spoilt(json().getBytes(StandardCharsets.UTF_8));
        };
    }

    private byte[] avro() {
        UsageEvent.Builder event = UsageEvent.newBuilder().setEventId(text()).setTenantId(tenant())
                .setEnvironment(environment()).setBillableMetricKey(text());
        if (random.nextInt(4) > 0) {
            event.setExternalCustomerId(text());
        }
        if (random.nextInt(4) == 0) {
            event.setCustomerId(CustomerKey.ofExternalId(new TenantEnvironment(TENANT, Environment.LIVE), text())
                    .customerId().toString());
        }
        if (random.nextBoolean()) {
            event.setUnits(random.nextLong()).setMetadata(Map.of(text(), text()));
        }
        if (random.nextInt(3) == 0) {
            event.setBillableMetricKey(random.nextInt(4) > 0 ? null : text()).setLines(Stream
                    .generate(() -> new UsageEventLine(text(), random.nextLong(), Map.of(text(), text())))
                    .limit(1 + random.nextInt(random.nextInt(8) == 0 ? 60 : 4)).toList());
        }
        if (random.nextBoolean()) {
            event.setTimestamp(Instant.ofEpochMilli(random.nextLong()));
        }
        return serde.serialize(TOPIC, event.build());
    }

    private String json() {
        var json = new StringBuilder("{");
        MEMBERS.stream().filter(member -> random.nextInt(8) > 0).forEach(member -> json
                .append(json.length() > 1 ? "," : "").append('"').append(member).append("\":").append(member(member)));
        return json.append('}').toString();
    }

    private String member(String name) {
        if (random.nextInt(8) == 0) {
            return List.of("null", "7", "{}", "[]", "\"\\ud800\"", "1e999999999", "[".repeat(2_000))
                    .get(random.nextInt(7));
        }
        return name.equals("data") && random.nextBoolean()
                ? "{" + (random.nextBoolean() ? "\"units\":" + random.nextLong() : "\"lines\":" + lines())
                        + ",\"metadata\":{\"" + plain() + "\":\"" + plain() + "\"}}"
                : "\"" + meant(name) + "\"";
    }

    private String lines() {
        return Stream.generate(() -> random.nextInt(12) == 0
                ? member("subject")
                : "{\"billable_metric_key\":" + member("subject") + ",\"units\":" + random.nextInt(9) + "}")
                .limit(random.nextInt(5)).collect(Collectors.joining(",", "[", "]"));
    }

    /** What stands in a member or header of an event that means well, mostly. */
    private String meant(String name) {
        return switch (name) {
            case "specversion" -> random.nextInt(8) == 0 ? "0.3" : "1.0";
            case "tenantid" -> tenant();
            case "environment" -> environment();
            case "time" -> random.nextBoolean() ? "2026-03-01T11:59:00Z" : "9999999-01-01T00:00:00+18:00";
            case "datacontenttype" -> random.nextBoolean() ? "application/json" : plain();
            case "content-type" -> List.of("application/cloudevents+json", "application/cloudevents+avro",
                    "application/json", ";", plain()).get(random.nextInt(5));
            default -> plain();
        };
    }

    private Headers headers() {
        var headers = new RecordHeaders();
        if (random.nextInt(3) == 0) {
            return headers;
        }
        for (String name : HEADERS) {
            if (random.nextInt(3) > 0) {
                headers.add(name, headerValue(name));
            }
        }
        return headers;
    }

    @SuppressWarnings("NullAway") // a header may have no value
    private byte[] headerValue(String name) {
        return switch (random.nextInt(12)) {
            case 0 -> null;
            case 1 -> bytes();
            default -> meant(name.replace("ce_", "")).getBytes(StandardCharsets.UTF_8);
        };
    }

    private byte[] spoilt(byte[] bytes) {
        if (random.nextInt(3) == 0) {
            // Not in the id of the schema: the registry would be asked for each.
            for (int i = random.nextInt(3); i >= 0 && bytes.length > 5; i--) {
                bytes[5 + random.nextInt(bytes.length - 5)] = (byte) random.nextInt(256);
            }
        }
        return bytes;
    }

    private byte[] bytes() {
        byte[] bytes = new byte[random.nextInt(12)];
        random.nextBytes(bytes);
        return bytes;
    }

    private String tenant() {
        return random.nextInt(8) == 0 ? plain() : TENANT.toString();
    }

    private String environment() {
        return List.of("live", "live", "test", "test", plain()).get(random.nextInt(5));
    }

    /** Also such as no id may be. */
    private String text() {
        return List.of(plain(), plain(), "", "..", "\ufffd", "a\nb", "x".repeat(300)).get(random.nextInt(7));
    }

    private String plain() {
        return "c" + random.nextInt(100);
    }
}
