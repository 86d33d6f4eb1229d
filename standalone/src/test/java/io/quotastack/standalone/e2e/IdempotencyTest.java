package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import io.quotastack.standalone.e2e.Api.Answer;

/** Idempotency keys (CONTRACT 11). */
class IdempotencyTest {

    private final Tenant tenant = Tenant.create();
    private final Account account = tenant.account();
    private final String key = UUID.randomUUID().toString();
    private final Api api = tenant.live().idempotencyKey(key);

    private static void expectReplay(Answer first, Answer again) {
        assertThat(first.replayed()).isFalse();
        assertThat(again.replayed()).isTrue();
        assertThat(again.status()).isEqualTo(first.status());
        assertThat(again.body()).isEqualTo(first.body());
    }

    @Test
    void aRepeatedWriteTakesEffectOnceAndGetsTheFirstAnswer() {
        Answer first = api.post(account.path("/credits/grant"), Map.of("credits", 10)).expect(201);
        account.grant(5);

        expectReplay(first, api.post(account.path("/credits/grant"), Map.of("credits", 10)));

        assertThat(account.balance()).isEqualTo(15);
    }

    @Test
    void keyOrderAndWhiteSpaceDoNotCount() {
        Answer first = api.post(account.path("/credits/grant"), "{\"credits\":10,\"reason\":\"x\"}").expect(201);

        expectReplay(first, api.post(account.path("/credits/grant"), "{ \"reason\" : \"x\",\n\"credits\" : 10 }"));
    }

    @Test
    void aRefusalOfTheEngineIsReplayedEvenWhenItWouldFitNow() {
        Answer first = api.post(account.path("/credits/adjust"), Map.of("credits", -5, "reason", "x")).expect(402,
                "insufficient-credits");
        account.grant(100);

        expectReplay(first, api.post(account.path("/credits/adjust"), Map.of("credits", -5, "reason", "x")));

        assertThat(account.balance()).isEqualTo(100);
    }

    @Test
    void conflictsAreReplayedToo() {
        account.create();

        Answer first = api.post("/v1/customers", Map.of("external_id", account.externalId())).expect(409,
                "already-exists");

        expectReplay(first, api.post("/v1/customers", Map.of("external_id", account.externalId())));
    }

    @Test
    void theSpellingOfAKeyAndOfAPathDoesNotCount() {
        var named = new Account(account.api(), account.externalId() + ":7");
        String path = "/v1/customer-by-external-id/" + account.externalId();
        Answer first = api.post(path + "%3a7/credits/grant", Map.of("credits", 10)).expect(201);

        expectReplay(first, api.post(path + ":7/credits/grant", Map.of("credits", 10)));
        expectReplay(first, api.post(path + "%3A7/credits/grant", Map.of("credits", 10)));
        account.api().idempotencyKey("\"quoted-" + account.externalId() + "\"")
                .post(path + ":7/credits/grant", Map.of("credits", 5)).expect(201);
        account.api().idempotencyKey("quoted-" + account.externalId())
                .post(path + ":7/credits/grant", Map.of("credits", 5)).expect(201);

        assertThat(named.balance()).isEqualTo(15);
    }

    /** It was accepted, so it is found, whatever became of it. */
    @Test
    void anEventAcceptedUnderTheKeyOfAGrantIsFoundAsRefused() {
        String key = "shared-" + account.externalId();
        account.api().idempotencyKey(key).post(account.path("/credits/grant"), Map.of("credits", 10)).expect(201);

        account.api().idempotencyKey(key).header("Prefer", "respond-async").post("/v1/usage",
                Map.of("external_customer_id", account.externalId(), "billable_metric_key", "calls")).expect(202);

        assertThat(account.eventually(key, "refused").text("/problem/type")).endsWith("idempotency-key-reused");
    }

    @Test
    void anotherBodyPathOrMethodUnderAKeyIsRefused() {
        api.post(account.path("/credits/grant"), Map.of("credits", 10)).expect(201);

        api.post(account.path("/credits/grant"), Map.of("credits", 11)).expect(422, "idempotency-key-reused");
        api.post(account.path("/credits/adjust"), Map.of("credits", 10, "reason", "x")).expect(422,
                "idempotency-key-reused");
        api.patch(account.path(""), Map.of("display_name", "x")).expect(422, "idempotency-key-reused");
        assertThat(account.balance()).isEqualTo(10);
    }

    @Test
    void aRefusalOnArrivalLeavesNothingAndTheCorrectedRequestMayUseTheKey() {
        api.post(account.path("/credits/grant"), Map.of("credits", 0)).expect(400, "invalid-request");
        api.post(account.path("/credits/grant"), "{").expect(400, "malformed-json");
        api.header("Content-Type", "text/plain").post(account.path("/credits/grant"), "x").expect(415,
                "unsupported-media-type");

        Answer corrected = api.post(account.path("/credits/grant"), Map.of("credits", 10)).expect(201);

        assertThat(corrected.replayed()).isFalse();
    }

    @Test
    void aKeyIsOneCustomersAndOneEnvironments() {
        Account other = tenant.account();
        Api test = tenant.test().idempotencyKey(key);

        api.post(account.path("/credits/grant"), Map.of("credits", 1)).expect(201);
        api.post(other.path("/credits/grant"), Map.of("credits", 2)).expect(201);
        test.post(account.path("/credits/grant"), Map.of("credits", 3)).expect(201);

        assertThat(account.balance()).isEqualTo(1);
        assertThat(other.balance()).isEqualTo(2);
        assertThat(account.by(tenant.test()).balance()).isEqualTo(3);
    }

    @Test
    void configurationIsReplayedAsWell() {
        var metric = Map.of("key", "calls", "name", "Calls");
        Answer first = api.post("/v1/billable-metrics", metric).expect(201);

        expectReplay(first, api.post("/v1/billable-metrics", metric));
        api.post("/v1/billable-metrics", Map.of("key", "other", "name", "Calls")).expect(422,
                "idempotency-key-reused");
    }

    @Test
    void aSecretIsShownOnceAndNeverReplayed() {
        var body = Map.of("name", "reporting");
        Answer first = api.post("/v1/admin/api-keys", body).expect(201);

        Answer again = api.post("/v1/admin/api-keys", body).expect(201);

        assertThat(first.text("key")).startsWith("qs_live_");
        assertThat(again.replayed()).isTrue();
        assertThat(again.at("key").isNull()).isTrue();
        assertThat(again.at("key_shown").booleanValue()).isTrue();
        assertThat(again.text("id")).isEqualTo(first.text("id"));

        Api root = SharedProcess.get().root().idempotencyKey(UUID.randomUUID().toString());
        Answer tenantMade = root.post("/v1/tenants", Map.of("name", "x")).expect(201);
        Answer tenantAgain = root.post("/v1/tenants", Map.of("name", "x")).expect(201);
        assertThat(tenantAgain.text("tenant_id")).isEqualTo(tenantMade.text("tenant_id"));
        assertThat(tenantAgain.at("/live_key/key").isNull()).isTrue();
        assertThat(tenantAgain.at("/test_key/key_shown").booleanValue()).isTrue();
    }

    @Test
    void everyWriteNeedsAKeyOfAtMost255Characters() {
        Api unkeyed = tenant.live().withoutIdempotencyKey();

        unkeyed.post(account.path("/credits/grant"), Map.of("credits", 1)).expect(400, "missing-idempotency-key");
        unkeyed.patch(account.path(""), Map.of("display_name", "x")).expect(400, "missing-idempotency-key");
        assertThat(tenant.live().idempotencyKey("k".repeat(256)).post(account.path("/credits/grant"),
                Map.of("credits", 1)).expect(400, "invalid-request").faults()).containsExactly("Idempotency-Key");
        tenant.live().idempotencyKey("k".repeat(255)).post(account.path("/credits/grant"), Map.of("credits", 1))
                .expect(201);
    }
}
