package io.quotastack.metering.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

import io.quotastack.core.command.Command.RecordUsage;
import io.quotastack.core.command.CommandEnvelope;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.CustomerRef;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.problem.FieldFault;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.core.usage.UsageLine;
import io.quotastack.events.UsageEvent;
import io.quotastack.events.UsageEventLine;
import io.quotastack.schemas.registry.SchemaRegistryException.Unavailable;

/** Usage events in Avro (CONTRACT 12). */
class AvroRecordsTest extends UsageRecords {

    @Test
    void measuresTheTimesOfACustomerWithAClockOfItsOwnByThatClock() {
        Instant clock = Instant.parse("2031-01-01T00:00:00Z");
        var test = new TenantEnvironment(ENVIRONMENT.tenantId(), Environment.TEST);
        testClocks.put(CustomerKey.ofExternalId(test, "acme"), clock);
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
