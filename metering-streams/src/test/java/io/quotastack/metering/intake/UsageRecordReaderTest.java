package io.quotastack.metering.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.events.UsageEvent;
import io.quotastack.events.UsageEventLine;

/** What goes for usage events of any format (CONTRACT 12). */
class UsageRecordReaderTest extends UsageRecords {

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
