package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.quotastack.standalone.e2e.Api.Answer;

/** What a tenant sells (CONTRACT 8 and 9). */
class CatalogueTest {

    private final Tenant tenant = Tenant.create();
    private final Api api = tenant.live();

    @Test
    void aTopupPackageIsMadeShownChangedAndArchived() {
        var small = Map.of("key", "small", "name", "Small", "credits", 10_000, "price", 990, "currency", "EUR",
                "expires_in_seconds", 86_400);
        Answer made = api.idempotencyKey("small").post("/v1/topup-packages", small).expect(201);
        String path = "/v1/topup-packages/" + made.text("id");
        assertThat(api.get(path).expect(200).json()).isEqualTo(made.json());
        assertThat(api.idempotencyKey("small").post("/v1/topup-packages", small).expect(201).body())
                .as("sent again").isEqualTo(made.body());
        api.post("/v1/topup-packages", small).expect(409, "already-exists");

        var patch = new HashMap<String, Object>(Map.of("bonus_credits", 500));
        patch.put("expires_in_seconds", null);
        Answer patched = api.patch(path, patch).expect(200);
        assertThat(patched.number("bonus_credits")).isEqualTo(500);
        assertThat(patched.at("expires_in_seconds").isNull()).isTrue();
        api.patch(path, Map.of("bonus_credits", Long.MAX_VALUE)).expect(422, "amount-overflow");

        Answer archived = api.post(path + "/archive", Map.of()).expect(200);
        assertThat(archived.text("archived_at")).isNotEmpty();
        assertThat(api.get(path).expect(200).json()).isEqualTo(archived.json());
        assertThat(api.rows("/v1/topup-packages", 1)).containsExactly(archived.json());
        tenant.test().get(path).expect(404, "not-found");
    }

    @Test
    void aPlanIsMadeShownAndRevised() {
        var pro = Map.of("key", "pro", "name", "Pro", "description", "All of it", "features",
                Map.of("sso", true, "seats", 5, "ratio", new BigDecimal("0.25"), "tier", "gold"));
        Answer made = api.post("/v1/plans", pro).expect(201);
        String path = "/v1/plans/" + made.text("id");
        assertThat(made.json().required("features")).isEqualTo(api.get(path).expect(200).json().required("features"));
        assertThat(made.at("/features/ratio").decimalValue()).isEqualByComparingTo("0.25");
        api.post("/v1/plans", pro).expect(409, "already-exists");

        Answer revised = api.patch(path, Map.of("features", Map.of("seats", 10))).expect(200);
        assertThat(revised.number("version")).isEqualTo(2);
        assertThat(revised.json().required("features").size()).isEqualTo(1);
        assertThat(api.patch(path, Map.of("name", "Pro")).expect(200).number("version")).as("no change").isEqualTo(2);
        assertThat(api.rows("/v1/plans", 1)).containsExactly(revised.json());
        tenant.test().get(path).expect(404, "not-found");
    }

    @Test
    void aVariantKeepsAllItsVersions() {
        tenant.metric("images");
        String path = "/v1/plans/" + plan("pro") + "/variants";
        var monthly = Map.of("key", "monthly", "interval", "month", "metrics", List.of("images"), "credit_grants",
                List.of(Map.of("credits", 100_000, "expires", "period_end", "priority", 0)));
        Answer made = api.post(path, monthly).expect(201);
        String variant = path + "/" + made.text("id");
        assertThat(api.get(variant).expect(200).json()).isEqualTo(made.json());
        api.post(path, monthly).expect(409, "already-exists");

        Answer refused = api.patch(variant, Map.of("price", 2_900)).expect(400, "invalid-request");
        assertThat(refused.faults()).containsExactly("/currency");
        Answer revised = api.patch(variant, Map.of("price", 2_900, "currency", "EUR")).expect(200);

        assertThat(revised.number("version")).isEqualTo(2);
        assertThat(api.get(variant + "?version=1").expect(200).json()).isEqualTo(made.json());
        assertThat(api.get(variant).expect(200).json()).isEqualTo(revised.json());
        assertThat(api.rows(path, 1)).containsExactly(revised.json());
    }

    @Test
    void whatAVariantNamesMustBeThere() {
        String path = "/v1/plans/" + plan("pro") + "/variants";
        String free = api.post(path, Map.of("key", "free", "interval", "month")).expect(201).text("id");

        for (var wrong : Map.of("billable_metric", Map.of("key", "a", "interval", "day", "metrics", List.of("none")),
                "plan_variant", Map.of("key", "a", "interval", "day", "fallback_variant_id", "none")).entrySet()) {
            assertThat(api.post(path, wrong.getValue()).expect(404, "not-found").text("resource"))
                    .isEqualTo(wrong.getKey());
        }
        assertThat(api.post("/v1/plans/none/variants", Map.of("key", "a", "interval", "day")).expect(404, "not-found")
                .text("resource")).isEqualTo("plan");
        String paid = api.post(path, Map.of("key", "paid", "interval", "month", "fallback_variant_id", free))
                .expect(201).text("id");
        assertThat(api.patch(path + "/" + free, Map.of("fallback_variant_id", paid)).expect(400, "invalid-request")
                .faults()).containsExactly("/fallback_variant_id");
    }

    private String plan(String key) {
        return api.post("/v1/plans", Map.of("key", key, "name", "Plan " + key)).expect(201).text("id");
    }
}
