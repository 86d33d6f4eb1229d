package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.standalone.e2e.Api.Answer;

/** May this customer use so much of that now? (CONTRACT 6). */
class EntitlementsTest {

    private final Tenant tenant = Tenant.create();
    private final Api api = tenant.live();
    private final Account account = tenant.account();

    @Test
    void aCheckTellsWhatAChargeWouldDo() {
        tenant.perUnit("calls", 30);
        account.grant(100);

        Answer check = account.check("calls", 2);

        assertThat(check.at("allowed").booleanValue()).isTrue();
        assertThat(check.at("reason").isNull()).isTrue();
        assertThat(check.number("estimated_cost")).isEqualTo(60);
        assertThat(check.number("balance_after")).isEqualTo(40);
        assertThat(check.number("affordable_units")).isEqualTo(3);
        assertThat(check.at("subscription_status").isNull()).isTrue();
        assertThat(check.text("overage_policy")).isEqualTo("block");
        assertThat(check.number("as_of_sequence")).isEqualTo(1);
        assertThat(api.get(account.pathById("/entitlements/calls?units=2")).expect(200).json())
                .isEqualTo(check.json());
        assertThat(api.get(account.path("/entitlements/calls")).expect(200).number("units")).isEqualTo(1);
    }

    @Test
    void aCheckAndAChargeAgreeToTheUnit() {
        tenant.priced("calls", Tenant.graduated("month", Tenant.tier(10, 7), Tenant.tier(100, 3), Tenant.above(1)));
        account.grant(200);
        account.use("calls", 4).expect(201);

        long affordable = account.check("calls", 1).number("affordable_units");

        assertThat(account.check("calls", affordable + 1).text("reason")).isEqualTo("insufficient_credits");
        account.use("calls", affordable + 1).expect(402, "insufficient-credits");
        account.use("calls", affordable).expect(201);
    }

    @Test
    void reasonsAreNamedInTheirOrder() {
        tenant.metric("unpriced");
        tenant.perUnit("calls", 10);
        account.grant(5);
        account.patch(Map.of("spend_cap", Map.of("credits", 5, "per", "day")));

        Answer unpriced = account.check("unpriced", 1);
        assertThat(unpriced.text("reason")).isEqualTo("metric_not_priced");
        assertThat(unpriced.at("allowed").booleanValue()).isFalse();
        assertThat(unpriced.at("estimated_cost").isNull()).isTrue();
        assertThat(account.check("calls", 1).text("reason")).isEqualTo("spend_cap_reached");
        account.api().patch(account.path(""), "{\"spend_cap\": null}").expect(200);
        assertThat(account.check("calls", 1).text("reason")).isEqualTo("insufficient_credits");
    }

    @Test
    void affordableUnitsAreNullWhenAllFit() {
        tenant.perUnit("free", 0);
        account.grant(5);

        assertThat(account.check("free", 1).at("affordable_units").isNull()).isTrue();
    }

    @Test
    void theCustomersPolicyGoesBeforeTheTenants() {
        tenant.perUnit("calls", 10);
        account.create();
        tenant.settings(Map.of("default_overage_policy", "allow"));
        assertThat(account.check("calls", 1).text("overage_policy")).isEqualTo("allow");
        assertThat(account.check("calls", 1).at("allowed").booleanValue()).isTrue();
        account.use("calls", 1).expect(201);

        account.patch(Map.of("overage_policy", "block"));

        assertThat(account.check("calls", 1).at("allowed").booleanValue()).isFalse();
        account.use("calls", 1).expect(402, "insufficient-credits");
        assertThat(account.balance()).isEqualTo(-10);
    }

    @Test
    void manyChecksAreAnsweredAtOnceAndAnUnknownMetricHasItsOwnProblem() {
        tenant.perUnit("calls", 10);
        account.grant(25);

        Answer answer = api.withoutIdempotencyKey().post("/v1/entitlements/check",
                Map.of("external_customer_id", account.externalId(), "checks",
                        List.of(checkOf("calls", 2), checkOf("nothing", 1), checkOf("calls", 3))))
                .expect(200);

        List<JsonNode> results = answer.at("/results").findValues("allowed");
        assertThat(results).extracting(JsonNode::booleanValue).containsExactly(true, false);
        assertThat(answer.body()).contains("urn:quotastack:problem:not-found");
    }

    private static Map<String, Object> checkOf(String metric, long units) {
        return Map.of("billable_metric_key", metric, "units", units);
    }

    @Test
    void atMost50ChecksAtOnce() {
        tenant.perUnit("calls", 10);
        account.grant(25);
        List<Map<String, Object>> checks = IntStream.range(0, 51).mapToObj(i -> checkOf("calls", i)).toList();

        api.post("/v1/entitlements/check",
                Map.of("external_customer_id", account.externalId(), "checks", checks.subList(0, 50))).expect(200);
        assertThat(api.post("/v1/entitlements/check",
                Map.of("external_customer_id", account.externalId(), "checks", checks)).expect(400, "invalid-request")
                .faults()).containsExactly("/checks");
        api.post("/v1/entitlements/check", Map.of("checks", checks.subList(0, 1))).expect(400, "customer-identifier");
        assertThat(api.post("/v1/entitlements/check",
                Map.of("customer_id", UUID.randomUUID().toString(), "checks", checks.subList(0, 1)))
                .expect(404, "not-found").text("resource")).isEqualTo("customer");
    }

    @Test
    void unitsGoFrom0To10To12() {
        tenant.perUnit("calls", 10);
        account.grant(25);

        assertThat(account.check("calls", 0).at("allowed").booleanValue()).isTrue();
        assertThat(account.check("calls", 1_000_000_000_000L).at("allowed").booleanValue()).isFalse();
        for (String bad : List.of("-1", "1000000000001", "1.5", "1e3", "x", "")) {
            assertThat(api.get(account.path("/entitlements/calls?units=" + bad)).expect(400, "invalid-request")
                    .faults()).as(bad).containsExactly("units");
        }
    }
}
