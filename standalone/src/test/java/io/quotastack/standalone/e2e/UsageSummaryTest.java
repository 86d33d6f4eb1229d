package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.schemas.json.Json;

/** Usage by hour, day and month, equal to what the ledger charged (CONTRACT 5). */
class UsageSummaryTest {

    /** Yesterday at noon, so that an hour more or less stays in its day. */
    private final Instant noon = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(Duration.ofHours(12));

    private final Tenant tenant = Tenant.create();
    private final Account account = tenant.account();

    @BeforeEach
    void use() {
        tenant.perUnit("calls", 10);
        tenant.perUnit("tokens", 1);
        account.grant(100_000);
        useAt("calls", 3, noon);
        useAt("calls", 4, noon.plusSeconds(3_599));
        useAt("calls", 5, noon.plusSeconds(3_600));
        useAt("calls", 6, noon.minus(Duration.ofDays(1)));
        useAt("tokens", 100, noon);
    }

    private String useAt(String metric, long units, Instant time) {
        String eventId = UUID.randomUUID().toString();
        account.use(eventId, metric, units, Map.of("timestamp", Json.time(time))).expect(201);
        return eventId;
    }

    private List<JsonNode> summary(String query) {
        return account.api().get(account.path("/usage/summary?billable_metric_key=calls&" + query)).expect(200)
                .at("data").valueStream().toList();
    }

    private static String range(Instant from, Instant to) {
        return "from=" + Json.time(from) + "&to=" + Json.time(to);
    }

    private static void expectBucket(JsonNode bucket, Instant start, long units, long events) {
        assertThat(bucket.required("bucket_start").textValue()).isEqualTo(Json.time(start));
        assertThat(bucket.required("units").longValue()).isEqualTo(units);
        assertThat(bucket.required("cost").longValue()).isEqualTo(units * 10);
        assertThat(bucket.required("events").longValue()).isEqualTo(events);
    }

    @Test
    void hoursHoldWhatFellIntoThem() {
        List<JsonNode> hours = summary(range(noon, noon.plusSeconds(7_200)) + "&granularity=hour");

        assertThat(hours).hasSize(2);
        expectBucket(hours.get(0), noon, 7, 2);
        expectBucket(hours.get(1), noon.plusSeconds(3_600), 5, 1);
    }

    @Test
    void daysAreUtcAndTheDefault() {
        Instant day = noon.truncatedTo(ChronoUnit.DAYS);
        List<JsonNode> days = summary(range(day.minus(Duration.ofDays(1)), day.plus(Duration.ofDays(1))));

        assertThat(days).hasSize(2);
        expectBucket(days.get(0), day.minus(Duration.ofDays(1)), 6, 1);
        expectBucket(days.get(1), day, 12, 3);
    }

    @Test
    void monthsAddUpToWhatTheLedgerCharged() {
        List<JsonNode> months = summary(
                range(noon.minus(Duration.ofDays(62)), noon.plus(Duration.ofDays(31))) + "&granularity=month");

        assertThat(months.stream().mapToLong(month -> month.required("units").longValue()).sum()).isEqualTo(18);
        assertThat(months.stream().mapToLong(month -> month.required("cost").longValue()).sum()).isEqualTo(
                -account.ledger().stream().filter(entry -> entry.path("billable_metric_key").asText().equals("calls"))
                        .mapToLong(entry -> entry.required("delta").longValue()).sum());
    }

    @Test
    void withoutAMetricAllAreSummedUp() {
        List<JsonNode> hours = account.api()
                .get(account.pathById("/usage/summary?granularity=hour&" + range(noon, noon.plusSeconds(3_600))))
                .expect(200).at("data").valueStream().toList();

        assertThat(hours).singleElement().satisfies(hour -> {
            assertThat(hour.required("units").longValue()).isEqualTo(107);
            assertThat(hour.required("cost").longValue()).isEqualTo(170);
        });
    }

    @Test
    void aVoidLeavesItsBucket() {
        String eventId = useAt("calls", 50, noon);
        account.voidUsage(eventId).expect(200);

        expectBucket(summary(range(noon, noon.plusSeconds(3_600)) + "&granularity=hour").getFirst(), noon, 7, 2);
    }

    @Test
    void aRangeIsNeededAndMustNotBeEmpty() {
        Api api = account.api();
        assertThat(api.get(account.path("/usage/summary")).expect(400, "invalid-request").faults())
                .containsExactlyInAnyOrder("from", "to");
        assertThat(api.get(account.path("/usage/summary?" + range(noon, noon))).expect(400, "invalid-request").faults())
                .containsExactly("to");
        assertThat(api.get(account.path("/usage/summary?granularity=week&" + range(noon, noon.plusSeconds(1))))
                .expect(400, "invalid-request").faults()).containsExactly("granularity");
    }
}
