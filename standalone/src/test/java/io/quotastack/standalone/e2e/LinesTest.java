package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.events.UsageEventLine;
import io.quotastack.schemas.json.Json;
import io.quotastack.standalone.e2e.Api.Answer;

/** One event, hold or commit of several metrics (CONTRACT 5 to 7, 12). */
class LinesTest {

    private final Tenant tenant = Tenant.create();
    private final Api api = tenant.live();
    private final Account account = tenant.account();
    private String inputRule = "";
    private String outputRule = "";

    @BeforeEach
    void price() {
        inputRule = tenant.perUnit("input", 2);
        outputRule = tenant.perUnit("output", 5);
    }

    private static Map<String, Object> line(String metric, long units) {
        return Map.of("billable_metric_key", metric, "units", units);
    }

    private Answer use(String eventId, List<?> lines) {
        return api.idempotencyKey(eventId).post("/v1/usage",
                Map.of("external_customer_id", account.externalId(), "lines", lines));
    }

    private static JsonNode json(String text) throws Exception {
        return Json.MAPPER.readTree(text.replace('\'', '"'));
    }

    private JsonNode charged() throws Exception {
        return json("[{'billable_metric_key':'input','rule_id':'%s','units':10,'cost':20,'metadata':{'model':'m'}},"
                .formatted(inputRule)
                + "{'billable_metric_key':'output','rule_id':'%s','units':4,'cost':20,'metadata':{}}]"
                        .formatted(outputRule));
    }

    private static List<Map<String, Object>> lines() {
        return List.of(Map.of("billable_metric_key", "input", "units", 10, "metadata", Map.of("model", "m")),
                line("output", 4));
    }

    @Test
    void anEventOfLinesIsChargedAsOneEntryAndGivenBackAsOne() throws Exception {
        account.grant(1_000);

        Answer charge = use("call", lines()).expect(201);

        assertThat(charge.at("/lines")).isEqualTo(charged());
        assertThat(List.of(charge.at("/billable_metric_key"), charge.at("/units"), charge.at("/rule_id")))
                .allMatch(JsonNode::isNull);
        assertThat(charge.number("cost")).isEqualTo(40);
        assertThat(use("call", lines()).expect(201).json()).as("the same answer").isEqualTo(charge.json());

        Answer status = account.event("call").expect(200);
        assertThat(status.text("status")).isEqualTo("charged");
        assertThat(status.at("/lines")).isEqualTo(charged());
        assertThat(status.number("/charge/cost")).isEqualTo(40);
        JsonNode entry = account.ledger().getLast();
        assertThat(entry.get("lines")).isEqualTo(charged());
        assertThat(entry.get("delta").longValue()).isEqualTo(-40);
        assertThat(account.ledger().getFirst().has("lines")).as("a grant has no such member").isFalse();

        account.voidUsage("call").expect(200);
        assertThat(account.balance()).isEqualTo(1_000);
        assertThat(account.ledger().getLast().get("lines")).isEqualTo(charged());
        assertThat(account.event("call").expect(200).text("status")).isEqualTo("voided");
    }

    @Test
    void eachLineIsExplained() {
        account.grant(1_000);
        Answer charge = use("call", lines()).expect(201);

        Answer explained = api.get(account.path("/ledger/" + charge.text("ledger_entry_id") + "/explain")).expect(200);

        assertThat(explained.at("/usage/rule").isNull()).isTrue();
        assertThat(explained.text("/usage/lines/0/rule/id")).isEqualTo(inputRule);
        assertThat(explained.text("/usage/lines/0/steps/0/amount")).isEqualTo("20");
        assertThat(explained.text("/usage/lines/1/steps/0/amount")).isEqualTo("20");
    }

    @Test
    void nothingIsChargedUnlessAllFits() {
        account.grant(39);

        use("call", lines()).expect(402, "insufficient-credits");
        Answer unknown = use("other", List.of(line("input", 1), line("nothing", 1))).expect(404, "not-found");

        assertThat(unknown.number("line")).isEqualTo(1);
        assertThat(account.balance()).isEqualTo(39);
        assertThat(account.ledger()).hasSize(1);
    }

    @Test
    void anEventCountsOnceInTheSummaryOfEachMetricAndOfAll() {
        account.grant(1_000);
        use("a", lines()).expect(201);
        account.use("b", "input", 1).expect(201);
        String range = "from=" + Json.time(Instant.now().minus(Duration.ofHours(1))) + "&to="
                + Json.time(Instant.now().plus(Duration.ofHours(1))) + "&granularity=month";

        assertThat(summary(range)).isEqualTo(List.of(15L, 42L, 2L));
        assertThat(summary(range + "&billable_metric_key=input")).isEqualTo(List.of(11L, 22L, 2L));
        assertThat(summary(range + "&billable_metric_key=output")).isEqualTo(List.of(4L, 20L, 1L));
    }

    /** At the end of a month the range may have two buckets, of which one is empty. */
    private List<Long> summary(String query) {
        Answer answer = Eventually.answers(() -> api.get(account.path("/usage/summary?" + query)),
                found -> found.at("/data").size() == 1);
        return List.of(answer.number("/data/0/units"), answer.number("/data/0/cost"), answer.number("/data/0/events"));
    }

    @Test
    void aBatchAndARetryKeepTheLines() throws Exception {
        Answer batch = api.prefer("wait=10").post("/v1/usage/batch", Map.of("events", List.of(
                Map.of("external_customer_id", account.externalId(), "event_id", "call", "lines", lines()))))
                .expect(202);
        assertThat(batch.number("/results/0/outcome_status")).isEqualTo(402);

        Answer refused = account.eventually("call", "refused");
        assertThat(refused.at("/lines/0/rule_id").isNull() && refused.at("/lines/1/cost").isNull()).isTrue();
        assertThat(refused.number("/lines/0/units")).isEqualTo(10);
        account.grant(1_000);
        assertThat(account.retry("call").expect(200).at("/lines")).isEqualTo(charged());
    }

    @Test
    void aHoldOfLinesIsCommittedByLines() throws Exception {
        account.grant(1_000);

        Answer held = account.reserve(Map.of("lines", lines())).expect(201);
        assertThat(held.at("/lines")).isEqualTo(charged());
        assertThat(held.number("reserved_credits")).isEqualTo(40);
        assertThat(account.reservation(held.text("id")).at("/lines")).isEqualTo(charged());

        Answer committed = api.post("/v1/reserve/" + held.text("id") + "/commit",
                Map.of("lines", List.of(line("input", 7), line("output", 1)))).expect(200);
        assertThat(committed.number("committed_credits")).isEqualTo(19);
        assertThat(committed.at("/lines")).as("what was held").isEqualTo(charged());
        assertThat(account.ledger().getLast().at("/lines/1/cost").longValue()).isEqualTo(5);
        assertThat(account.refund(held.text("id")).expect(200).number("balance")).isEqualTo(1_000);
    }

    @Test
    void severalChecksSayWhetherAllFitTogether() {
        account.grant(39);

        Answer apart = check(List.of(line("input", 10), line("output", 4)));
        assertThat(apart.at("/results/0/allowed").booleanValue() && apart.at("/results/1/allowed").booleanValue())
                .isTrue();
        assertThat(apart.at("/allowed").booleanValue()).isFalse();
        assertThat(apart.text("reason")).isEqualTo("insufficient_credits");
        assertThat(apart.number("estimated_cost")).isEqualTo(40);

        account.grant(1);
        assertThat(check(List.of(line("input", 10), line("output", 4))).at("/allowed").booleanValue()).isTrue();
        Answer unknown = check(List.of(line("input", 1), line("nothing", 1)));
        assertThat(unknown.at("/allowed").booleanValue()).isFalse();
        assertThat(unknown.at("/reason").isNull() && unknown.at("/estimated_cost").isNull()).isTrue();
    }

    private Answer check(List<?> checks) {
        return api.post("/v1/entitlements/check",
                Map.of("external_customer_id", account.externalId(), "checks", checks)).expect(200);
    }

    @Test
    void linesComeFromKafkaToo() throws Exception {
        account.grant(1_000);
        try (var producer = new UsageProducer(SharedProcess.get())) {
            producer.avro(account.externalId(), UsageProducer.event(tenant.id(), "avro", "input", 1)
                    .setExternalCustomerId(account.externalId()).setBillableMetricKey(null)
                    .setLines(List.of(new UsageEventLine("input", 10L, Map.of("model", "m")),
                            new UsageEventLine("output", 4L, Map.of())))
                    .build());
            producer.structured(account.externalId(), "application/cloudevents+json",
                    Map.of("specversion", "1.0", "id", "ce", "source", "/gateway", "type", "com.example.call",
                            "subject", account.externalId(), "tenantid", tenant.id(), "environment", "live", "data",
                            Map.of("lines", lines())));
        }
        assertThat(account.eventually("avro", "charged").at("/lines")).isEqualTo(charged());
        assertThat(account.eventually("ce", "charged").at("/lines")).isEqualTo(charged());
        assertThat(account.balance()).isEqualTo(920);
    }
}
