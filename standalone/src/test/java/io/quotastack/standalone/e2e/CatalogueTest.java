package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
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
}
