package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.schemas.json.Json;
import io.quotastack.standalone.e2e.Api.Answer;

/** Metrics, rules and estimates (CONTRACT 4). */
class MeteringTest {

    private final Tenant tenant = Tenant.create();
    private final Api api = tenant.live();
    private final Account account = tenant.account();

    private static String in(Duration time) {
        return Json.time(Instant.now().plus(time));
    }

    private long cost(Map<String, ?> price, long units) {
        return api.post("/v1/metering-rules/estimate", Map.of("rule", price, "units", units)).expect(200)
                .number("cost");
    }

    @Test
    void aMetricIsMadeShownChangedAndArchived() {
        Answer made = api.post("/v1/billable-metrics", Map.of("key", "calls", "name", "Calls")).expect(201);
        assertThat(api.get("/v1/billable-metrics/calls").expect(200).json()).isEqualTo(made.json());

        Answer patched = api.patch("/v1/billable-metrics/calls", Map.of("name", "API calls", "description", "all"))
                .expect(200);
        assertThat(patched.text("description")).isEqualTo("all");
        var clearing = new HashMap<String, Object>();
        clearing.put("description", null);
        assertThat(api.patch("/v1/billable-metrics/calls", clearing).expect(200).at("description").isNull()).isTrue();

        assertThat(api.post("/v1/billable-metrics/calls/archive", Map.of()).expect(200).text("archived_at"))
                .isNotEmpty();
        api.post("/v1/billable-metrics", Map.of("key", "calls", "name", "Calls")).expect(409, "already-exists");
        tenant.metric("tokens");
        assertThat(api.rows("/v1/billable-metrics", 1).stream().map(metric -> metric.required("key").textValue()))
                .containsExactly("calls", "tokens");
    }

    @Test
    void anUnknownMetricIsNotFound() {
        account.grant(1);

        for (Answer answer : List.of(api.get("/v1/billable-metrics/nothing"),
                api.patch("/v1/billable-metrics/nothing", Map.of("name", "x")),
                api.post("/v1/billable-metrics/nothing/archive", Map.of()), account.use("nothing", 1),
                api.get(account.path("/entitlements/nothing")),
                api.post("/v1/metering-rules",
                        Map.of("billable_metric_key", "nothing", "cost_type", "flat", "flat_cost", 1)),
                api.post("/v1/metering-rules/estimate", Map.of("billable_metric_key", "nothing", "units", 1)))) {
            assertThat(answer.expect(404, "not-found").text("resource")).isEqualTo("billable_metric");
        }
        for (Answer answer : List.of(api.get("/v1/metering-rules/nothing"),
                api.post("/v1/metering-rules/nothing/archive", Map.of()))) {
            assertThat(answer.expect(404, "not-found").text("resource")).isEqualTo("metering_rule");
        }
    }

    @Test
    void metricKeysAreSmallIdentifiers() {
        for (String bad : List.of("", "A", "1a", "_a", "a-b", "a".repeat(65))) {
            assertThat(api.post("/v1/billable-metrics", Map.of("key", bad, "name", "x"))
                    .expect(400, "invalid-request").faults()).as(bad).containsExactly("/key");
        }
        tenant.metric("a".repeat(64));
    }

    @Test
    void eachPriceCostsWhatItsTableSays() {
        assertThat(cost(Map.of("cost_type", "flat", "flat_cost", 7), 0)).isEqualTo(7);
        assertThat(cost(Map.of("cost_type", "per_unit", "unit_cost", 7), 6)).isEqualTo(42);
        assertThat(cost(Map.of("cost_type", "package", "package_size", 1_000, "package_cost", 5), 1_001))
                .isEqualTo(10);
        var tiers = new Object[] {Map.of("up_to", 10, "unit_cost", 5, "flat_cost", 100), Tenant.tier(20, 3),
            Tenant.above(1)};
        assertThat(cost(Tenant.graduated("event", tiers), 25)).isEqualTo(100 + 10 * 5 + 10 * 3 + 5);
        assertThat(cost(Tenant.volume("event", tiers), 25)).isEqualTo(25);
        assertThat(cost(Tenant.volume("event", tiers), 10)).isEqualTo(100 + 10 * 5);
        assertThat(cost(Tenant.graduated("event", tiers), 0)).isZero();
    }

    @Test
    void anEstimateChargesNothingAndNeedsNoKey() {
        String rule = tenant.priced("calls", Tenant.graduated("month", Tenant.tier(10, 5), Tenant.above(1)));
        account.grant(1_000);
        account.use("calls", 8).expect(201);
        Api unkeyed = api.withoutIdempotencyKey();

        Answer ofCustomer = unkeyed.post("/v1/metering-rules/estimate", Map.of("billable_metric_key", "calls", "units",
                4, "external_customer_id", account.externalId())).expect(200);
        Answer ofNobody = unkeyed
                .post("/v1/metering-rules/estimate", Map.of("billable_metric_key", "calls", "units", 4))
                .expect(200);

        assertThat(ofCustomer.number("cost")).isEqualTo(2 * 5 + 2);
        assertThat(ofCustomer.at("steps").findValues("amount")).extracting(JsonNode::textValue)
                .containsExactly("10", "2");
        assertThat(ofCustomer.text("rule_id")).isEqualTo(rule);
        assertThat(ofNobody.number("cost")).isEqualTo(20);
        assertThat(account.balance()).isEqualTo(960);
    }

    @Test
    void anEstimateIsByARuleOrByAMetric() {
        var rule = Map.of("cost_type", "flat", "flat_cost", 1);

        api.post("/v1/metering-rules/estimate", Map.of("units", 1)).expect(400, "invalid-request");
        api.post("/v1/metering-rules/estimate", Map.of("units", 1, "rule", rule, "billable_metric_key", "x"))
                .expect(400, "invalid-request");
        api.post("/v1/metering-rules/estimate",
                Map.of("units", 1, "rule", rule, "customer_id", UUID.randomUUID().toString())).expect(404, "not-found");
        api.post("/v1/metering-rules/estimate", Map.of("units", 1, "rule", rule, "customer_id",
                UUID.randomUUID().toString(), "external_customer_id", "x")).expect(400, "customer-identifier");
        api.post("/v1/metering-rules/estimate", Map.of("units", 1_000_000_000_000L, "rule",
                Map.of("cost_type", "per_unit", "unit_cost", Long.MAX_VALUE))).expect(422, "amount-overflow");
        tenant.metric("unpriced");
        api.post("/v1/metering-rules/estimate", Map.of("units", 1, "billable_metric_key", "unpriced"))
                .expect(422, "metric-not-priced");
    }

    @Test
    void allFaultsOfARuleAreNamed() {
        assertThat(api.post("/v1/metering-rules",
                Map.of("billable_metric_key", 5, "cost_type", "package", "package_size", 0, "flat_cost", 1))
                .expect(400, "invalid-request").faults()).containsExactlyInAnyOrder("/billable_metric_key",
                        "/package_size", "/package_cost", "/flat_cost");
        assertThat(api.post("/v1/metering-rules", Map.of("billable_metric_key", "calls", "cost_type", "tiered",
                "tier_mode", "graduated", "scope", "week", "tiers",
                List.of(Tenant.tier(10, 1), Tenant.tier(10, 1)))).expect(400, "invalid-request").faults())
                .contains("/scope", "/tiers/1/up_to");
    }

    @Test
    void anEventIsPricedByTheRuleInForceAtItsTimestamp() {
        String first = tenant.perUnit("calls", 1);
        account.grant(1_000);
        String second = tenant.rule("calls",
                Map.of("cost_type", "per_unit", "unit_cost", 10, "effective_at", in(Duration.ofMinutes(2))));

        Answer now = account.use("calls", 1).expect(201);
        Answer past = account.use("old", "calls", 1, Map.of("timestamp", in(Duration.ofDays(-10)))).expect(201);
        Answer ahead = account.use("ahead", "calls", 1, Map.of("timestamp", in(Duration.ofMinutes(4)))).expect(201);

        assertThat(now.text("rule_id")).isEqualTo(first);
        assertThat(past.text("rule_id")).as("the first rule prices events older than itself").isEqualTo(first);
        assertThat(ahead.text("rule_id")).isEqualTo(second);
        assertThat(ahead.number("cost")).isEqualTo(10);
    }

    @Test
    void rulesAreVersionedAndSucceedEachOther() {
        String first = tenant.perUnit("calls", 1);
        String second = tenant.rule("calls", Map.of("cost_type", "per_unit", "unit_cost", 2));
        String third = tenant.rule("calls",
                Map.of("cost_type", "per_unit", "unit_cost", 3, "effective_at", in(Duration.ofHours(1))));

        List<JsonNode> rules = api.rows("/v1/metering-rules?billable_metric_key=calls", 2);

        assertThat(rules.stream().map(rule -> rule.required("id").textValue())).containsExactly(first, second, third);
        assertThat(rules.stream().map(rule -> rule.required("version").intValue())).containsExactly(1, 2, 3);
        assertThat(rules.stream().map(rule -> rule.required("status").textValue())).containsExactly("superseded",
                "active", "scheduled");
        assertThat(api.get("/v1/metering-rules/" + third).expect(200).json()).isEqualTo(rules.get(2));
    }

    @Test
    void aRuleComesNowOrLaterAndEachInstantIsOneRules() {
        tenant.perUnit("calls", 1);
        String later = in(Duration.ofHours(1));
        var rule = Map.of("billable_metric_key", "calls", "cost_type", "flat", "flat_cost", 1, "effective_at", later);
        api.post("/v1/metering-rules", rule).expect(201);

        api.post("/v1/metering-rules", rule).expect(409, "already-exists");
        var past = new HashMap<String, Object>(rule);
        past.put("effective_at", in(Duration.ofHours(-1)));
        api.post("/v1/metering-rules", past).expect(422, "timestamp-out-of-range");
    }

    @Test
    void anArchivedScheduledRuleVanishes() {
        String first = tenant.perUnit("calls", 1);
        String scheduled = tenant.rule("calls",
                Map.of("cost_type", "per_unit", "unit_cost", 10, "effective_at", in(Duration.ofMinutes(2))));
        account.grant(100);

        api.post("/v1/metering-rules/" + scheduled + "/archive", Map.of()).expect(200);

        Answer ahead = account.use("ahead", "calls", 1, Map.of("timestamp", in(Duration.ofMinutes(4)))).expect(201);
        assertThat(ahead.text("rule_id")).isEqualTo(first);
    }

    @Test
    void archivingTheRuleInForceLeavesTheMetricUnpricedUntilTheNext() {
        String rule = tenant.perUnit("calls", 1);
        account.grant(100);

        assertThat(api.post("/v1/metering-rules/" + rule + "/archive", Map.of()).expect(200).text("status"))
                .isEqualTo("archived");

        account.use("calls", 1).expect(422, "metric-not-priced");
        assertThat(account.check("calls", 1).text("reason")).isEqualTo("metric_not_priced");
        String next = tenant.rule("calls", Map.of("cost_type", "per_unit", "unit_cost", 2));
        assertThat(account.use("calls", 1).expect(201).text("rule_id")).isEqualTo(next);
    }

    @Test
    void monthTiersCountTheCustomersUnitsSoFarWhicheverRuleChargedThem() {
        var tiers = new Object[] {Tenant.tier(10, 5), Tenant.above(1)};
        tenant.perUnit("calls", 1);
        account.grant(1_000);
        account.use("calls", 8).expect(201);
        tenant.rule("calls", Tenant.graduated("month", tiers));

        assertThat(account.use("evt", "calls", 4, Map.of()).expect(201).number("cost")).isEqualTo(2 * 5 + 2);
        assertThat(account.use("calls", 1).expect(201).number("cost")).isEqualTo(1);
        assertThat(account.voidUsage("evt").expect(200).number("balance")).as("refunds exactly what was charged")
                .isEqualTo(1_000 - 8 - 1);
        assertThat(account.use("calls", 2).expect(201).number("cost")).as("a void takes its units off")
                .isEqualTo(5 + 1);
    }

    @Test
    void volumeByMonthNeverCostsLessThan0() {
        tenant.priced("calls", Tenant.volume("month", Tenant.tier(10, 5), Tenant.above(1)));
        account.grant(1_000);

        assertThat(account.use("calls", 10).expect(201).number("cost")).isEqualTo(50);
        assertThat(account.use("calls", 5).expect(201).number("cost")).isZero();
        assertThat(account.use("calls", 45).expect(201).number("cost")).as("60 - 15, as counted so far").isEqualTo(45);
    }

    @Test
    void aUsageThatCosts0IsBooked() {
        tenant.perUnit("calls", 5);

        Answer usage = account.use("calls", 0).expect(201);

        assertThat(usage.number("cost")).isZero();
        assertThat(account.ledger()).singleElement()
                .satisfies(entry -> assertThat(entry.required("delta").longValue()).isZero());
    }

    @Test
    void anArchivedMetricTakesNoNewRule() {
        tenant.perUnit("calls", 5);
        account.grant(100);
        api.post("/v1/billable-metrics/calls/archive", Map.of()).expect(200);

        account.use("calls", 1).expect(422, "metric-not-priced");
        api.post("/v1/metering-rules", Map.of("billable_metric_key", "calls", "cost_type", "flat", "flat_cost", 1))
                .expect(422, "metric-not-priced");
    }
}
