package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.standalone.e2e.Api.Answer;
import io.quotastack.standalone.e2e.OpenApi.Operation;

/**
 * What is one environment's is not there for any other (CONTRACT 1): each operation that the OpenAPI document describes is
 * called with what belongs to one tenant's {@code live}, by another tenant and by its own {@code test}, and then by its
 * owner. A new operation is tried by itself when its path names what the others name; else this test asks for it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SealingTest {

    private static final Pattern PARAMETER = Pattern.compile("([a-z-]+)/\\{([a-z_]+)}");

    /** Name nothing that somebody could have made before: lists, and what makes something by a name of the caller's own. */
    private static final Set<String> NAMES_NOTHING = Set.of("GET /healthz", "GET /readyz", "GET /metrics",
            "POST /v1/topup-packages", "GET /v1/topup-packages", "POST /v1/customers", "GET /v1/customers",
            "POST /v1/billable-metrics", "GET /v1/billable-metrics", "POST /v1/plans", "GET /v1/plans",
            "GET /v1/subscriptions", "POST /v1/admin/api-keys", "GET /v1/admin/api-keys", "POST /v1/webhooks/test",
            "POST /v1/tenants", "GET /v1/tenants", "GET /v1/tenants/{tenant_id}", "GET /v1/metering-rules",
            "GET /v1/simulations");

    /** What is valid to ask, with the owner's names in it. */
    private static final Map<String, String> BODIES = Map.ofEntries(
            Map.entry("PATCH /v1/topup-packages/{id}", "{\"name\":\"n\"}"),
            Map.entry("POST /v1/topup/grant",
                    "{\"customer_id\":\"<customers>\",\"credits\":1,\"external_payment_id\":\"p9\",\"price_paid\":1,\"currency\":\"EUR\"}"),
            Map.entry("POST /v1/topup/refund",
                    "{\"customer_id\":\"<customers>\",\"block_id\":\"<blocks>\",\"reason\":\"r\"}"),
            Map.entry("POST /v1/purchases",
                    "{\"customer_id\":\"<customers>\",\"price_credits\":1,\"grant\":{\"credits\":1}}"),
            Map.entry("PATCH customer", "{\"display_name\":\"n\"}"),
            Map.entry("POST customer/credits/grant", "{\"credits\":1}"),
            Map.entry("POST customer/credits/adjust", "{\"credits\":1,\"reason\":\"r\"}"),
            Map.entry("POST customer/credits/transfer",
                    "{\"to\":{\"external_customer_id\":\"another\"},\"credits\":1,\"reason\":\"r\"}"),
            Map.entry("POST customer/credits/blocks/{block_id}/void", "{\"reason\":\"r\"}"),
            Map.entry("POST /v1/entitlements/check",
                    "{\"customer_id\":\"<customers>\",\"checks\":[{\"billable_metric_key\":\"<billable-metrics>\",\"units\":1}]}"),
            Map.entry("PATCH /v1/billable-metrics/{key}", "{\"name\":\"n\"}"),
            Map.entry("POST /v1/metering-rules",
                    "{\"billable_metric_key\":\"<billable-metrics>\",\"cost_type\":\"per_unit\",\"unit_cost\":2}"),
            Map.entry("POST /v1/metering-rules/{id}/activate", "{}"),
            Map.entry("POST /v1/metering-rules/estimate",
                    "{\"billable_metric_key\":\"<billable-metrics>\",\"units\":1}"),
            Map.entry("POST /v1/metering-rules/simulate",
                    "{\"customer_id\":\"<customers>\",\"from\":\"2026-01-01T00:00:00Z\",\"to\":\"2026-02-01T00:00:00Z\","
                            + "\"rules\":[{\"billable_metric_key\":\"<billable-metrics>\",\"cost_type\":\"flat\",\"flat_cost\":1}]}"),
            Map.entry("PATCH /v1/plans/{plan_id}", "{\"name\":\"n\"}"),
            Map.entry("POST /v1/plans/{plan_id}/variants", "{\"key\":\"yearly\",\"interval\":\"year\"}"),
            Map.entry("PATCH /v1/plans/{plan_id}/variants/{variant_id}", "{\"price\":2,\"currency\":\"EUR\"}"),
            Map.entry("POST /v1/reserve", "{\"customer_id\":\"<customers>\",\"credits\":1}"),
            Map.entry("POST /v1/reserve/{id}/commit", "{\"credits\":1}"),
            Map.entry("POST /v1/reserve/{id}/release", "{}"),
            Map.entry("POST /v1/reserve/{id}/refund", "{\"reason\":\"r\"}"),
            Map.entry("POST /v1/reserve/{id}/extend", "{\"ttl_seconds\":60}"),
            Map.entry("POST /v1/subscriptions",
                    "{\"external_customer_id\":\"somebody\",\"plan_variant_id\":\"<variants>\"}"),
            Map.entry("POST /v1/subscriptions/{id}/renew", "{}"),
            Map.entry("POST /v1/subscriptions/{id}/cancel", "{}"),
            Map.entry("POST /v1/subscriptions/{id}/change",
                    "{\"plan_variant_id\":\"<variants>\",\"when\":\"period_end\"}"),
            Map.entry("POST /v1/test-clock",
                    "{\"customer_id\":\"<customers-in-test>\",\"now\":\"2090-01-01T00:00:00Z\"}"),
            Map.entry("PATCH /v1/tenants/{tenant_id}/config", "{\"rate_limit\":null}"),
            Map.entry("POST /v1/usage",
                    "{\"customer_id\":\"<customers>\",\"billable_metric_key\":\"<billable-metrics>\"}"),
            Map.entry("POST /v1/credits/batch",
                    "{\"grants\":[{\"customer_id\":\"<customers>\",\"credits\":5}]}"),
            Map.entry("POST /v1/usage/batch",
                    "{\"events\":[{\"customer_id\":\"<customers>\",\"billable_metric_key\":\"<billable-metrics>\"}]}"),
            Map.entry("POST /v1/usage/{event_id}/retry", "{\"customer_id\":\"<customers>\"}"),
            Map.entry("POST /v1/usage/{event_id}/void", "{\"customer_id\":\"<customers>\",\"reason\":\"r\"}"),
            Map.entry("POST /v1/webhooks/discard",
                    "{\"from\":\"2026-01-01T00:00:00Z\",\"customer_id\":\"<customers>\"}"),
            Map.entry("POST /v1/webhooks/replay",
                    "{\"from\":\"2026-01-01T00:00:00Z\",\"customer_id\":\"<customers>\"}"));

    private final Tenant owner = Tenant.create();
    private final Tenant other = Tenant.create();
    /** By the segment of a path that stands before them. */
    private final Map<String, String> owned = new HashMap<>();

    @BeforeAll
    void haveSomethingOfEverything() {
        Api live = owner.live();
        owner.settings(Map.of("webhook_url", "http://127.0.0.1:9/hook", "webhook_secret", WebhookReceiver.SECRET));
        owner.perUnit("tokens", 3);
        own("metering-rules", owner.rule("tokens", Map.of("cost_type", "flat", "flat_cost", 1, "shadow", true)));
        own("blocks", live.post("/v1/topup/grant", Map.of("external_customer_id", "user-1", "credits", 1_000_000,
                "external_payment_id", "p1", "price_paid", 1, "currency", "EUR")).expect(201).text("/block/id"));
        own("customers-in-test",
                owner.test().post("/v1/customers", Map.of("external_customer_id", "user-1")).expect(201)
                        .text("customer_id"));
        own("customers", live.get("/v1/customer-by-external-id/user-1").expect(200).text("customer_id"));
        own("customer-by-external-id", "user-1");
        own("billable-metrics", "tokens");
        own("entitlements", "tokens");
        own("usage", "event-1");
        own("ledger", live.idempotencyKey("event-1").post("/v1/usage", Map.of("external_customer_id", "user-1",
                "billable_metric_key", "tokens", "units", 1)).expect(201).text("ledger_entry_id"));
        own("transfers", live.post("/v1/customer-by-external-id/user-1/credits/transfer",
                Map.of("to", Map.of("external_customer_id", "user-2"), "credits", 5, "reason", "r")).expect(201)
                .text("transfer_id"));
        own("reserve", live.post("/v1/reserve", Map.of("external_customer_id", "user-1", "credits", 10)).expect(201)
                .text("id"));
        String plan = live.post("/v1/plans", Map.of("key", "pro", "name", "Pro")).expect(201).text("id");
        own("plans", plan);
        own("variants", live.post("/v1/plans/" + plan + "/variants", Map.of("key", "monthly", "interval", "month"))
                .expect(201).text("id"));
        own("subscriptions", live.post("/v1/subscriptions", Map.of("external_customer_id", "user-1", "plan_variant_id",
                owned("variants"))).expect(201).text("id"));
        own("topup-packages", live.post("/v1/topup-packages", Map.of("key", "small", "name", "Small", "credits", 1,
                "price", 1, "currency", "EUR")).expect(201).text("id"));
        own("api-keys", live.post("/v1/admin/api-keys", Map.of("name", "a key")).expect(201).text("id"));
        own("simulations", live.post("/v1/metering-rules/simulate", Map.of("from", "2026-01-01T00:00:00Z", "to",
                "2026-02-01T00:00:00Z", "rules",
                List.of(Map.of("billable_metric_key", "tokens", "cost_type", "flat", "flat_cost", 1)))).expect(202)
                .text("id"));
        own("tenants", owner.id());
        own("deliveries", Eventually.answers(() -> live.rows("/v1/webhooks/deliveries", 50), rows -> !rows.isEmpty())
                .getFirst().required("id").textValue());
        // Names of the tenants' own: all have them, and see their own.
        other.live().post("/v1/customers", Map.of("external_customer_id", "somebody")).expect(201);
    }

    private void own(String collection, String id) {
        owned.put(collection, id);
    }

    private String owned(String collection) {
        String id = owned.get(collection);
        if (id == null) {
            throw new AssertionError("this test has nothing of " + collection + " yet: make one and own() it");
        }
        return id;
    }

    private static Stream<Operation> operations() {
        return OpenApi.of(SharedProcess.get().api()).operations().stream()
                .filter(operation -> !NAMES_NOTHING.contains(operation.toString()) && !isByOwnName(operation));
    }

    /** Where the only name is the customer's own, other tenants have one of that name too. */
    private static boolean isByOwnName(Operation operation) {
        return operation.template().matches("/v1/customer-by-external-id/\\{external_id}[a-z/-]*");
    }

    private static boolean isOfTestOnly(Operation operation) {
        return operation.template().equals("/v1/test-clock");
    }

    private String path(Operation operation) {
        var path = new StringBuilder();
        Matcher parameter = PARAMETER.matcher(operation.template());
        while (parameter.find()) {
            parameter.appendReplacement(path, parameter.group(1) + "/" + owned(parameter.group(1)));
        }
        parameter.appendTail(path);
        List<String> query = new ArrayList<>();
        for (JsonNode given : operation.description().path("parameters")) {
            switch (given.path("$ref").asText().replaceFirst(".*/", "")) {
                case "customer_id" -> query
                        .add("customer_id=" + owned(isOfTestOnly(operation) ? "customers-in-test" : "customers"));
                case "refused_status" -> query.add("status=refused");
                case "required_from" -> query.add("from=2026-01-01T00:00:00Z");
                case "required_to" -> query.add("to=2026-01-02T00:00:00Z");
                default -> {
                    // Not needed.
                }
            }
        }
        return path + (query.isEmpty() ? "" : "?" + String.join("&", query));
    }

    private Answer call(Api api, Operation operation) {
        if (operation.method().equals("GET")) {
            return api.get(path(operation));
        }
        String name = operation.toString().replaceFirst(
                "/v1/(customers/\\{customer_id}|customer-by-external-id/\\{external_id})",
                "customer");
        boolean needsBody = !operation.description().path("requestBody").isMissingNode();
        String body = BODIES.getOrDefault(name, "");
        assertThat(body.isEmpty()).as("BODIES has a body for " + name + " if it takes one").isEqualTo(!needsBody);
        for (Map.Entry<String, String> one : owned.entrySet()) {
            body = body.replace("<" + one.getKey() + ">", one.getValue());
        }
        return body.isEmpty()
                ? api.send(operation.method(), path(operation), new byte[0])
                : operation.method().equals("PATCH")
                        ? api.patch(path(operation), body)
                        : api.post(path(operation), body);
    }

    @ParameterizedTest
    @MethodSource("operations")
    @Order(1)
    void isNotThereForOthers(Operation operation) {
        String before = state();

        expectNothing(call(other.live(), operation));
        expectNothing(call(other.test(), operation));
        if (!operation.template().startsWith("/v1/tenants/")) {
            expectNothing(call(isOfTestOnly(operation) ? owner.live() : owner.test(), operation));
        }

        assertThat(state()).isEqualTo(before);
    }

    /** Else the others would be refused for something else. */
    @ParameterizedTest
    @MethodSource("operations")
    @Order(2)
    void isThereForItsOwner(Operation operation) {
        assertThat(call(isOfTestOnly(operation) ? owner.test() : owner.live(), operation).problem())
                .isNotIn("not-found", "invalid-request", "malformed-json", "customer-identifier");
    }

    /** There is no such thing; or, of a list by a filter, nothing in it; or what was taken in will be refused so. */
    private static void expectNothing(Answer answer) {
        boolean ofABatch = !answer.at("/results/0/status").isMissingNode();
        if (answer.status() == 200 && !ofABatch) {
            assertThat(answer.json().path("data").isEmpty()).as(answer.body()).isTrue();
        } else if (ofABatch) {
            assertThat(answer.at("/results/0/status").asText()).as(answer.body()).isEqualTo("rejected");
        } else {
            answer.expect(404, "not-found");
        }
    }

    /** All that others could have changed of the customer. */
    private String state() {
        return owner.live().get("/v1/customers/" + owned("customers") + "/credits").expect(200).body()
                + owner.live().get("/v1/customers/" + owned("customers")).expect(200).body()
                + owner.live().get("/v1/webhooks/deliveries?status=discarded").expect(200).body();
    }

    @Test
    void eachOperationIsOfOneKind() {
        Set<String> all = Set
                .copyOf(OpenApi.of(SharedProcess.get().api()).operations().stream().map(Operation::toString)
                        .toList());

        assertThat(all).containsAll(NAMES_NOTHING);
    }
}
