package io.quotastack.metering.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

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
import io.quotastack.core.config.Config;
import io.quotastack.core.config.ConfigChange;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.metering.Dimensions;
import io.quotastack.core.metering.EventMapping;
import io.quotastack.core.metering.Metric;
import io.quotastack.core.metering.Rules;
import io.quotastack.core.problem.FieldFault;
import io.quotastack.core.tenant.Tenant;
import io.quotastack.core.text.JsonPointer;
import io.quotastack.core.text.Metadata;
import io.quotastack.core.usage.UsageEvent;
import io.quotastack.core.usage.UsageLine;

/** CloudEvents whose data are their producer's: of other meters, as they are (CONTRACT 12). */
class ProducerEventsTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final TenantEnvironment ENVIRONMENT = new TenantEnvironment(
            UUID.fromString("0b7c1f3e-5a52-4c39-9c5f-0d7a6e1b2c3d"), Environment.LIVE);
    private static final Config ACME = Config.EMPTY.apply(1,
            new ConfigChange.TenantPut(new Tenant(ENVIRONMENT.tenantId(), "Acme", NOW)));

    private final UsageRecordReader reader = new UsageRecordReader((topic, bytes) -> {
        throw new AssertionError("no Avro here");
    }, new KnownCustomers() {
        @Override
        public boolean customerExists(CustomerKey customer) {
            return true;
        }

        @Override
        public Optional<Instant> testClock(CustomerKey customer) {
            return Optional.empty();
        }
    });

    private static Config with(Config config, String key, Optional<String> type, Optional<String> units,
            Map<String, String> dimensions) {
        SortedMap<String, JsonPointer> pointers = new TreeMap<>();
        dimensions.forEach((name, pointer) -> pointers.put(name, JsonPointer.parse(pointer)));
        return config.apply(config.version() + 1, new ConfigChange.MetricPut(ENVIRONMENT, new Metric(key, key,
                Optional.empty(), NOW, Optional.empty(),
                Optional.of(new EventMapping(type, units.map(JsonPointer::parse), pointers)),
                Dimensions.of(List.copyOf(pointers.keySet())), Rules.NONE)));
    }

    private static Config tokens(String pointer) {
        return with(ACME, "tokens_total", Optional.of("tokens"), Optional.of(pointer),
                Map.of("model", "/model", "direction", "/type"));
    }

    private Reading read(Config config, String type, String data) {
        String event = """
                {"specversion": "1.0", "id": "evt-1", "source": "api-gateway", "type": "%s", "subject": "customer-1",
                 "tenantid": "%s", "environment": "live", "data": %s}""".formatted(type, ENVIRONMENT.tenantId(), data);
        Reading structured = read(config, event, new RecordHeaders());
        Headers headers = new RecordHeaders();
        Map.of("ce_specversion", "1.0", "ce_id", "evt-1", "ce_source", "api-gateway", "ce_type", type, "ce_subject",
                "customer-1", "ce_tenantid", ENVIRONMENT.tenantId().toString(), "ce_environment", "live")
                .forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
        assertThat(read(config, data, headers)).as("in binary mode").isEqualTo(structured);
        return structured;
    }

    private Reading read(Config config, String value, Headers headers) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        return reader.read(new ConsumerRecord<>("usage-events", 3, 42, NOW.toEpochMilli(), TimestampType.CREATE_TIME, 0,
                bytes.length, new byte[0], bytes, headers, Optional.empty()), config, NOW);
    }

    private static RecordUsage usage(Reading reading) {
        assertThat(reading).isInstanceOf(Reading.Usage.class);
        CommandEnvelope command = ((Reading.Usage) reading).command();
        return (RecordUsage) command.command();
    }

    private static UsageEvent charged(Reading reading) {
        assertThat(usage(reading).refusedOnArrival()).isEmpty();
        return usage(reading).event();
    }

    /** Of an event of one metric. */
    private static UsageLine line(UsageEvent event) {
        assertThat(event.usage().all()).hasSize(1);
        return event.usage().all().getFirst();
    }

    private static List<String> faults(Reading reading) {
        return usage(reading).refusedOnArrival().orElseThrow().errors().stream().map(FieldFault::name).toList();
    }

    /** As the seeder of OpenMeter writes them. */
    @Test
    void unitsAndDimensionsComeFromWhereTheMetricSaysAndNothingElseIsKept() {
        UsageEvent event = charged(read(tokens("/tokens"), "tokens", """
                {"model": "claude-3-5-haiku", "provider": "anthropic", "type": "input", "tokens": 57}"""));

        assertThat(line(event).metricKey()).isEqualTo("tokens_total");
        assertThat(line(event).units()).isEqualTo(57);
        assertThat(event.metadata()).isEqualTo(Map.of("model", "claude-3-5-haiku", "direction", "input"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"0|0", "550|550", "550.0|550", "5.5e2|550", "1E+3|1000",
        "1000000000000|1000000000000", "1e12|1000000000000", "0e9999999999|0", "-0|0", "\"550\"|550", "\"550.0\"|550",
        "\"0\"|0", "\"1000000000000.000\"|1000000000000"})
    void unitsAreAWholeNumberHoweverItIsWritten(String written, long units) {
        assertThat(line(charged(read(tokens("/n"), "tokens", "{\"n\": " + written + "}"))).units()).isEqualTo(units);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "0.5", "550.01", "1000000000001", "1e13", "1e9999999999", "-1e9999999999",
        "1e-9999999999", "9999999999999999999999999999", "null", "true", "[1]", "{}", "\"\"", "\" 5\"", "\"5 \"",
        "\"+5\"", "\"-5\"", "\"05\"", "\"5.5\"", "\"1e3\"", "\"0x10\"", "\"NaN\"", "\"٥\"", "\"1000000000001\"",
        "\"99999999999999999999\"", "\"ten\""})
    void whatIsNoWholeNumberIsRefusedWhereItStands(String written) {
        Reading reading = read(tokens("/usage/0/n"), "tokens", "{\"usage\": [{\"n\": " + written + "}]}");

        assertThat(faults(reading)).containsExactly("/usage/0/n");
        assertThat(line(usage(reading).event()).units()).isZero();
        assertThat(usage(reading).accepted()).isTrue();
        assertThat(line(usage(reading).event()).metricKey()).isEqualTo("tokens_total");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "null", "[]", "5", "\"text\"", "{\"units\": 5}", "{\"usage\": 5}", "{\"usage\": []}",
        "{\"usage\": {\"tokens\": null}}", "{\"usage\": [{\"tokens\": 5}]}"})
    void unitsThatAreMissingAreRefused(String data) {
        assertThat(faults(read(tokens("/usage/tokens"), "tokens", data))).containsExactly("/usage/tokens");
    }

    @Test
    void aPointerLeadsThroughObjectsAndArrays() {
        String data = "{\"a/b\": [0, {\"m~n\": {\"\": 7}}]}";
        assertThat(line(charged(read(tokens("/a~1b/1/m~0n/"), "tokens", data))).units()).isEqualTo(7);
        assertThat(line(charged(read(tokens("/00"), "tokens", "{\"00\": 7}"))).units()).isEqualTo(7);
        assertThat(faults(read(tokens("/00"), "tokens", "[7]"))).as("no index (RFC 6901)").containsExactly("/00");
        assertThat(faults(read(tokens("/-"), "tokens", "[7]"))).containsExactly("/-");
        assertThat(faults(read(tokens("/1"), "tokens", "[7]"))).containsExactly("/1");
        assertThat(line(charged(read(tokens(""), "tokens", "7"))).units()).as("the data themselves").isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"\"gpt-4o\"|gpt-4o", "\"\"|``", "true|true",
        "false|false", "7|7", "-7|-7", "1.50|1.5", "100.0|100", "1e3|1000", "1e-3|0.001", "0.0|0", "null|",
        "\"007\"|007"})
    void theValueOfADimensionIsAStringANumberOrABoolean(String written, String value) {
        Map<String, String> metadata = charged(
                read(tokens("/n"), "tokens", "{\"n\": 1, \"model\": " + written + "}")).metadata();

        assertThat(metadata).isEqualTo(value == null ? Map.of() : Map.of("model", value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{}", "[\"gpt-4o\"]", "\"\\ud800\"", "1e9999999999", "1e-9999999999", "1e101"})
    void anyOtherValueOfADimensionIsRefusedWhereItStands(String written) {
        assertThat(faults(read(tokens("/n"), "tokens", "{\"n\": 1, \"model\": " + written + "}")))
                .containsExactly("/model");
    }

    /** A number of over a thousand characters is read as another one: it must not become a value. */
    @Test
    void numbersThatAreNotReadAsTheyStandAreNoValues() {
        for (String digits : List.of("9".repeat(101), "9".repeat(1_001), "0." + "9".repeat(101),
                "0." + "9".repeat(1_001))) {
            assertThat(faults(read(tokens("/n"), "tokens", "{\"n\": 1, \"model\": " + digits + "}")))
                    .containsExactly("/model");
        }
    }

    @Test
    void whatIsKeptOfDimensionsIsBounded() {
        Reading fits = read(tokens("/n"), "tokens", "{\"n\": 1, \"model\": \"" + "x".repeat(8_170) + "\"}");
        assertThat(charged(fits).metadata()).containsKey("model");
        Reading reading = read(tokens("/n"), "tokens",
                "{\"n\": 1, \"type\": \"input\", \"model\": \"" + "x".repeat(8_192) + "\"}");

        assertThat(faults(reading)).containsExactly("/model");
        assertThat(usage(reading).event().metadata()).isEmpty();
    }

    @Test
    void allFaultsAreNamedAtOnce() {
        assertThat(faults(read(tokens("/n"), "tokens", "{\"n\": -1, \"model\": [], \"type\": {}}")))
                .containsExactlyInAnyOrder("/n", "/model", "/type");
    }

    @Test
    void withoutAUnitsPointerDataAreOurs() {
        Config config = with(ACME, "tokens_total", Optional.of("tokens"), Optional.empty(), Map.of());

        UsageEvent event = charged(read(config, "tokens", "{\"units\": 3, \"metadata\": {\"a\": \"b\"}}"));
        assertThat(line(event).metricKey()).isEqualTo("tokens_total");
        assertThat(line(event).units()).isEqualTo(3);
        assertThat(faults(read(config, "tokens", "{\"tokens\": 550}"))).containsExactly("/tokens");
    }

    @Test
    void aTypeThatNoMetricHasIsTakenForTheKeyOfOneThatMayComeToBe() {
        assertThat(line(charged(read(ACME, "tokens", "{\"units\": 3}"))).metricKey()).isEqualTo("tokens");
        assertThat(faults(read(ACME, "tokens", "{\"tokens\": 550}"))).containsExactly("/billable_metric_key",
                "/tokens");
    }

    @Test
    void linesNameTheirMetricsThemselvesWhateverTheType() {
        String lines = "{\"lines\": [{\"billable_metric_key\": \"tokens_total\", \"units\": 3}]}";
        for (String type : List.of("tokens_total", "unknown", "calls")) {
            Config config = with(tokens("/tokens"), "calls", Optional.empty(), Optional.empty(), Map.of());
            assertThat(charged(read(config, type, lines)).usage().all()).as(type).singleElement()
                    .satisfies(line -> assertThat(line.metricKey()).isEqualTo("tokens_total"));
        }
        assertThat(faults(read(tokens("/tokens"), "tokens", lines))).as("the producer's data")
                .containsExactly("/tokens");
    }

    @Test
    void theKeyOfAMetricIsNoTypeWhereItHasAnother() {
        Reading reading = read(tokens("/tokens"), "tokens_total", "{\"units\": 3}");

        assertThat(faults(reading)).containsExactly("/billable_metric_key");
        assertThat(usage(reading).refusedOnArrival().orElseThrow().errors().getFirst().detail())
                .isEqualTo("is no event_type: that of the metric with this key is tokens");
    }

    /** Goal: no data of a stranger's is a dead letter, or more than may be kept. Random data at random pointers. */
    @Test
    void whateverTheDataTheEventIsChargedOrRefused() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("ProducerEventsTest seed " + seed);
        var random = new Random(seed);
        int charged = 0;
        for (int i = 0; i < 5_000; i++) {
            Config config = with(ACME, "m", Optional.of("t"), Optional.of(pointer(random)),
                    Map.of("a", pointer(random), "b", pointer(random)));
            String data = json(random, 3);

            RecordUsage usage = usage(read(config, "t", data));

            assertThat(line(usage.event()).units()).as("seed %d: %s", seed, data).isBetween(0L, UsageEvent.MAX_UNITS);
            assertThat(Metadata.fault(usage.event().metadata())).as("seed %d: %s", seed, data).isEmpty();
            usage.refusedOnArrival().ifPresent(problem -> assertThat(problem.errors()).as("seed %d", seed)
                    .hasSizeBetween(1, 4));
            charged += usage.refusedOnArrival().isEmpty() ? 1 : 0;
        }
        assertThat(charged).as("seed %d", seed).isBetween(100, 4_900);
    }

    private static String pointer(Random random) {
        var pointer = new StringBuilder();
        for (int i = random.nextInt(3); i > 0; i--) {
            pointer.append('/').append(List.of("a", "b", "0", "1", "").get(random.nextInt(5)));
        }
        return pointer.toString();
    }

    private static String json(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 3 : 7)) {
            case 0 -> List.of("1", "5.0", "-3", "1e5", "0.25", "1e999999999", "9".repeat(1_100), "1E-7", "0e0")
                    .get(random.nextInt(9));
            case 1 -> List.of("\"x\"", "\"12\"", "\"\"", "\"\\ud800\"", "\"" + "y".repeat(9_000) + "\"")
                    .get(random.nextInt(5));
            case 2 -> List.of("true", "false", "null").get(random.nextInt(3));
            case 3 -> "[" + json(random, depth - 1) + "," + json(random, depth - 1) + "]";
            default -> "{\"a\":" + json(random, depth - 1) + ",\"b\":" + json(random, depth - 1) + ",\"0\":"
                    + json(random, depth - 1) + ",\"\":" + json(random, depth - 1) + "}";
        };
    }

    @Test
    void anEventIsReadAsOfTheConfigurationThatItsCommandBears() {
        Config before = tokens("/tokens");
        Config after = with(before, "tokens_total", Optional.of("tokens"), Optional.of("/n"), Map.of());
        String data = "{\"tokens\": 5, \"n\": 7}";

        Reading.Usage early = (Reading.Usage) read(before, "tokens", data);
        Reading.Usage late = (Reading.Usage) read(after, "tokens", data);

        assertThat(early.command().configVersion()).isEqualTo(before.version());
        assertThat(line(charged(early)).units()).isEqualTo(5);
        assertThat(late.command().configVersion()).isEqualTo(after.version());
        assertThat(line(charged(late)).units()).isEqualTo(7);
    }
}
