package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.standalone.e2e.Api.Answer;

/** Prices by dimension and by plan, on the running process (CONTRACT 4). */
class PriceListTest {

    private static final Map<String, String> LARGE_IN = Map.of("model", "large", "direction", "in");

    private final Tenant tenant = Tenant.create();
    private final Api api = tenant.live();
    private final Account account = tenant.account();

    @Test
    void oneListPricesACatalogueAndEachAnswerSaysWhichEntry() {
        metric("tokens", List.of("model", "direction"));
        String rule = api.post("/v1/metering-rules", Map.of("billable_metric_key", "tokens", "prices", List.of(
                perUnit(LARGE_IN, 3, 1_000, "month"), perUnit(Map.of("model", "small"), 1, 1, "event"))))
                .expect(201).text("id");
        account.grant(1_000);

        Answer first = use("tokens", 500, LARGE_IN).expect(201);
        assertThat(first.number("cost")).isEqualTo(2);
        assertThat(first.text("rule_id")).isEqualTo(rule);
        assertThat(use("tokens", 500, LARGE_IN).expect(201).number("cost")).as("rounded up once a month").isEqualTo(1);
        assertThat(use("tokens", 7, Map.of("model", "small")).expect(201).number("cost")).isEqualTo(7);
        use("tokens", 7, Map.of("model", "huge")).expect(422, "metric-not-priced");

        JsonNode explained = api.get(account.path("/ledger/" + first.text("ledger_entry_id") + "/explain")).expect(200)
                .at("usage");
        assertThat(explained.at("/price/when/model").asText()).isEqualTo("large");
        assertThat(explained.at("/rule/id").asText()).isEqualTo(rule);
        assertThat(explained.at("/rule/prices").isMissingNode()).isTrue();
        assertThat(explained.at("/steps/0/amount").asText()).isEqualTo("3/2");
        JsonNode estimate = api.post("/v1/metering-rules/estimate", Map.of("billable_metric_key", "tokens", "units",
                1_000, "metadata", LARGE_IN, "external_customer_id", account.externalId())).expect(200).json();
        assertThat(estimate.at("/cost").asLong()).isEqualTo(3);
        assertThat(estimate.at("/units_before").asLong()).isEqualTo(1_000);
        assertThat(estimate.at("/price/when").size()).isEqualTo(2);
    }

    @Test
    void holdsAndChecksGoByTheirMetadata() {
        metric("tokens", List.of("model", "direction"));
        api.post("/v1/metering-rules", Map.of("billable_metric_key", "tokens", "prices",
                List.of(perUnit(LARGE_IN, 3, 1, "month")))).expect(201);
        account.grant(1_000);

        JsonNode checks = api.post("/v1/entitlements/check", Map.of("external_customer_id", account.externalId(),
                "checks", List.of(Map.of("billable_metric_key", "tokens", "units", 10, "metadata", LARGE_IN),
                        Map.of("billable_metric_key", "tokens", "units", 10))))
                .expect(200).at("results");
        assertThat(checks.at("/0/estimated_cost").asLong()).isEqualTo(30);
        assertThat(checks.at("/0/affordable_units").asLong()).isEqualTo(333);
        assertThat(checks.at("/1/reason").asText()).isEqualTo("metric_not_priced");
        Answer hold = api.post("/v1/reserve", Map.of("external_customer_id", account.externalId(),
                "billable_metric_key", "tokens", "estimated_units", 10, "metadata", LARGE_IN)).expect(201);
        assertThat(hold.number("reserved_credits")).isEqualTo(30);
        Answer committed = api.post("/v1/reserve/" + hold.text("id") + "/commit", Map.of("actual_units", 4))
                .expect(200);
        assertThat(committed.number("committed_credits")).isEqualTo(12);
        JsonNode explained = api.get(account.path("/ledger/" + committed.text("ledger_entry_id") + "/explain"))
                .expect(200).at("usage");
        assertThat(explained.at("/price/when/direction").asText()).isEqualTo("in");
        assertThat(explained.at("/steps/0/amount").asText()).isEqualTo("12");
    }

    @Test
    void aListFitsTheDimensionsOfItsMetric() {
        metric("tokens", List.of("model", "direction"));

        assertThat(api.post("/v1/metering-rules", Map.of("billable_metric_key", "tokens", "prices", List.of(
                perUnit(Map.of("model", "a"), 1, 1, "month"),
                perUnit(Map.of("colour", "red", "model", "b"), 1, 1, "event"))))
                .expect(400, "invalid-request").faults()).containsExactly("/prices/0/when", "/prices/1/when");
        assertThat(api.post("/v1/metering-rules", Map.of("billable_metric_key", "tokens", "prices", List.of(
                perUnit(Map.of("model", "a"), 1, 1, "event"), perUnit(Map.of("direction", "in"), 1, 1, "event"))))
                .expect(400, "invalid-request").faults()).containsExactly("/prices/1/when");
        api.post("/v1/metering-rules", Map.of("billable_metric_key", "tokens", "prices",
                List.of(perUnit(Map.of("model", "a"), 1, 1, "event")))).expect(201);
        assertThat(api.patch("/v1/billable-metrics/tokens", Map.of("dimensions", List.of("direction")))
                .expect(400, "invalid-request").faults()).containsExactly("/dimensions");
        assertThat(api.patch("/v1/billable-metrics/tokens", Map.of("dimensions", List.of("model", "region")))
                .expect(200).at("dimensions").size()).isEqualTo(2);
    }

    @Test
    void theLargestListIsTakenShownAndUsed() {
        metric("tokens", List.of("model", "direction"));
        List<Map<String, Object>> prices = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            prices.add(perUnit(Map.of("model", "model-" + i, "direction", "output"), i, 1_000_000, "month"));
        }

        String rule = api.post("/v1/metering-rules", Map.of("billable_metric_key", "tokens", "prices", prices))
                .expect(201).text("id");

        assertThat(api.get("/v1/metering-rules/" + rule).expect(200).at("prices").size()).isEqualTo(5_000);
        account.grant(10_000);
        assertThat(use("tokens", 1_000_000, Map.of("model", "model-4999", "direction", "output")).expect(201)
                .number("cost")).isEqualTo(4_999);
        prices.add(perUnit(Map.of("model", "one more"), 1, 1, "event"));
        assertThat(api.post("/v1/metering-rules", Map.of("billable_metric_key", "tokens", "prices", prices))
                .expect(400, "invalid-request").faults()).containsExactly("/prices");
    }

    @Test
    void aPlanHasPricesOfItsOwn() {
        metric("tokens", List.of());
        String plan = api.post("/v1/plans", Map.of("key", "pro", "name", "Pro")).expect(201).text("id");
        String variant = api.post("/v1/plans/" + plan + "/variants", Map.of("key", "monthly", "interval", "month"))
                .expect(201).text("id");
        api.post("/v1/metering-rules", Map.of("billable_metric_key", "tokens", "cost_type", "per_unit", "unit_cost", 3))
                .expect(201);
        String ofPlan = api.post("/v1/metering-rules", Map.of("billable_metric_key", "tokens", "plan_id", plan,
                "cost_type", "per_unit", "unit_cost", 2)).expect(201).text("id");
        api.post("/v1/metering-rules", Map.of("billable_metric_key", "tokens", "plan_variant_id", "var_none",
                "cost_type", "per_unit", "unit_cost", 2)).expect(404, "not-found");
        account.grant(1_000);

        assertThat(use("tokens", 10, Map.of()).expect(201).number("cost")).isEqualTo(30);
        api.post("/v1/subscriptions", Map.of("external_customer_id", account.externalId(), "plan_variant_id", variant))
                .expect(201);
        Answer charged = use("tokens", 10, Map.of()).expect(201);

        assertThat(charged.number("cost")).isEqualTo(20);
        assertThat(charged.text("rule_id")).isEqualTo(ofPlan);
        assertThat(api.rows("/v1/metering-rules?plan_id=" + plan, 10)).extracting(row -> row.path("id").asText())
                .containsExactly(ofPlan);
    }

    private void metric(String key, List<String> dimensions) {
        api.post("/v1/billable-metrics", Map.of("key", key, "name", key, "dimensions", dimensions)).expect(201);
    }

    private Answer use(String metric, long units, Map<String, String> metadata) {
        return api.post("/v1/usage", Map.of("external_customer_id", account.externalId(), "billable_metric_key",
                metric, "units", units, "metadata", metadata));
    }

    private static Map<String, Object> perUnit(Map<String, String> when, long unitCost, long perUnits, String scope) {
        return Map.of("when", when, "cost_type", "per_unit", "unit_cost", unitCost, "per_units", perUnits, "scope",
                scope);
    }
}
