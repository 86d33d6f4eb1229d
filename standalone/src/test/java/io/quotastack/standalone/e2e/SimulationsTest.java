package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.schemas.json.Json;
import io.quotastack.standalone.e2e.Api.Answer;

/** What usage would have cost by other rules (CONTRACT 4). */
class SimulationsTest {

    private static final Map<String, Object> PER_UNIT = Map.of("billable_metric_key", "calls", "cost_type", "per_unit",
            "unit_cost", 10);

    private final Tenant tenant = Tenant.create();
    private final Api api = tenant.live();
    private final Account account = tenant.account();

    private static String in(Duration time) {
        return Json.time(Instant.now().plus(time));
    }

    private Map<String, Object> asking(Object... rules) {
        var body = new LinkedHashMap<String, Object>();
        body.put("rules", List.of(rules));
        body.put("from", in(Duration.ofDays(-1)));
        body.put("to", in(Duration.ofDays(1)));
        body.put("external_customer_id", account.externalId());
        return body;
    }

    private Answer simulate(Object... rules) {
        return api.post("/v1/metering-rules/simulate", asking(rules)).expect(200);
    }

    @Test
    void pricesAnewWhatTheCustomerUsed() {
        tenant.priced("pages", Map.of("cost_type", "flat", "flat_cost", 5));
        tenant.priced("calls", Tenant.graduated("month", Tenant.tier(10, 5), Tenant.above(2)));
        account.grant(100);
        account.use("calls", 8).expect(201);
        account.use("calls", 6).expect(201);
        String hold = account.reserve("calls", 3).expect(201).text("id");
        account.commitUnits(hold, 2).expect(200);
        account.use("voided", "calls", 1).expect(201);
        account.voidUsage("voided").expect(200);
        account.use("pages", 1).expect(201);

        Answer simulated = simulate(PER_UNIT);

        assertThat(simulated.number("cost_then")).isEqualTo(8 * 5 + 2 * 5 + 4 * 2 + 2 * 2 + 5);
        assertThat(simulated.number("cost_now")).isEqualTo(16 * 10 + 5);
        assertThat(simulated.number("difference"))
                .isEqualTo(simulated.number("cost_now") - simulated.number("cost_then"));
        assertThat(simulated.at("usage").path(0).toString())
                .isEqualTo("{\"billable_metric_key\":\"calls\",\"dimensions\":{},\"units\":16,"
                        + "\"events\":3,\"unpriced_events\":0,\"cost_then\":62,\"cost_now\":160,\"difference\":98}");
        assertThat(simulated.at("ran_out_at").isNull()).isTrue();
        assertThat(simulated.at("would_run_out_at").isTextual()).isTrue();
        assertThat(account.balance()).as("nothing is charged").isEqualTo(100 - 62 - 5);
    }

    @Test
    void theRuleInForceGivesWhatWasCharged() {
        Map<String, ?> inForce = Tenant.graduated("month", Tenant.tier(10, 5), Tenant.above(2));
        tenant.priced("calls", inForce);
        account.grant(1_000);
        account.use("calls", 8).expect(201);
        account.use("calls", 6).expect(201);
        var rule = new LinkedHashMap<String, Object>(inForce);
        rule.put("billable_metric_key", "calls");

        Answer simulated = simulate(rule);

        assertThat(simulated.number("cost_now")).isEqualTo(58);
        assertThat(simulated.number("difference")).isZero();
    }

    @Test
    void rulesOfAMetricSucceedEachOther() {
        tenant.priced("calls", Map.of("cost_type", "per_unit", "unit_cost", 1));
        account.grant(1_000);
        account.use("calls", 3).expect(201);
        var tomorrow = new LinkedHashMap<>(PER_UNIT);
        tomorrow.put("unit_cost", 100);
        tomorrow.put("effective_at", in(Duration.ofHours(20)));

        assertThat(simulate(PER_UNIT, tomorrow).number("cost_now")).isEqualTo(30);
        assertThat(simulate(tomorrow).number("cost_now")).as("it is not in force yet").isEqualTo(3);
        assertThat(api.post("/v1/metering-rules/simulate", asking(PER_UNIT, tomorrow, tomorrow))
                .expect(400, "invalid-request").faults()).containsExactly("/rules/2/effective_at");
    }

    @Test
    void aJobDoesItForAllCustomers() {
        tenant.priced("calls", Map.of("cost_type", "per_unit", "unit_cost", 1));
        account.grant(1_000);
        account.use("calls", 3).expect(201);
        var another = new Account(api, "another");
        another.grant(1_000);
        another.use("calls", 7).expect(201);
        Map<String, Object> asked = asking(PER_UNIT);
        asked.remove("external_customer_id");

        Answer job = api.idempotencyKey("what-if").post("/v1/metering-rules/simulate", asked).expect(202);
        String path = "/v1/simulations/" + job.text("id");
        Answer finished = Eventually.answers(() -> api.get(path).expect(200),
                answer -> answer.text("status").equals("finished"));

        assertThat(finished.number("customers_done")).isEqualTo(2);
        assertThat(finished.number("cost_then")).isEqualTo(10);
        assertThat(finished.number("cost_now")).isEqualTo(100);
        assertThat(api.rows(path + "/customers", 1)).extracting(row -> row.required("difference").longValue())
                .containsExactly(63L, 27L);
        assertThat(api.idempotencyKey("what-if").post("/v1/metering-rules/simulate", asked).expect(202).text("id"))
                .isEqualTo(job.text("id"));

        Answer canceled = api.post(path + "/cancel", Map.of()).expect(200);

        assertThat(canceled.text("canceled_at")).isNotEmpty();
        assertThat(api.get(path).expect(200).text("status")).isEqualTo("canceled");
        assertThat(api.rows(path + "/customers", 1)).isEmpty();
    }

    @Test
    void pricesByDimensionAndByPlanCountToo() {
        api.post("/v1/billable-metrics", Map.of("key", "tokens", "name", "Tokens", "dimensions", List.of("model")))
                .expect(201);
        api.post("/v1/metering-rules", Map.of("billable_metric_key", "tokens", "cost_type", "per_unit", "unit_cost", 1))
                .expect(201);
        String plan = api.post("/v1/plans", Map.of("key", "pro", "name", "Pro")).expect(201).text("id");
        String variant = api.post("/v1/plans/" + plan + "/variants", Map.of("key", "monthly", "interval", "month"))
                .expect(201).text("id");
        account.grant(1_000);
        tokens("small", 5);
        tokens("large", 6);
        api.post("/v1/subscriptions", Map.of("external_customer_id", account.externalId(), "plan_variant_id", variant))
                .expect(201);
        tokens("large", 7);
        var list = Map.of("billable_metric_key", "tokens", "prices", List.of(Map.of("when", Map.of("model", "large"),
                "cost_type", "per_unit", "unit_cost", 3, "scope", "month")));
        var ofPlan = Map.of("billable_metric_key", "tokens", "plan_id", plan, "cost_type", "flat", "flat_cost", 100);

        Answer simulated = simulate(list, ofPlan);

        assertThat(simulated.at("usage").path(0).toString()).isEqualTo("{\"billable_metric_key\":\"tokens\","
                + "\"dimensions\":{\"model\":\"large\"},\"units\":13,\"events\":2,\"unpriced_events\":0,"
                + "\"cost_then\":13,\"cost_now\":118,\"difference\":105}");
        assertThat(simulated.at("usage").path(1).toString()).isEqualTo("{\"billable_metric_key\":\"tokens\","
                + "\"dimensions\":{\"model\":\"small\"},\"units\":5,\"events\":1,\"unpriced_events\":1,"
                + "\"cost_then\":5,\"cost_now\":0,\"difference\":-5}");
        var counting = Map.of("billable_metric_key", "tokens", "prices", List.of(Map.of("when",
                Map.of("colour", "red"), "cost_type", "flat", "flat_cost", 3)));
        assertThat(api.post("/v1/metering-rules/simulate", asking(ofPlan, counting)).expect(400, "invalid-request")
                .faults()).containsExactly("/rules/1/prices/0/when");
    }

    private void tokens(String model, long units) {
        api.post("/v1/usage", Map.of("external_customer_id", account.externalId(), "billable_metric_key", "tokens",
                "units", units, "metadata", Map.of("model", model))).expect(201);
    }

    @Test
    void aShadowRuleChargesNothingUntilItIsActivated() {
        tenant.priced("calls", Map.of("cost_type", "per_unit", "unit_cost", 1));
        account.grant(1_000);
        account.use("calls", 50).expect(201);
        var shadow = new LinkedHashMap<>(PER_UNIT);
        shadow.put("shadow", true);
        Answer made = api.post("/v1/metering-rules", shadow).expect(201);
        assertThat(made.at("shadow").asBoolean()).isTrue();
        String path = "/v1/metering-rules/" + made.text("id");
        assertThat(account.use("calls", 3).expect(201).number("cost")).isEqualTo(3);

        Answer report = api.get(path + "/shadow-report?external_customer_id=" + account.externalId()).expect(200);

        assertThat(report.number("cost_then")).isEqualTo(3);
        assertThat(report.number("cost_now")).isEqualTo(30);
        Answer ofAll = Eventually.answers(() -> api.get(path + "/shadow-report").expect(200),
                answer -> answer.text("status").equals("finished"));
        assertThat(ofAll.number("difference")).isEqualTo(27);
        assertThat(api.rows("/v1/simulations/" + ofAll.text("id") + "/customers", 10)).hasSize(1);
        api.post("/v1/simulations/" + ofAll.text("id") + "/cancel", Map.of()).expect(404, "not-found");
        api.post(path + "/activate", Map.of("effective_at", in(Duration.ofHours(-1))))
                .expect(422, "timestamp-out-of-range");

        Answer active = api.post(path + "/activate", Map.of()).expect(201);

        assertThat(active.at("shadow").asBoolean()).isFalse();
        assertThat(active.text("status")).isEqualTo("active");
        assertThat(api.get(path).expect(200).text("status")).isEqualTo("archived");
        assertThat(account.use("calls", 3).expect(201).number("cost")).isEqualTo(30);
        api.post("/v1/metering-rules/" + active.text("id") + "/activate", Map.of()).expect(404, "not-found");
    }

    /** The costs of a time are those that summaries tell of it. */
    @Test
    void theCostThenIsThatOfTheSummary() {
        tenant.priced("calls", Map.of("cost_type", "per_unit", "unit_cost", 3));
        account.grant(1_000);
        account.use("calls", 3).expect(201);
        account.use("voided", "calls", 5).expect(201);
        account.voidUsage("voided").expect(200);

        long cost = api.get(account.path("/usage/summary?billable_metric_key=calls&granularity=month&from="
                + in(Duration.ofDays(-1)) + "&to=" + in(Duration.ofDays(1)))).expect(200).json().path("data")
                .findValues("cost").stream().mapToLong(JsonNode::longValue).sum();

        assertThat(simulate(PER_UNIT).number("cost_then")).isEqualTo(cost).isEqualTo(9);
    }

    @Test
    void namesEveryFault() {
        var body = asking(Map.of("billable_metric_key", "calls", "cost_type", "flat"));
        body.put("to", body.get("from"));
        body.put("customer_id", UUID.randomUUID().toString());

        assertThat(api.post("/v1/metering-rules/simulate", body).expect(400, "invalid-request").faults())
                .containsExactlyInAnyOrder("/rules/0/flat_cost", "/to", "/customer_id");
    }

    @Test
    void whatIsSimulatedMustExist() {
        account.grant(1);
        api.post("/v1/metering-rules/simulate", asking(PER_UNIT)).expect(404, "not-found");
        tenant.metric("calls");
        var body = asking(PER_UNIT);
        body.put("external_customer_id", "nobody");

        assertThat(api.post("/v1/metering-rules/simulate", body).expect(404, "not-found").text("resource"))
                .isEqualTo("customer");
    }
}
