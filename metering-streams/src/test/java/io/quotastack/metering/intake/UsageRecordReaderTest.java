package io.quotastack.metering.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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
import io.quotastack.core.config.Config;
import io.quotastack.core.config.ConfigChange;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.metering.Metric;
import io.quotastack.core.problem.FieldFault;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.tenant.Tenant;
import io.quotastack.core.usage.UsageContent;
import io.quotastack.core.usage.UsageLine;
import io.quotastack.core.usage.UsageLines;
import io.quotastack.events.UsageEvent;
import io.quotastack.events.UsageEventLine;
import io.quotastack.schemas.registry.SchemaRegistryClient;
import io.quotastack.schemas.registry.SchemaRegistryException.Unavailable;
import io.quotastack.schemas.serde.AvroWireSerde;

class UsageRecordReaderTest {

    private static final String TOPIC = "usage-events";
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant STAMPED = Instant.parse("2026-03-01T11:59:00Z");
    private static final TenantEnvironment ENVIRONMENT = new TenantEnvironment(
            UUID.fromString("0b7c1f3e-5a52-4c39-9c5f-0d7a6e1b2c3d"), Environment.LIVE);
    private static final Config CONFIG = Config.EMPTY
            .apply(6, new ConfigChange.TenantPut(new Tenant(ENVIRONMENT.tenantId(), "Acme", NOW)))
            .apply(7, new ConfigChange.MetricPut(ENVIRONMENT,
                    new Metric("api_calls", "Calls", Optional.empty(), NOW, Optional.empty(), List.of())));

    private final Set<CustomerKey> customers = new HashSet<>();
    private final Map<CustomerKey, Instant> grantSchedules = new HashMap<>();
    private HttpRegistry registry;
    private SchemaRegistryClient client;
    /** One that has not seen the schemas yet. */
    private SchemaRegistryClient readersClient;
    private AvroWireSerde<UsageEvent> serde;
    private UsageRecordReader reader;

    @BeforeEach
    void start() throws IOException {
        registry = new HttpRegistry();
        client = SchemaRegistryClient.of(registry.url());
        readersClient = SchemaRegistryClient.of(registry.url());
        serde = new AvroWireSerde<>(UsageEvent.class, client, true);
        reader = new UsageRecordReader(new AvroWireSerde<>(UsageEvent.class, readersClient, false),
                new Customers(customers, grantSchedules));
    }

    @AfterEach
    void stop() {
        client.close();
        readersClient.close();
        registry.close();
    }

    private record Customers(Set<CustomerKey> known, Map<CustomerKey, Instant> grantSchedules)
            implements KnownCustomers {
        @Override
        public boolean customerExists(CustomerKey customer) {
            return known.contains(customer);
        }

        @Override
        public Optional<Instant> testClock(CustomerKey customer) {
            return Optional.ofNullable(grantSchedules.get(customer));
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

    private static final UsageLines LINES = UsageLines.itemized(
            List.of(new UsageLine("in", 5, Map.of("model", "m")), new UsageLine("out", 7, Map.of())));

    private static UsageEvent.Builder event() {
        return UsageEvent.newBuilder().setEventId("evt-1").setTenantId(ENVIRONMENT.tenantId().toString())
                .setEnvironment("live").setExternalCustomerId("acme:1").setBillableMetricKey("api_calls");
    }

    @Nested
    class Avro {

        @Test
        void measuresTheTimesOfACustomerWithAClockOfItsOwnByThatClock() {
            Instant clock = Instant.parse("2031-01-01T00:00:00Z");
            var test = new TenantEnvironment(ENVIRONMENT.tenantId(), Environment.TEST);
            grantSchedules.put(CustomerKey.ofExternalId(test, "acme"), clock);
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
                    CustomerRef.byExternalId(ENVIRONMENT, "acme:1"), Optional.empty(), 7,
                    new RecordUsage(new io.quotastack.core.usage.UsageEvent("evt-1", "api_calls", 5,
                            Optional.of(timestamp), Map.of("region", "eu")), Optional.of(timestamp), true,
                            Optional.empty()))));
        }

        @Test
        void linesAreReadInPlaceOfAMetric() {
            UsageEvent.Builder event = event().setBillableMetricKey(null).setLines(List.of(
                    new UsageEventLine("in", 5L, Map.of("model", "m")), new UsageEventLine("out", 7L, Map.of())));
            assertThat(usage(readAvro(event.build())).refusedOnArrival()).isEmpty();
            assertThat(usage(readAvro(event.build())).event().usage()).isEqualTo(LINES);

            assertThat(refusal(readAvro(event.setBillableMetricKey("in").setUnits(2).build())).errors())
                    .extracting(FieldFault::name).containsExactly("/billable_metric_key", "/units");
            assertThat(refusal(readAvro(event().setBillableMetricKey(null).build())).errors())
                    .containsExactly(FieldFault.at("/billable_metric_key",
                            "is missing, as are lines: one of both says what was used"));
        }

        @Test
        void linesAtFaultAreRefusedAndKeptWithinBounds() {
            var large = new UsageEventLine("m".repeat(300), -1L, Map.of("k", "v".repeat(9_000)));
            Reading reading = readAvro(event().setBillableMetricKey(null)
                    .setLines(List.of(new UsageEventLine("in", 1L, Map.of("a", "b")), large)).build());
            assertThat(refusal(reading).errors()).extracting(FieldFault::name)
                    .containsExactly("/lines/1/billable_metric_key", "/lines/1/units", "/lines/1/metadata");
            assertThat(usage(reading).event().usage().all()).containsExactly(new UsageLine("in", 1, Map.of()),
                    new UsageLine("m".repeat(255), -1, Map.of()));

            Reading many = readAvro(event().setBillableMetricKey(null)
                    .setLines(Collections.nCopies(51, new UsageEventLine("in", 1L, Map.of()))).build());
            assertThat(refusal(many).errors()).extracting(FieldFault::name).containsExactly("/lines");
            assertThat(usage(many).event().usage().all()).hasSize(50);

            Reading manyFaults = readAvro(event().setBillableMetricKey(null)
                    .setLines(Collections.nCopies(50, new UsageEventLine("", -1L, Map.of()))).build());
            assertThat(refusal(manyFaults).errors()).hasSize(21).last()
                    .isEqualTo(FieldFault.at("", "has more faults than these"));

            Reading muchMetadata = readAvro(event().setBillableMetricKey(null).setLines(Collections.nCopies(3,
                    new UsageEventLine("in", 1L, Map.of("k", "v".repeat(8_000))))).build());
            assertThat(refusal(muchMetadata).errors()).extracting(FieldFault::name).containsExactly("/lines");
        }

        @Test
        void withoutATimestampTheRecordsOwnPricesIt() {
            RecordUsage usage = usage(readAvro(event().build()));
            assertThat(usage.timestamp()).contains(STAMPED);
            assertThat(usage.event().givenTimestamp()).isEmpty();
        }

        @Test
        void aCustomerIdNamesACustomerThatExists() {
            var key = CustomerKey.ofExternalId(ENVIRONMENT, "acme:1");
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
                    .set("event_id", "evt-1").set("tenant_id", ENVIRONMENT.tenantId().toString())
                    .set("environment", "live")
                    .set("external_customer_id", "acme:1").set("note", "of no interest here").build();
            var event = usage(read(wireFormat(registry.add(older.toString()), written), new RecordHeaders())).event();
            assertThat(event.eventId()).isEqualTo("evt-1");
            assertThat(event.usage().all().getFirst().units()).isEqualTo(1);
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
            assertThatThrownBy(() -> read(value, new RecordHeaders())).isInstanceOf(Unavailable.class);
            registry.setDown(false);
            assertThat(usage(read(value, new RecordHeaders())).event().eventId()).isEqualTo("evt-1");
        }

        @Test
        void aRegistryThatIsNotThereIsWaitedFor() {
            byte[] value = serde.serialize(TOPIC, event().build());
            registry.close();
            assertThatThrownBy(() -> read(value, new RecordHeaders())).isInstanceOf(Unavailable.class);
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

        /** What is not UTF-8 reads as the replacement character, whatever it was: two ids would become one. */
        @Test
        void textThatIsNotUtf8IsADeadLetter() {
            for (Consumer<UsageEvent.Builder> where : List.<Consumer<UsageEvent.Builder>>of(
                    event -> event.setEventId("caf#-1"), event -> event.setExternalCustomerId("M#ller"),
                    event -> event.setBillableMetricKey("m#"), event -> event.setMetadata(Map.of("M#", "x")),
                    event -> event.setMetadata(Map.of("x", "M#")))) {
                UsageEvent.Builder event = event();
                where.accept(event);
                byte[] value = serde.serialize(TOPIC, event.build());
                for (int i = 5; i < value.length; i++) {
                    value[i] = value[i] == '#' ? (byte) 0xfc : value[i];
                }
                assertDeadLetter(read(value, new RecordHeaders()), "not UTF-8");
            }
            UsageEvent.Builder whole = event().setEventId("\ufffd").setMetadata(Map.of("\ufffd", "\ufffd"));
            assertThat(usage(readAvro(whole.build())).event().eventId()).as("the character itself is one like others")
                    .isEqualTo("\ufffd");
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
                "\"" + ENVIRONMENT.tenantId() + "\"", "environment", "\"live\"", "data",
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
            return read(bytes(data), binaryHeaders(change));
        }

        private Headers binaryHeaders(Consumer<Map<String, String>> change) {
            Map<String, String> names = new HashMap<>(Map.of("ce_specversion", "1.0", "ce_id", "evt-1", "ce_source",
                    "/billing", "ce_type", "api_calls", "ce_subject", "acme:1", "ce_tenantid",
                    ENVIRONMENT.tenantId().toString(), "ce_environment", "live", "content-type", "application/json"));
            change.accept(names);
            Headers headers = new RecordHeaders();
            names.forEach((name, value) -> headers.add(name, bytes(value)));
            return headers;
        }

        private Reading readWithHeader(String name, byte[] value) {
            return read(bytes("{}"), binaryHeaders(names -> names.remove(name)).add(name, value));
        }

        /** Text that is not UTF-8 would become the same text as any other that is not. */
        @ParameterizedTest
        @CsvSource({"ce_id,caf\u00e9-1", "ce_id,caf\u00e8-1", "ce_subject,M\u00fcller", "ce_source,/M\u00fcller",
            "ce_type,M\u00fcller", "ce_tenantid,M\u00fcller", "ce_environment,live\u00e9", "ce_time,M\u00fcller",
            "ce_whatever,M\u00fcller", "content-type,application/json; x=M\u00fcller", "ce_specversion,1.0\u00e9"})
        void aHeaderThatIsNotUtf8IsADeadLetter(String name, String latin) {
            assertDeadLetter(readWithHeader(name, latin.getBytes(StandardCharsets.ISO_8859_1)),
                    "the header " + name + " is not UTF-8");
        }

        @Test
        void headersOfOthersMayHoldAnything() {
            assertThat(usage(readWithHeader("trace", new byte[] {-1, 0, 1})).refusedOnArrival()).isEmpty();
        }

        @Test
        void aHeaderThatSaysTwoThingsIsADeadLetter() {
            Headers twice = binaryHeaders(names -> {}).add("ce_id", bytes("evt-1"));
            assertThat(usage(read(bytes("{}"), twice)).event().eventId()).isEqualTo("evt-1");
            assertDeadLetter(read(bytes("{}"), twice.add("ce_id", bytes("evt-2"))), "the header ce_id");
        }

        @Test
        void aTextThatIsNotUtf8IsADeadLetter() {
            byte[] latin = structured().replace("acme:1", "M\u00fcller").getBytes(StandardCharsets.ISO_8859_1);
            assertDeadLetter(read(latin, new RecordHeaders().add("content-type", bytes(CONTENT_TYPE))), "not UTF-8");
            byte[] surrogate = structured().replace("acme:1", "acme:\u00ed\u00a0\u0080")
                    .getBytes(StandardCharsets.ISO_8859_1);
            assertDeadLetter(read(surrogate, new RecordHeaders().add("content-type", bytes(CONTENT_TYPE))),
                    "not UTF-8");
            byte[] data = "{\"metadata\":{\"a\":\"M\u00fcller\"}}".getBytes(StandardCharsets.ISO_8859_1);
            assertDeadLetter(read(data, binaryHeaders(names -> {})), "not UTF-8");
            assertDeadLetter(read(structured().getBytes(StandardCharsets.UTF_16BE), new RecordHeaders()), "");
        }

        @Test
        void aByteOrderMarkIsNoJsonHereEither() {
            assertDeadLetter(readText("\ufeff" + structured(), CONTENT_TYPE), "not JSON");
            assertDeadLetter(readBinary("\ufeff{}", names -> {}), "not JSON");
        }

        @ParameterizedTest
        @ValueSource(strings = {"application/json", "application/json; charset=utf-8", "text/plain", ""})
        void anObjectWithASpecversionIsAStructuredEventWhateverItsContentType(String contentType) {
            assertThat(readStructured(contentType)).isEqualTo(readStructured());
            assertThat(read(bytes(structured()), new RecordHeaders())).isEqualTo(readStructured());
        }

        @Test
        void aSpecversionInTheHeadersMakesTheValueTheData() {
            assertThat(refusal(readBinary(structured(), names -> {})).errors()).extracting(FieldFault::name)
                    .contains("/specversion", "/id");
        }

        @Test
        void aBinaryEventWithoutDataIsItsStructuredTwin() {
            members.remove("data");
            Reading twin = readStructured();
            assertThat(usage(twin).event().usage().all().getFirst().units()).isEqualTo(1);
            assertThat(usage(twin).refusedOnArrival()).isEmpty();
            assertThat(readBinary("", names -> {})).isEqualTo(twin);
            assertThat(readBinary("", names -> names.remove("content-type"))).isEqualTo(twin);
            assertThat(reader.read(new ConsumerRecord<>(TOPIC, 3, 42, STAMPED.toEpochMilli(),
                    TimestampType.CREATE_TIME, 0, -1, new byte[0], null, binaryHeaders(names -> {}), Optional.empty()),
                    CONFIG, NOW)).isEqualTo(twin);
            assertThat(readBinary("null", names -> {})).isEqualTo(twin);
        }

        /** An event that says {@code tokens: 550} is not one unit. */
        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "{\"tokens\":550,\"model\":\"x\"}|/tokens /model", "{\"units\":5,\"Units\":5}|/Units",
            "{\"units\":5,\"lines\":[]}|/lines /units", "{\"a/b~c\":1}|/a~1b~0c", "{\"units\":5.0}|/units",
            "{\"units\":1e3}|/units", "{\"units\":\"5\"}|/units", "{\"units\":null}|/units", "{\"units\":true}|/units",
            "{\"units\":[1]}|/units", "{\"units\":9223372036854775808}|/units", "{\"units\":1e9999999999}|/units",
            "{\"units\":-1}|/units", "{\"units\":1000000000001}|/units", "{\"metadata\":[]}|/metadata",
            "{\"metadata\":null}|/metadata", "{\"metadata\":{\"a\":1}}|/metadata/a",
            "{\"metadata\":{\"a\":\"\\ud800\"}}|/metadata/a", "{\"metadata\":{\"\\ud800\":\"a\"}}|/metadata",
            "{\"\\ud800\":\"a\"}|", "[1]|", "\"text\"|", "5|"})
        void dataThatIsNotOursIsRefusedWhereAllCanSeeIt(String data, String pointers) {
            members.put("data", data);
            Reading structured = readStructured();
            assertThat(refusal(structured).type()).isEqualTo(ProblemType.INVALID_REQUEST);
            assertThat(refusal(structured).errors()).extracting(FieldFault::name)
                    .containsExactlyInAnyOrder(pointers == null ? new String[] {""} : pointers.split(" "));
            assertThat(usage(structured).event().eventId()).isEqualTo("evt-1");
            assertThat(usage(structured).accepted()).isTrue();
            assertThat(readBinary(data, names -> {})).isEqualTo(structured);
        }

        @Test
        void whatIsKeptOfARefusedEventIsBounded() {
            var data = new StringBuilder("{\"" + "k".repeat(10_000) + "\":1");
            for (int i = 0; i < 10_000; i++) {
                data.append(",\"k").append(i).append("\":1");
            }
            members.put("data", data.append("}").toString());
            members.put("type", "\"" + "\\u0001".repeat(100_000) + "\"");
            Reading reading = readStructured();
            assertThat(refusal(reading).errors()).hasSize(21)
                    .allSatisfy(fault -> assertThat(fault.name().length()).isLessThanOrEqualTo(300));
            assertThat(usage(reading).event().usage().all().getFirst().metricKey()).hasSizeLessThanOrEqualTo(255);
            Reading avro = readAvro(event().setBillableMetricKey("m".repeat(300_000))
                    .setMetadata(Map.of("stack", "\u0001".repeat(500_000))).build());
            assertThat(refusal(avro).errors()).extracting(FieldFault::name)
                    .containsExactlyInAnyOrder("/billable_metric_key", "/metadata");
            assertThat(usage(avro).event().usage().all().getFirst().metricKey()).hasSizeLessThanOrEqualTo(255);
            assertThat(usage(avro).event().metadata()).isEmpty();
        }

        @Test
        void theSameIdFromAnotherSourceIsAnotherEvent() {
            String hash = UsageContent.hash(usage(readStructured()).event());
            String data = "{\"units\":5,\"metadata\":{\"region\":\"eu\"}}";
            assertThat(UsageContent.hash(usage(readBinary(data, names -> {})).event())).isEqualTo(hash);
            assertThat(UsageContent.hash(usage(readBinary(data, names -> names.put("ce_source", "/b"))).event()))
                    .isNotEqualTo(hash);
            members.put("source", "\"/b\"");
            assertThat(UsageContent.hash(usage(readStructured()).event())).isNotEqualTo(hash);
            assertThat(UsageContent.hash(usage(readAvro(event().setUnits(5).setMetadata(Map.of("region", "eu"))
                    .build())).event())).as("no source is a value of its own").isNotEqualTo(hash);
        }

        @Test
        void aSourceIsBoundedLikeAnId() {
            members.put("source", "\"/" + "s".repeat(1_000) + "\"");
            assertDeadLetter(readStructured(), "the source");
        }

        @ParameterizedTest
        @ValueSource(strings = {".", ".."})
        void anEventIdIsNoDotSegment(String id) {
            members.put("id", "\"" + id + "\"");
            assertDeadLetter(readStructured(), "the event id must not be . or ..");
            assertDeadLetter(readBinary("{}", names -> names.put("ce_id", id)), "the event id must not be . or ..");
            assertDeadLetter(readAvro(event().setEventId(id).build()), "the event id must not be . or ..");
        }

        @ParameterizedTest
        @ValueSource(strings = {"application/cloudevents+json", "application/cloudevents+json; charset=UTF-8",
            "Application/CloudEvents+JSON;charset=utf-8"})
        void aStructuredEventBecomesTheSameCommandAsAvroButForItsSource(String contentType) {
            assertThat(readStructured(contentType)).isEqualTo(avroFromBilling());
        }

        private Reading avroFromBilling() {
            CommandEnvelope avro = command(readAvro(event().setUnits(5).setMetadata(Map.of("region", "eu")).build()));
            var usage = (RecordUsage) avro.command();
            var event = new io.quotastack.core.usage.UsageEvent("evt-1", "api_calls", 5, Optional.empty(),
                    Map.of("region", "eu"), Optional.of("/billing"));
            return new Reading.Usage(new CommandEnvelope(avro.commandId(), avro.customer(), avro.idempotency(),
                    avro.configVersion(), new RecordUsage(event, usage.timestamp(), true, Optional.empty())));
        }

        @Test
        void aBinaryEventBecomesTheSameCommandAsAvroButForItsSource() {
            Reading avro = avroFromBilling();
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
            members.put("data", "{}");
            assertThat(usage(readStructured()).event().usage().all().getFirst().units()).isEqualTo(1);
            members.remove("data");
            assertThat(usage(readStructured()).event().usage().all().getFirst().units()).isEqualTo(1);
            assertThat(usage(readStructured()).event().metadata()).isEmpty();
        }

        @Test
        void linesAreReadInPlaceOfUnitsWhateverTheType() {
            members.put("type", "\"com.example.call\"");
            members.put("data", """
                    {"lines":[{"billable_metric_key":"in","units":5,"metadata":{"model":"m"}},
                              {"billable_metric_key":"out","units":7}]}""");
            assertThat(usage(readStructured()).refusedOnArrival()).isEmpty();
            assertThat(usage(readStructured()).event().usage()).isEqualTo(LINES);
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"[]|/lines", "{}|/lines", "null|/lines",
            "[7]|/lines/0", "[{'units':1}]|/lines/0/billable_metric_key",
            "[{'billable_metric_key':'in'}]|/lines/0/units",
            "[{'billable_metric_key':'in','units':1.5}]|/lines/0/units",
            "[{'billable_metric_key':'in','units':1,'tokens':5}]|/lines/0/tokens",
            "[{'billable_metric_key':'in','units':1,'metadata':{'k':1}}]|/lines/0/metadata/k",
            "[{'billable_metric_key':'in','units':1000000000000},{'billable_metric_key':'in','units':1}]|/lines/1/units"})
        void linesAtFaultAreNamed(String lines, String fault) {
            members.put("data", "{\"lines\":" + lines.replace('\'', '"') + "}");
            assertThat(refusal(readStructured()).errors()).extracting(FieldFault::name).contains(fault);
        }

        @Test
        void unitsBesideLinesAreAFault() {
            members.put("data", "{\"units\":1,\"lines\":[{\"billable_metric_key\":\"in\",\"units\":1}]}");
            assertThat(refusal(readStructured()).errors()).extracting(FieldFault::name).containsExactly("/units");
        }

        @Test
        void dataInBase64IsReadToo() {
            members.remove("data");
            members.put("data_base64", "\"" + java.util.Base64.getEncoder().encodeToString(bytes("{\"units\":9}"))
                    + "\"");
            assertThat(usage(readStructured()).event().usage().all().getFirst().units()).isEqualTo(9);
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"datacontenttype|\"text/plain\"|not a json",
            "specversion|\"0.3\"|not 1.0", "specversion|\"2.0\"|2.0",
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
            assertDeadLetter(readText(structured() + " {}", CONTENT_TYPE), "not JSON");
            assertDeadLetter(readText(structured().replaceFirst("\\{", "{\"id\":\"other\","), CONTENT_TYPE),
                    "not JSON");
            assertDeadLetter(readText("[]", CONTENT_TYPE), "not a CloudEvent");
        }

        @Test
        void otherFormatsAreDeadLetters() {
            assertDeadLetter(readText("[" + structured() + "]", "application/cloudevents-batch+json"),
                    "other than JSON");
            assertDeadLetter(readText("avro", "application/cloudevents+avro"), "other than JSON");
            assertDeadLetter(readBinary("{}", names -> names.put("content-type", "application/cloudevents+avro")),
                    "other than JSON");
            members.remove("specversion");
            assertDeadLetter(readStructured("application/json"), "neither Avro");
            assertDeadLetter(read(bytes("units=5"), new RecordHeaders()), "neither Avro");
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
        void aHeaderOfOurOwnWithoutAValueSaysNothing() {
            Headers headers = new RecordHeaders().add("quotastack-omitted-bytes", null);
            assertDeadLetter(reader.read(new ConsumerRecord<>(TOPIC, 3, 42, STAMPED.toEpochMilli(),
                    TimestampType.CREATE_TIME, -1, -1, null, null, headers, Optional.empty()), CONFIG, NOW),
                    "no value");
        }

        @Test
        void whatNobodyForesawIsADeadLetterUnlessWhoIsAskedCannotSay() {
            byte[] value = serde.serialize(TOPIC, event().build());
            var broken = new UsageRecordReader((topic, bytes) -> new UsageEvent(), new Customers(customers, Map.of()));
            var record = new ConsumerRecord<>(TOPIC, 3, 42, new byte[0], value);
            assertDeadLetter(broken.read(record, CONFIG, NOW), "cannot be read");

            var failure = new IllegalStateException("moves");
            var away = new UsageRecordReader((topic, bytes) -> {
                throw failure;
            }, new Customers(customers, Map.of()));
            assertThatThrownBy(() -> away.read(record, CONFIG, NOW)).isSameAs(failure);
        }

        /** To look for each of 100,000 texts in a megabyte took minutes, in which no tenant's usage was taken. */
        @Test
        void manyTextsOfReplacementCharactersAreNotLookedForOneByOne() {
            Map<String, String> many = new HashMap<>();
            for (int i = 0; i < 60_000; i++) {
                many.put("\ufffd" + i, "");
            }
            assertThat(refusal(assertTimeoutPreemptively(Duration.ofSeconds(10),
                    () -> readAvro(event().setMetadata(many).build()))).type()).isEqualTo(ProblemType.INVALID_REQUEST);

            List<UsageEventLine> lines = IntStream.range(0, 50)
                    .mapToObj(line -> new UsageEventLine("in", 1L, IntStream.range(0, 20).boxed()
                            .collect(Collectors.toMap(i -> "\ufffd" + line + "." + i, i -> ""))))
                    .toList();
            UsageEvent padded = event().setTenantId("t".repeat(900_000)).setBillableMetricKey(null).setLines(lines)
                    .build();
            assertDeadLetter(assertTimeoutPreemptively(Duration.ofSeconds(10), () -> readAvro(padded)),
                    "not UTF-8");
        }

        @Test
        void aValueBeyondOneMebibyteIsADeadLetter() {
            assertDeadLetter(read(new byte[(1 << 20) + 1], new RecordHeaders()), "1048577 bytes");
        }

        @Test
        void exactlyOneNameOfTheCustomerIsNeeded() {
            String id = CustomerKey.ofExternalId(ENVIRONMENT, "acme:1").customerId().toString();
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
            assertThat(usage(reading).event().usage().all().getFirst().units()).isEqualTo(units);
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
