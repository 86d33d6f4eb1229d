package io.quotastack.metering.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quotastack.core.command.Command.RecordUsage;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.problem.FieldFault;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.usage.UsageContent;
import io.quotastack.events.UsageEvent;

/** Usage events as CloudEvents, structured and binary (CONTRACT 12). */
class CloudEventRecordsTest extends UsageRecords {

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
