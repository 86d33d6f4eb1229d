package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.schemas.json.Json;
import io.quotastack.standalone.e2e.Api.Answer;

/** Tenants, their seals, their keys and their settings (CONTRACT 1 and 13). */
class TenantsTest {

    private final Api root = SharedProcess.get().root();
    private final Tenant tenant = Tenant.create();
    private final Tenant other = Tenant.create();

    private static Api with(String key) {
        return new Api(SharedProcess.get().api(), key);
    }

    @Test
    void aTenantIsMadeShownAndListedByTheOperator() {
        Answer made = root.post("/v1/tenants", Map.of("name", "Globex")).expect(201);

        assertThat(made.text("/live_key/key")).startsWith("qs_live_").startsWith(made.text("/live_key/prefix"));
        assertThat(made.text("/test_key/key")).startsWith("qs_test_");
        String id = made.text("tenant_id");
        assertThat(root.get("/v1/tenants/" + id).expect(200).text("name")).isEqualTo("Globex");
        assertThat(root.rows("/v1/tenants", 3).stream().map(row -> row.required("tenant_id").textValue()))
                .contains(id, tenant.id(), other.id()).doesNotHaveDuplicates();
        assertThat(root.get("/v1/tenants/" + UUID.randomUUID()).expect(404, "not-found").text("resource"))
                .isEqualTo("tenant");
    }

    @Test
    void tenantsAreTheOperatorsAndDataAreTheTenants() {
        tenant.live().get("/v1/tenants").expect(403, "insufficient-scope");
        tenant.live().post("/v1/tenants", Map.of("name", "x")).expect(403, "insufficient-scope");
        root.get("/v1/customers").expect(403, "insufficient-scope");
    }

    @Test
    void theSameExternalIdIsAnotherCustomerForEachTenantAndEnvironment() {
        Account here = tenant.account("user:1");
        Account there = other.account("user:1");
        Account inTest = here.by(tenant.test());
        here.grant(1);
        there.grant(20);
        inTest.grant(300);

        assertThat(List.of(here.balance(), there.balance(), inTest.balance())).containsExactly(1L, 20L, 300L);
        assertThat(List.of(here.id(), there.id(), inTest.id())).doesNotHaveDuplicates();
    }

    @Test
    void anotherTenantsIdsReadAsNotFound() {
        String rule = tenant.perUnit("calls", 1);
        Account account = tenant.account();
        String block = account.grant(100);
        Answer usage = account.use("evt", "calls", 1).expect(201);
        String customer = "/v1/customers/" + account.id();

        for (Api stranger : List.of(other.live(), tenant.test())) {
            for (String path : List.of(customer, customer + "/credits", customer + "/ledger",
                    customer + "/ledger/" + usage.text("ledger_entry_id"), customer + "/credits/blocks",
                    "/v1/metering-rules/" + rule, "/v1/billable-metrics/calls",
                    "/v1/usage/evt?customer_id=" + account.id(),
                    "/v1/usage/evt?external_customer_id=" + account.externalId())) {
                stranger.get(path).expect(404, "not-found");
            }
            stranger.post(customer + "/credits/grant", Map.of("credits", 1)).expect(404, "not-found");
            stranger.post(customer + "/credits/blocks/" + block + "/void", Map.of("reason", "x")).expect(404,
                    "not-found");
            stranger.post("/v1/metering-rules/" + rule + "/archive", Map.of()).expect(404, "not-found");
            assertThat(stranger.rows("/v1/customers", 50)).isEmpty();
            assertThat(stranger.rows("/v1/billable-metrics", 50)).isEmpty();
            assertThat(stranger.rows("/v1/metering-rules", 50)).isEmpty();
        }
        other.live().get("/v1/tenants/" + tenant.id() + "/config").expect(404, "not-found");
        assertThat(account.balance()).isEqualTo(99);
    }

    @Test
    void aWrongKeyIsNoKey() {
        Api.stranger(SharedProcess.get().api()).get("/v1/customers").expect(401, "unauthenticated");
        with("qs_live_nothing").get("/v1/customers").expect(401, "unauthenticated");
        with("qs_root_nothing").get("/v1/tenants").expect(401, "unauthenticated");
        with("").get("/v1/customers").expect(401, "unauthenticated");
        // 401 goes before 404 and 405.
        with("qs_live_nothing").get("/v1/nothing").expect(401, "unauthenticated");
    }

    @Test
    void aKeyIsShownOnceAndWorksUntilItIsRevoked() {
        Answer made = tenant.live().post("/v1/admin/api-keys", Map.of("name", "backend")).expect(201);
        Api backend = with(made.text("key"));
        backend.get("/v1/customers").expect(200);

        JsonNode listed = tenant.live().rows("/v1/admin/api-keys", 1).stream()
                .filter(key -> key.required("id").equals(made.at("id"))).findAny().orElseThrow();
        assertThat(listed.required("key").isNull()).isTrue();
        assertThat(listed.required("prefix").textValue()).hasSizeLessThan(20);

        assertThat(tenant.live().post("/v1/admin/api-keys/" + made.text("id") + "/revoke", Map.of()).expect(200)
                .text("revoked_at")).isNotEmpty();
        Eventually.within(Duration.ofSeconds(1), () -> backend.get("/v1/customers").status(), status -> status == 401);
        assertThat(tenant.live().post("/v1/admin/api-keys/key_nothing/revoke", Map.of()).expect(404, "not-found")
                .text("resource")).isEqualTo("api_key");
        other.live().post("/v1/admin/api-keys/" + made.text("id") + "/revoke", Map.of()).expect(404, "not-found");
    }

    @Test
    void aKeyCanDoWhatItsScopesSay() {
        Api reader = scoped(List.of("credits:read", "customers:read"));
        Account account = tenant.account();
        account.grant(10);

        reader.get(account.path("/credits")).expect(200);
        reader.get(account.path("/ledger")).expect(200);
        reader.post(account.path("/credits/grant"), Map.of("credits", 1)).expect(403, "insufficient-scope");
        reader.post("/v1/usage", Map.of()).expect(403, "insufficient-scope");
        reader.get("/v1/usage?status=refused").expect(403, "insufficient-scope");
        reader.get(account.path("/entitlements/calls")).expect(403, "insufficient-scope");
        reader.get("/v1/billable-metrics").expect(403, "insufficient-scope");
        reader.get("/v1/admin/api-keys").expect(403, "insufficient-scope");
        reader.patch("/v1/tenants/" + tenant.id() + "/config", Map.of()).expect(403, "insufficient-scope");
        reader.get("/v1/tenants").expect(403, "insufficient-scope");
    }

    private Api scoped(List<String> scopes) {
        return with(tenant.live().post("/v1/admin/api-keys", Map.of("name", "scoped", "scopes", scopes)).expect(201)
                .text("key"));
    }

    @Test
    void aKeyGivesNoMoreThanItHas() {
        Api admin = scoped(List.of("admin", "credits:read"));

        admin.post("/v1/admin/api-keys", Map.of("name", "x", "scopes", List.of("credits:read"))).expect(201);
        admin.post("/v1/admin/api-keys", Map.of("name", "x", "scopes", List.of("credits:write"))).expect(403,
                "insufficient-scope");
        admin.post("/v1/admin/api-keys", Map.of("name", "all")).expect(403, "insufficient-scope");
        assertThat(admin.post("/v1/admin/api-keys", Map.of("name", "x", "scopes", List.of("root")))
                .expect(400, "invalid-request").faults()).containsExactly("/scopes/0");
    }

    @Test
    void settingsAreOfOneEnvironment() {
        String path = "/v1/tenants/" + tenant.id() + "/config";
        tenant.settings(Map.of("low_balance_threshold", 100, "usage_backdate_days", 3));

        assertThat(root.get(path + "?environment=live").expect(200).number("low_balance_threshold")).isEqualTo(100);
        assertThat(root.get(path + "?environment=test").expect(200).at("low_balance_threshold").isNull()).isTrue();
        assertThat(tenant.test().get(path).expect(200).number("usage_backdate_days")).isEqualTo(35);
        assertThat(root.get(path).expect(400, "invalid-request").faults()).containsExactly("environment");
        assertThat(tenant.live().get(path + "?environment=test").expect(400, "invalid-request").faults())
                .containsExactly("environment");
        root.patch(path + "?environment=test", Map.of("default_overage_policy", "notify")).expect(200);
        assertThat(tenant.test().get(path).expect(200).text("default_overage_policy")).isEqualTo("notify");
        assertThat(tenant.live().patch(path, Map.of("webhook_url", "ftp://x.test")).expect(400, "invalid-request")
                .faults()).containsExactly("/webhook_url");
    }

    @Test
    void theRateLimitIsATenantsAndAnEnvironments() {
        tenant.settings(Map.of("rate_limit", Map.of("requests", 5, "window_seconds", 3_600)));
        Account account = tenant.account();

        Answer first = tenant.live().get("/v1/customers").expect(200);
        assertThat(first.header("RateLimit-Policy")).contains("q=5").contains("w=3600");
        Answer refused = Eventually.answers(() -> tenant.live().get("/v1/customers"), answer -> answer.status() != 200);

        refused.expect(429, "rate-limited");
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 3_600);
        assertThat(refused.header("RateLimit")).contains("r=0");
        // 429 goes behind 401, 404, 405, 403, 413 and 415 and before what is wrong in the request.
        tenant.live().get("/v1/nothing").expect(404, "not-found");
        tenant.live().header("Content-Type", "text/plain").post("/v1/customers", "{}").expect(415,
                "unsupported-media-type");
        tenant.live().withoutIdempotencyKey().post("/v1/customers", "{").expect(429, "rate-limited");
        tenant.test().get("/v1/customers").expect(200);
        other.live().get("/v1/customers").expect(200);

        root.patch("/v1/tenants/" + tenant.id() + "/config?environment=live", "{\"rate_limit\": null}").expect(200);
        account.grant(1);
        assertThat(tenant.live().get("/v1/customers").expect(200).header("RateLimit")).isEmpty();
    }

    @Test
    void timesAreAnsweredInUtcWithMilliseconds() {
        Answer made = root.post("/v1/tenants", Map.of("name", "Clock")).expect(201);

        assertThat(made.text("created_at")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        assertThat(Instant.parse(made.text("created_at"))).isCloseTo(Instant.now(),
                within(Duration.ofMinutes(1)));
        Account account = tenant.account();
        String offset = account.api().post(account.path("/credits/grant"),
                Map.of("credits", 1, "effective_at", "2031-01-01T05:30:00+05:30")).expect(201)
                .text("/block/effective_at");
        assertThat(offset).isEqualTo(Json.time(Instant.parse("2031-01-01T00:00:00Z")));
    }
}
