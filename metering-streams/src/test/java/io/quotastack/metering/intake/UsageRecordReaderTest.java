package io.quotastack.metering.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quotastack.core.command.Command.RecordUsage;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.tenant.Config;
import io.quotastack.core.tenant.ConfigChange;
import io.quotastack.core.tenant.Tenant;
import io.quotastack.events.UsageEvent;
import io.quotastack.schemas.registry.SchemaRegistryClient;
import io.quotastack.schemas.serde.AvroWireSerde;

class UsageRecordReaderTest {

    private static final String TOPIC = "usage-events";
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant STAMPED = Instant.parse("2026-03-01T11:59:00Z");
    private static final TenantEnvironment WORLD = new TenantEnvironment(
            UUID.fromString("0b7c1f3e-5a52-4c39-9c5f-0d7a6e1b2c3d"), Environment.LIVE);
    private static final Config CONFIG = Config.EMPTY.apply(7,
            new ConfigChange.TenantPut(new Tenant(WORLD.tenantId(), "Acme", NOW)));

    private final Set<CustomerKey> customers = new HashSet<>();
    private final Map<CustomerKey, Instant> clocks = new HashMap<>();
    private HttpRegistry registry;
    private SchemaRegistryClient client;
    private AvroWireSerde<UsageEvent> serde;
    private UsageRecordReader reader;

    @BeforeEach
    void start() throws IOException {
        registry = new HttpRegistry();
        client = new SchemaRegistryClient(registry.url());
        serde = new AvroWireSerde<>(UsageEvent.class, client, true);
        reader = new UsageRecordReader(serde, new Customers(customers, clocks));
    }

    @AfterEach
    void stop() {
        client.close();
        registry.close();
    }

    private record Customers(Set<CustomerKey> known, Map<CustomerKey, Instant> clocks) implements KnownCustomers {
        @Override
        public boolean customerExists(CustomerKey customer) {
            return known.contains(customer);
        }

        @Override
        public Optional<Instant> testClock(CustomerKey customer) {
            return Optional.ofNullable(clocks.get(customer));
        }
    }

    private Reading read(byte[] value, Headers headers) {
        return reader.read(new ConsumerRecord<>(TOPIC, 3, 42, STAMPED.toEpochMilli(), TimestampType.CREATE_TIME, 0,
                value.length, new byte[0], value, headers, Optional.empty()), CONFIG, NOW);
    }

    private Reading readAvro(UsageEvent event) {
        return read(serde.serialize(TOPIC, event), new RecordHeaders());
    }

    private static CommandEnvelope command(Reading reading) {
        assertThat(reading).isInstanceOf(Reading.Usage.class);
        return ((Reading.Usage) reading).command();
    }

    private static RecordUsage usage(Reading reading) {
        return (RecordUsage) command(reading).command();
    }

    private static Problem refusal(Reading reading) {
        return usage(reading).refusedOnArrival().orElseThrow();
    }

    private static void assertDeadLetter(Reading reading, String reason) {
        assertThat(reading).isInstanceOfSatisfying(Reading.DeadLetter.class,
                letter -> assertThat(letter.reason()).contains(reason));
    }

    private static UsageEvent.Builder event() {
        return UsageEvent.newBuilder().setEventId("evt-1").setTenantId(WORLD.tenantId().toString())
                .setEnvironment("live").setExternalCustomerId("acme:1").setBillableMetricKey("api_calls");
    }

    @Nested
    class Avro {

        @Test
        void measuresTheTimesOfACustomerWithAClockOfItsOwnByThatClock() {
            Instant clock = Instant.parse("2031-01-01T00:00:00Z");
            var test = new TenantEnvironment(WORLD.tenantId(), Environment.TEST);
            clocks.put(CustomerKey.ofExternalId(test, "acme"), clock);
            UsageEvent.Builder event = event().setEnvironment("test").setExternalCustomerId("acme");

            assertThat(usage(readAvro(event.build())).timestamp()).contains(clock);
            assertThat(usage(readAvro(event.setTimestamp(clock).build())).refusedOnArrival()).isEmpty();
            assertThat(refusal(readAvro(event.setTimestamp(NOW).build())).type())
                    .isEqualTo(ProblemType.TIMESTAMP_OUT_OF_RANGE);
        }

        @Test
        void aRecordBecomesTheCommandThatChargesIt() {
            Instant timestamp = Instant.parse("2026-02-20T08:00:00Z");
            Reading reading = readAvro(
                    event().setUnits(5).setTimestamp(timestamp).setMetadata(Map.of("region", "eu")).build());
            assertThat(reading).isEqualTo(new Reading.Usage(new CommandEnvelope("usage-events-3@42",
                    CustomerRef.byExternalId(WORLD, "acme:1"), Optional.empty(), 7,
                    new RecordUsage(new io.quotastack.core.usage.UsageEvent("evt-1", "api_calls", 5,
                            Optional.of(timestamp), Map.of("region", "eu")), Optional.of(timestamp), true,
                            Optional.empty()))));
        }

        @Test
        void withoutATimestampTheRecordsOwnPricesIt() {
            RecordUsage usage = usage(readAvro(event().build()));
            assertThat(usage.timestamp()).contains(STAMPED);
            assertThat(usage.event().givenTimestamp()).isEmpty();
        }

        @Test
        void aCustomerIdNamesACustomerThatExists() {
            var key = CustomerKey.ofExternalId(WORLD, "acme:1");
            UsageEvent byId = event().setExternalCustomerId(null).setCustomerId(key.customerId().toString()).build();
            assertDeadLetter(readAvro(byId), "unknown customer_id");
            customers.add(key);
            assertThat(command(readAvro(byId)).customer()).isEqualTo(CustomerRef.byId(key));
        }

        @Test
        void aRecordOfAnOlderWriterIsReadByItsOwnSchema() throws IOException {
            Schema older = new Schema.Parser().parse("""
                    {"type":"record","name":"UsageEvent","namespace":"io.quotastack.events","fields":[
                      {"name":"billable_metric_key","type":"string"},
                      {"name":"event_id","type":"string"},
                      {"name":"tenant_id","type":"string"},
                      {"name":"environment","type":"string"},
                      {"name":"external_customer_id","type":"string"},
                      {"name":"note","type":"string"}]}""");
            GenericRecord written = new GenericRecordBuilder(older).set("billable_metric_key", "api_calls")
                    .set("event_id", "evt-1").set("tenant_id", WORLD.tenantId().toString()).set("environment", "live")
                    .set("external_customer_id", "acme:1").set("note", "of no interest here").build();
            var event = usage(read(wireFormat(registry.add(older.toString()), written), new RecordHeaders())).event();
            assertThat(event.eventId()).isEqualTo("evt-1");
            assertThat(event.units()).isEqualTo(1);
        }

        @Test
        void aWriterWhoseSchemaLeadsNowhereIsDeadLettered() throws IOException {
            Schema other = new Schema.Parser().parse("""
                    {"type":"record","name":"UsageEvent","namespace":"io.quotastack.events","fields":[
                      {"name":"event_id","type":"string"}]}""");
            GenericRecord written = new GenericRecordBuilder(other).set("event_id", "evt-1").build();
            assertDeadLetter(read(wireFormat(registry.add(other.toString()), written), new RecordHeaders()),
                    "not a io.quotastack.events.UsageEvent");
        }

        @Test
        void anUnknownSchemaIdIsDeadLettered() {
            byte[] value = serde.serialize(TOPIC, event().build());
            ByteBuffer.wrap(value).putInt(1, 99);
            assertDeadLetter(read(value, new RecordHeaders()), "40403");
        }

        @Test
        void aSchemaThatIsNotAvroIsDeadLettered() {
            byte[] value = serde.serialize(TOPIC, event().build());
            ByteBuffer.wrap(value).putInt(1, registry.add("syntax = \"proto3\";"));
            assertDeadLetter(read(value, new RecordHeaders()), "not an Avro schema");
        }

        @Test
        void aRegistryOutOfServiceIsWaitedFor() {
            byte[] value = serde.serialize(TOPIC, event().build());
            registry.setDown(true);
            assertThatThrownBy(() -> read(value, new RecordHeaders())).isInstanceOf(RegistryOutOfReachException.class);
            registry.setDown(false);
            assertThat(usage(read(value, new RecordHeaders())).event().eventId()).isEqualTo("evt-1");
        }

        @Test
        void aRegistryThatIsNotThereIsWaitedFor() {
            byte[] value = serde.serialize(TOPIC, event().build());
            registry.close();
            assertThatThrownBy(() -> read(value, new RecordHeaders())).isInstanceOf(RegistryOutOfReachException.class);
        }

        @Test
        void brokenBytesAreDeadLettered() {
            byte[] value = serde.serialize(TOPIC, event().build());
            byte[] cut = java.util.Arrays.copyOf(value, value.length - 1);
            byte[] longer = java.util.Arrays.copyOf(value, value.length + 1);
            assertDeadLetter(read(cut, new RecordHeaders()), "not a readable Avro record");
            assertDeadLetter(read(longer, new RecordHeaders()), "more bytes than one");
            assertDeadLetter(read(new byte[] {0, 0, 0}, new RecordHeaders()), "not in Confluent's wire format");
        }

        private byte[] wireFormat(int id, GenericRecord written) throws IOException {
            var bytes = new ByteArrayOutputStream();
            bytes.writeBytes(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
            new GenericDatumWriter<GenericRecord>(written.getSchema()).write(written, encoder);
            encoder.flush();
            return bytes.toByteArray();
        }
    }

    @Nested
    class CloudEvents {

        private static final String CONTENT_TYPE = "application/cloudevents+json";

        private final Map<String, String> members = new HashMap<>(Map.of("specversion", "\"1.0\"", "id", "\"evt-1\"",
                "source", "\"/billing\"", "type", "\"api_calls\"", "subject", "\"acme:1\"", "tenantid",
                "\"" + WORLD.tenantId() + "\"", "environment", "\"live\"", "data",
                "{\"units\":5,\"metadata\":{\"region\":\"eu\"}}"));

        private Reading readStructured() {
            return readStructured(CONTENT_TYPE);
        }

        private Reading readStructured(String contentType) {
            return readText(structured(), contentType);
        }

        private String structured() {
            var text = new StringBuilder("{");
            members.forEach((name, value) -> text.append(text.length() > 1 ? "," : "").append('"').append(name)
                    .append("\":").append(value));
            return text.append("}").toString();
        }

        private Reading readText(String text, String contentType) {
            return read(bytes(text), new RecordHeaders().add("content-type", bytes(contentType)));
        }

        private Reading readBinary(String data, Consumer<Map<String, String>> change) {
            Map<String, String> names = new HashMap<>(Map.of("ce_specversion", "1.0", "ce_id", "evt-1", "ce_source",
                    "/billing", "ce_type", "api_calls", "ce_subject", "acme:1", "ce_tenantid",
                    WORLD.tenantId().toString(), "ce_environment", "live", "content-type", "application/json"));
            change.accept(names);
            Headers headers = new RecordHeaders();
            names.forEach((name, value) -> headers.add(name, bytes(value)));
            return read(bytes(data), headers);
        }

        @ParameterizedTest
        @ValueSource(strings = {"application/cloudevents+json", "application/cloudevents+json; charset=UTF-8",
            "Application/CloudEvents+JSON;charset=utf-8"})
        void aStructuredEventBecomesTheSameCommandAsAvro(String contentType) {
            Reading avro = readAvro(event().setUnits(5).setMetadata(Map.of("region", "eu")).build());
            assertThat(readStructured(contentType)).isEqualTo(avro);
        }

        @Test
        void aBinaryEventBecomesTheSameCommandAsAvro() {
            Reading avro = readAvro(event().setUnits(5).setMetadata(Map.of("region", "eu")).build());
            String data = "{\"units\":5,\"metadata\":{\"region\":\"eu\"}}";
            assertThat(readBinary(data, names -> {})).isEqualTo(avro);
            assertThat(readBinary(data, names -> names.remove("content-type"))).as("a missing content-type means JSON")
                    .isEqualTo(avro);
            assertThat(readBinary(data, names -> names.put("content-type", "application/vnd.acme+json; v=1")))
                    .isEqualTo(avro);
        }

        @Test
        void timeIsTheTimestampCutToMilliseconds() {
            members.put("time", "\"2026-02-20T09:00:00.1239+01:00\"");
            Instant time = Instant.parse("2026-02-20T08:00:00.123Z");
            assertThat(usage(readStructured()).timestamp()).contains(time);
            assertThat(usage(readStructured()).event().givenTimestamp()).contains(time);
            assertThat(usage(readBinary("{}", names -> names.put("ce_time", "2026-02-20T08:00:00.123Z"))).timestamp())
                    .contains(time);
        }

        @Test
        void unitsAreOneAndMetadataEmptyUnlessGiven() {
            members.put("data", "{\"for_others\":[1,2]}");
            assertThat(usage(readStructured()).event().units()).isEqualTo(1);
            members.remove("data");
            assertThat(usage(readStructured()).event().units()).isEqualTo(1);
            assertThat(usage(readStructured()).event().metadata()).isEmpty();
        }

        @Test
        void dataInBase64IsReadToo() {
            members.remove("data");
            members.put("data_base64", "\"" + java.util.Base64.getEncoder().encodeToString(bytes("{\"units\":9}"))
                    + "\"");
            assertThat(usage(readStructured()).event().units()).isEqualTo(9);
        }

        @ParameterizedTest
        @ValueSource(strings = {"1.0", "1e3", "\"5\"", "null", "true", "9223372036854775808", "[1]"})
        void unitsAreAnIntegerWithoutFractionOrExponent(String units) {
            members.put("data", "{\"units\":" + units + "}");
            assertDeadLetter(readStructured(), "data.units");
            assertDeadLetter(readBinary("{\"units\":" + units + "}", names -> {}), "data.units");
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"data|[1]|not a JSON object",
            "data|\"text\"|not a JSON object", "data|{\"metadata\":[]}|data.metadata",
            "data|{\"metadata\":null}|data.metadata", "data|{\"metadata\":{\"a\":1}}|data.metadata.a",
            "datacontenttype|\"text/plain\"|not a json", "specversion|\"0.3\"|not 1.0", "specversion|\"2.0\"|2.0",
            "tenantid|7|tenantid is not a string", "environment|true|environment is not a string",
            "environment|\"prod\"|neither live nor test", "tenantid|\"acme\"|not a UUID",
            "tenantid|\"1-1-1-1-1\"|not a UUID",
            "tenantid|\"11111111-1111-4111-8111-111111111111\"|unknown tenant", "id|\"\"|1 to 255 characters",
            "time|\"yesterday\"|not a CloudEvent", "subject|\"\"|1 to 255 characters",
            "subject|\"..\"|. or ..", "subject|\"a\\nb\"|control characters",
            "subject|\"\\ud800\"|well-formed"})
        void aWrongMemberIsADeadLetter(String member, String value, String reason) {
            members.put(member, value);
            assertDeadLetter(readStructured(), reason);
        }

        @ParameterizedTest
        @CsvSource({"specversion,not a CloudEvent", "id,not a CloudEvent", "source,not a CloudEvent",
            "type,not a CloudEvent", "subject,no name of the customer", "tenantid,tenantid is missing",
            "environment,environment is missing"})
        void aMissingMemberIsADeadLetter(String member, String reason) {
            members.remove(member);
            assertDeadLetter(readStructured(), reason);
        }

        @ParameterizedTest
        @CsvSource({"ce_id,not a CloudEvent", "ce_source,not a CloudEvent", "ce_type,not a CloudEvent",
            "ce_subject,no name of the customer", "ce_tenantid,tenantid is missing",
            "ce_environment,environment is missing", "ce_specversion,neither Avro"})
        void aMissingHeaderIsADeadLetter(String header, String reason) {
            assertDeadLetter(readBinary("{}", names -> names.remove(header)), reason);
        }

        @Test
        void wrongHeadersAreDeadLetters() {
            assertDeadLetter(readBinary("{}", names -> names.put("ce_time", "noon")), "not a CloudEvent");
            assertDeadLetter(readBinary("{}", names -> names.put("ce_specversion", "0.3")), "not 1.0");
            assertDeadLetter(readBinary("units=5", names -> names.put("content-type", "text/plain")), "not JSON");
            assertDeadLetter(readBinary("{\"units\":", names -> {}), "not JSON");
            assertDeadLetter(readBinary("{\"units\":1,\"units\":2}", names -> {}), "not JSON");
        }

        @Test
        void brokenTextIsADeadLetter() {
            assertDeadLetter(readText("{\"specversion\":", CONTENT_TYPE), "not JSON");
            assertDeadLetter(readText(structured() + " {}", CONTENT_TYPE), "text after");
            assertDeadLetter(readText(structured().replaceFirst("\\{", "{\"id\":\"other\","), CONTENT_TYPE),
                    "not JSON");
            assertDeadLetter(readText("[]", CONTENT_TYPE), "not a CloudEvent");
        }

        @Test
        void otherFormatsAreDeadLetters() {
            assertDeadLetter(readStructured("application/cloudevents-batch+json"), "other than JSON");
            assertDeadLetter(readStructured("application/cloudevents+avro"), "other than JSON");
            assertDeadLetter(readStructured("application/json"), "neither Avro");
            assertDeadLetter(read(bytes(structured()), new RecordHeaders()), "neither Avro");
        }
    }

    @Nested
    class AnyFormat {

        @Test
        void aRecordWithoutValueIsADeadLetter() {
            assertDeadLetter(read(new byte[0], new RecordHeaders()), "no value");
            assertDeadLetter(reader.read(new ConsumerRecord<>(TOPIC, 3, 42, new byte[0], null), CONFIG, NOW),
                    "no value");
        }

        @Test
        void aValueBeyondOneMebibyteIsADeadLetter() {
            assertDeadLetter(read(new byte[(1 << 20) + 1], new RecordHeaders()), "1048577 bytes");
        }

        @Test
        void exactlyOneNameOfTheCustomerIsNeeded() {
            String id = CustomerKey.ofExternalId(WORLD, "acme:1").customerId().toString();
            assertDeadLetter(readAvro(event().setCustomerId(id).build()), "both names");
            assertDeadLetter(readAvro(event().setExternalCustomerId(null).build()), "no name");
            assertDeadLetter(readAvro(event().setExternalCustomerId(null).setCustomerId("7").build()), "not a UUID");
        }

        @Test
        void idsHaveUpTo255CodePoints() {
            String longest = "😀".repeat(255);
            assertThat(usage(readAvro(event().setEventId(longest).setExternalCustomerId(longest).build())).event()
                    .eventId()).isEqualTo(longest);
            assertDeadLetter(readAvro(event().setEventId(longest + "x").build()), "the event id");
            assertDeadLetter(readAvro(event().setExternalCustomerId(longest + "x").build()), "external customer id");
        }

        @ParameterizedTest
        @CsvSource({"-1, true", "0, false", "1000000000000, false", "1000000000001, true"})
        void unitsOutOfRangeAreRefusedWithTheContentAsItWas(long units, boolean refused) {
            Reading reading = readAvro(event().setUnits(units).build());
            assertThat(usage(reading).event().units()).isEqualTo(units);
            assertThat(usage(reading).accepted()).isTrue();
            assertThat(usage(reading).refusedOnArrival().isPresent()).isEqualTo(refused);
            usage(reading).refusedOnArrival().ifPresent(problem -> {
                assertThat(problem.type()).isEqualTo(ProblemType.INVALID_REQUEST);
                assertThat(problem.errors()).singleElement().satisfies(f -> assertThat(f.name()).isEqualTo("/units"));
            });
        }

        @Test
        void metadataBeyondTheLimitsIsRefused() {
            Map<String, String> many = new HashMap<>();
            for (int i = 0; i < 50; i++) {
                many.put("k" + i, "v");
            }
            assertThat(usage(readAvro(event().setMetadata(Map.copyOf(many)).build())).refusedOnArrival()).isEmpty();
            many.put("k50", "v");
            assertThat(refusal(readAvro(event().setMetadata(many).build())).errors()).singleElement()
                    .satisfies(f -> assertThat(f.name()).isEqualTo("/metadata"));
            String fits = "é".repeat(4095) + "x";
            assertThat(usage(readAvro(event().setMetadata(Map.of("k", fits)).build())).refusedOnArrival()).isEmpty();
            assertThat(refusal(readAvro(event().setMetadata(Map.of("k", fits + "x")).build())).type())
                    .isEqualTo(ProblemType.INVALID_REQUEST);
        }

        @ParameterizedTest
        @CsvSource({"2026-01-25T12:00:00Z, false", "2026-01-25T11:59:59.999Z, true", "2026-03-01T12:05:00Z, false",
            "2026-03-01T12:05:00.001Z, true", "0001-01-01T00:00:00Z, true"})
        void aTimestampLies35DaysBackOrFiveMinutesAheadAtMost(Instant timestamp, boolean refused) {
            Optional<Problem> refusal = usage(readAvro(event().setTimestamp(timestamp).build())).refusedOnArrival();
            assertThat(refusal.map(Problem::type))
                    .isEqualTo(refused ? Optional.of(ProblemType.TIMESTAMP_OUT_OF_RANGE) : Optional.empty());
        }

        @Test
        void anInvalidEventOutOfRangeIsInvalidFirst() {
            Reading reading = readAvro(event().setUnits(-1).setTimestamp(Instant.EPOCH).build());
            assertThat(refusal(reading).type()).isEqualTo(ProblemType.INVALID_REQUEST);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
