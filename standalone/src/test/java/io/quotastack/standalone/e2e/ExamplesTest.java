package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

import io.quotastack.schemas.json.Json;
import io.quotastack.standalone.e2e.Api.Answer;

/**
 * Every example in the OpenAPI document is an answer that the running system gave, or a body that it took (CONTRACT 1). This test tells a short
 * sequence of calls and compares each answer with the example that is shipped, but for ids, times, hashes and keys.
 *
 * <p>To record the examples anew, after a change of answers that is meant:
 * {@code mvn test -pl standalone -am -Dtest=ExamplesTest -Dsurefire.failIfNoSpecifiedTests=false
 * -Dquotastack.examples=$PWD/ingest-api/src/main/resources/openapi/examples}, then look at the difference.
 */
class ExamplesTest {

    private static final Optional<Path> RECORDED_IN = Optional.ofNullable(System.getProperty("quotastack.examples"))
            .map(Path::of);

    /** Ids, times, hashes, keys: what is another one at every run. */
    private static final Pattern CHANGING = Pattern.compile(
            "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z|[0-9a-f]{64}|"
                    + "\\b(qs_live|qs_test|blk|le|req|res|rule|key|dlv|evt|rpl|dsc|trf|topreq|pkg|sub|sim)_"
                    + "[0-9A-Za-z_-]+");

    /** Members that may have any value: where a list goes on, what is noted of keys every minute, what is measured. */
    private static final List<String> OPEN_MEMBERS = List.of("next_cursor", "last_used_at", "latency_ms",
            "webhook_timestamp");

    private final Api root = SharedProcess.get().root();
    private final Map<String, JsonNode> examples = new TreeMap<>();
    private final Map<String, JsonNode> bodies = new TreeMap<>();

    private Answer example(String operation, Answer answer) {
        assertThat(answer.status()).as(answer.body()).isBetween(200, 299);
        examples.put(operation + "." + answer.status() + ".json", answer.json());
        if (!answer.sent().isEmpty()) {
            bodies.putIfAbsent(operation, answer.sent());
        }
        return answer;
    }

    @Test
    void everyExampleIsWhatTheSystemAnswers() throws Exception {
        Answer made = example("createTenant", root.post("/v1/tenants", Map.of("name", "Acme Rendering")));
        String tenantId = made.text("tenant_id");
        var api = new Api(SharedProcess.get().api(), made.text("/live_key/key"));
        describeTenants(api, tenantId);
        describeMetering(api);
        describeTheCatalogue(api);
        var account = new Account(api, "alice");
        describeCustomersAndCredits(account);
        describeUsage(account);
        describeTheLedger(account);
        describeReservationsAndPurchases(account);
        describeWebhooks(api, tenantId);
        describeSubscriptions(new Api(SharedProcess.get().api(), made.at("/test_key/key").textValue()));
        Api stranger = Api.stranger(SharedProcess.get().api());
        example("health", stranger.get("/healthz"));
        example("readiness", stranger.get("/readyz"));

        if (RECORDED_IN.isPresent()) {
            record(RECORDED_IN.get());
        } else {
            JsonNode document = stranger.get("/openapi.json").expect(200).json();
            examples.forEach((name, answered) -> assertThat(masked(shipped(document, name))).as(name)
                    .isEqualTo(masked(answered)));
            bodies.forEach((operation, body) -> assertThat(masked(requested(document, operation))).as(operation)
                    .isEqualTo(masked(body)));
            assertThat(withoutExample(document)).isEmpty();
        }
    }

    private void describeTenants(Api api, String tenantId) {
        example("listTenants", root.get("/v1/tenants?limit=1"));
        example("getTenant", root.get("/v1/tenants/" + tenantId));
        example("updateSettings", api.patch("/v1/tenants/" + tenantId + "/config",
                Map.of("low_balance_threshold", 2_000, "rate_limit", Map.of("requests", 6_000, "window_seconds", 60),
                        "webhook_url", "https://example.org/quotastack", "webhook_events",
                        List.of("credit.balance_low", "credit.depleted"))));
        example("getSettings", api.get("/v1/tenants/" + tenantId + "/config"));
        Answer key = example("createApiKey", api.post("/v1/admin/api-keys",
                Map.of("name", "gateway", "scopes", List.of("usage:write", "entitlements:read"))));
        example("revokeApiKey", api.post("/v1/admin/api-keys/" + key.text("id") + "/revoke", Map.of()));
        example("listApiKeys", api.get("/v1/admin/api-keys"));
    }

    private void describeMetering(Api api) {
        example("createMetric", api.post("/v1/billable-metrics", Map.of("key", "images", "name", "Images")));
        example("updateMetric", api.patch("/v1/billable-metrics/images", Map.of("description", "One image each")));
        example("getMetric", api.get("/v1/billable-metrics/images"));
        Answer rule = example("createRule", api.post("/v1/metering-rules", withMetric(Tenant.graduated("month",
                Tenant.tier(100, 500), Tenant.above(400)))));
        example("getRule", api.get("/v1/metering-rules/" + rule.text("id")));
        String later = Json.time(Instant.now().plus(Duration.ofDays(30)));
        Answer next = api.post("/v1/metering-rules",
                withMetric(Map.of("cost_type", "per_unit", "unit_cost", 450, "effective_at", later))).expect(201);
        example("listRules", api.get("/v1/metering-rules?billable_metric_key=images"));
        example("archiveRule", api.post("/v1/metering-rules/" + next.text("id") + "/archive", Map.of()));
        example("estimate",
                api.post("/v1/metering-rules/estimate", Map.of("billable_metric_key", "images", "units", 120)));
        api.post("/v1/billable-metrics", Map.of("key", "faxes", "name", "Faxes")).expect(201);
        example("archiveMetric", api.post("/v1/billable-metrics/faxes/archive", Map.of()));
        describePricesByDimension(api);
        example("listMetrics", api.get("/v1/billable-metrics"));
    }

    /** A metric of a catalogue of models, whose events come from a producer of another meter. */
    private void describePricesByDimension(Api api) {
        api.post("/v1/billable-metrics", Map.of("key", "model_tokens", "name", "Tokens of models", "dimensions",
                List.of("model", "direction"), "event_type", "prompt", "units_pointer", "/tokens",
                "dimension_pointers", Map.of("model", "/model", "direction", "/type"))).expect(201);
        api.post("/v1/metering-rules", Map.of("billable_metric_key", "model_tokens", "prices",
                List.of(perMillion("input", 250_000), perMillion("output", 1_000_000)))).expect(201);
    }

    private static Map<String, ?> perMillion(String direction, long unitCost) {
        return Map.of("when", Map.of("model", "large", "direction", direction), "cost_type", "per_unit", "unit_cost",
                unitCost, "per_units", 1_000_000, "scope", "month");
    }

    private void describeTheCatalogue(Api api) {
        Answer made = example("createTopupPackage", api.post("/v1/topup-packages", Map.of("key", "small", "name",
                "20 credits", "credits", 20_000, "price", 990, "currency", "EUR")));
        String path = "/v1/topup-packages/" + made.text("id");
        example("updateTopupPackage", api.patch(path, Map.of("bonus_credits", 1_000)));
        example("getTopupPackage", api.get(path));
        Answer old = api.post("/v1/topup-packages", Map.of("key", "tiny", "name", "5 credits", "credits", 5_000,
                "price", 290, "currency", "EUR")).expect(201);
        example("archiveTopupPackage", api.post("/v1/topup-packages/" + old.text("id") + "/archive", Map.of()));
        example("listTopupPackages", api.get("/v1/topup-packages"));
        describePlans(api);
    }

    private void describePlans(Api api) {
        Answer plan = example("createPlan", api.post("/v1/plans",
                Map.of("key", "pro", "name", "Pro", "features", Map.of("sso", true, "seats", 5))));
        String path = "/v1/plans/" + plan.text("id");
        example("updatePlan", api.patch(path, Map.of("features", Map.of("sso", true, "seats", 10, "tier", "gold"))));
        example("getPlan", api.get(path));
        example("listPlans", api.get("/v1/plans"));
        var grant = Map.of("credits", 100_000, "expires", "period_end", "priority", 0, "rollover_percentage", 50,
                "rollover_cap", 50_000);
        Answer variant = example("createVariant", api.post(path + "/variants", Map.of("key", "monthly", "interval",
                "month", "price", 2_900, "currency", "EUR", "credit_grants", List.of(grant))));
        String variantPath = path + "/variants/" + variant.text("id");
        example("updateVariant", api.patch(variantPath, Map.of("trial_days", 14)));
        example("getVariant", api.get(variantPath + "?version=1"));
        example("listVariants", api.get(path + "/variants"));
    }

    private static Map<String, Object> withMetric(Map<String, ?> price) {
        var rule = new TreeMap<String, Object>(price);
        rule.put("billable_metric_key", "images");
        return rule;
    }

    private void describeCustomersAndCredits(Account account) {
        Api api = account.api();
        example("createCustomer", api.post("/v1/customers", Map.of("external_id", "alice", "display_name", "Alice")));
        example("updateCustomer", api.patch(account.path(""), Map.of("metadata", Map.of("plan", "starter"))));
        example("getCustomer", api.get(account.path("")));
        example("listCustomers", api.get("/v1/customers"));
        example("grantCredits", api.post(account.path("/credits/grant"),
                Map.of("credits", 5_000, "source", "promotional", "reason", "welcome", "expires_in_seconds", 86_400)));
        var payment = Map.of("external_customer_id", "alice", "credits", 20_000, "price_paid", 990, "currency", "EUR",
                "external_payment_id", "pi_1");
        example("topUp", api.post("/v1/topup/grant", payment));
        example("topUp", api.post("/v1/topup/grant", payment));
        example("adjustCredits",
                api.post(account.path("/credits/adjust"), Map.of("credits", 1_000, "reason", "goodwill")));
        Answer transfer = example("transferCredits", api.post(account.path("/credits/transfer"), Map.of("to",
                Map.of("external_customer_id", "bob"), "credits", 1_000, "reason", "shares a subscription")));
        example("getTransfer", api.get("/v1/transfers/" + transfer.text("transfer_id")));
        example("voidBlock", account.voidBlock(account.grant(300)));
        example("getCredits", api.get(account.path("/credits?include_blocks=true")));
        example("listBlocks", api.get(account.path("/credits/blocks?limit=2")));
        example("grantCreditsBatch", api.idempotencyKey("welcome").post("/v1/credits/batch",
                Map.of("grants", List.of(
                        Map.of("external_customer_id", "bob", "credits", 2_000, "reason", "welcome", "idempotency_key",
                                "welcome-bob"),
                        Map.of("external_customer_id", "carol", "credits", 500, "expires_at",
                                "2020-01-01T00:00:00Z")))));
        example("refundTopUp", api.post("/v1/topup/refund", Map.of("external_customer_id", "alice",
                "external_payment_id", "pi_1", "credits", 5_000, "reason", "refunded a quarter")));
    }

    private void describeUsage(Account account) {
        Api api = account.api();
        example("checkEntitlement", account.check("images", 3));
        example("checkEntitlements", api.post("/v1/entitlements/check", Map.of("external_customer_id", "alice",
                "checks", List.of(Map.of("billable_metric_key", "images", "units", 3),
                        Map.of("billable_metric_key", "videos", "units", 1)))));
        example("recordUsage", account.use("image-1", "images", 12));
        describeAnEventOfLines(new Account(api, "bob"));
        example("recordUsage", api.prefer("respond-async").idempotencyKey("image-2").post("/v1/usage",
                account.usage("images", 1_000, Map.of())));
        account.eventually("image-2", "refused");
        example("listRefusedUsage", api.get("/v1/usage?status=refused"));
        account.grant(500_000, Map.of("priority", 10));
        example("retryUsage", account.retry("image-2"));
        example("voidUsage", account.voidUsage("image-1"));
        example("recordUsageBatch", api.idempotencyKey("batch-1").post("/v1/usage/batch",
                Map.of("events", List.of(account.usage("images", 1, Map.of()), account.usage("images", 1_000,
                        Map.of("event_id", "image-2")),
                        account.usage("images", 1,
                                Map.of("timestamp", "2100-01-01T00:00:00Z"))))));
        account.eventually("batch-1:0", "charged");
        String range = "&from=" + Json.time(Instant.now().minus(Duration.ofDays(1))) + "&to="
                + Json.time(Instant.now().plus(Duration.ofDays(1)));
        example("summarizeUsage", api
                .get(account.path("/usage/summary?billable_metric_key=images&granularity=month" + range)));
        describeSimulations(account);
        Instant now = Instant.now();
        example("reportCredits", api.get("/v1/reports/credits?from=" + Json.time(now) + "&to="
                + Json.time(now.plusMillis(1)) + "&external_customer_id=" + account.externalId()));
    }

    private void describeSimulations(Account account) {
        Api api = account.api();
        var asked = new TreeMap<String, Object>(Map.of("from", Json.time(Instant.now().minus(Duration.ofDays(1))), "to",
                Json.time(Instant.now().plus(Duration.ofDays(1))), "rules",
                List.of(withMetric(Map.of("cost_type", "per_unit", "unit_cost", 450)))));
        Answer job = example("simulate", api.post("/v1/metering-rules/simulate", asked));
        String path = "/v1/simulations/" + job.text("id");
        example("getSimulation",
                Eventually.answers(() -> api.get(path), answer -> answer.text("status").equals("finished")));
        example("listSimulatedCustomers", api.get(path + "/customers"));
        example("cancelSimulation", api.post(path + "/cancel", Map.of()));
        example("listSimulations", api.get("/v1/simulations"));
        asked.put("external_customer_id", "alice");
        example("simulate", api.post("/v1/metering-rules/simulate", asked));
        var shadow = new TreeMap<String, Object>(withMetric(Map.of("cost_type", "per_unit", "unit_cost", 450)));
        shadow.put("shadow", true);
        String rule = "/v1/metering-rules/" + api.post("/v1/metering-rules", shadow).expect(201).text("id");
        account.use("images", 2).expect(201);
        example("getShadowReport", api.get(rule + "/shadow-report?external_customer_id=alice"));
        example("activateRule",
                api.post(rule + "/activate",
                        Map.of("effective_at", Json.time(Instant.now().plus(Duration.ofDays(9))))));
    }

    private void describeAnEventOfLines(Account account) {
        account.grant(5_000);
        account.api().idempotencyKey("call-1").post("/v1/usage", Map.of("external_customer_id", account.externalId(),
                "lines", List.of(line("input", 1_200), line("output", 350)))).expect(201);
        example("getUsage", account.event("call-1"));
    }

    private static Map<String, ?> line(String direction, long units) {
        return Map.of("billable_metric_key", "model_tokens", "units", units, "metadata",
                Map.of("model", "large", "direction", direction));
    }

    private void describeReservationsAndPurchases(Account account) {
        Api api = account.api();
        Answer render = example("reserve", account.reserve("images", 20));
        String path = "/v1/reserve/" + render.text("id");
        example("extendReservation", api.post(path + "/extend", Map.of("ttl_seconds", 3_600)));
        example("commitReservation", account.commitUnits(render.text("id"), 15));
        example("getReservation", api.get(path));
        example("refundReservation", account.refund(render.text("id")));
        Answer other = account.reservation(2_500, 60).expect(201);
        example("releaseReservation", api.post("/v1/reserve/" + other.text("id") + "/release",
                Map.of("reason", "job canceled")));
        example("listReservations", api.get(account.path("/reservations")));
        account.reservation(1_000, 60).expect(201);
        example("releaseAllReservations", api.post(account.path("/reservations/release-all"), Map.of()));
        example("purchase", api.post("/v1/purchases", Map.of("external_customer_id", "alice", "price_credits", 1_000,
                "reason", "night pass", "grant", Map.of("credits", 4_000, "expires_in_seconds", 28_800))));
    }

    private void describeSubscriptions(Api api) {
        String monthly = Subscriber.variant(api,
                Subscriber.with(Subscriber.monthly(100_000, Map.of()), "trial_days", 14));
        String large = Subscriber.variant(api, Subscriber.monthly(500_000, Map.of()));
        clock(api, "2027-01-17T12:00:00Z");
        Answer made = example("createSubscription", api.post("/v1/subscriptions", Map.of("external_customer_id",
                "carol", "plan_variant_id", monthly)));
        String path = "/v1/subscriptions/" + made.text("id");
        example("moveTestClock", clock(api, "2027-01-31T00:00:00Z"));
        example("getTestClock", api.get("/v1/test-clock?external_customer_id=carol"));
        example("activateSubscription", api.send("POST", path + "/activate", new byte[0]));
        clock(api, "2027-02-26T00:00:00Z");
        example("renewSubscription", api.post(path + "/renew",
                Map.of("external_payment_id", "pi_february", "price_paid", 4_900, "currency", "EUR")));
        clock(api, "2027-03-02T00:00:00Z");
        example("pauseSubscription", api.send("POST", path + "/pause", new byte[0]));
        clock(api, "2027-03-12T00:00:00Z");
        example("resumeSubscription", api.send("POST", path + "/resume", new byte[0]));
        example("changeSubscription", api.post(path + "/change",
                Map.of("plan_variant_id", large, "when", "now", "proration", "credits")));
        example("cancelSubscription", api.post(path + "/cancel", Map.of("at_period_end", true)));
        example("uncancelSubscription", api.send("POST", path + "/uncancel", new byte[0]));
        example("getSubscription", api.get(path));
        example("listSubscriptions", api.get("/v1/customer-by-external-id/carol/subscriptions"));
        example("listAllSubscriptions", api.get("/v1/subscriptions?status=active"));
        example("listSubscriptionHistory", api.get(path + "/history?limit=2"));
        moveFar(api);
    }

    /** Ten years of daily grants are more than one step can do. */
    private void moveFar(Api api) {
        String daily = Subscriber.variant(api, Map.of("billing_mode", "postpaid", "interval", "day", "credit_grants",
                List.of(Map.of("credits", 7, "expires", "period_end"))));
        Map<String, Object> dora = Map.of("external_customer_id", "dora");
        api.post("/v1/test-clock", Subscriber.with(dora, "now", "2027-01-01T00:00:00Z")).expect(200);
        api.post("/v1/subscriptions", Subscriber.with(dora, "plan_variant_id", daily)).expect(201);
        Answer moving = api.post("/v1/test-clock", Subscriber.with(dora, "now", "2037-01-01T00:00:00Z")).expect(202);
        example("moveTestClock", moving);
        Eventually.answers(() -> api.get("/v1/test-clock?external_customer_id=dora"),
                clock -> clock.text("status").equals("ready"));
    }

    private static Answer clock(Api api, String now) {
        return api.post("/v1/test-clock", Map.of("external_customer_id", "carol", "now", now)).expect(200);
    }

    private void describeTheLedger(Account account) {
        Api api = account.api();
        example("listLedger", api.get(account.path("/ledger?limit=2")));
        String charge = account.ledger().stream().filter(entry -> entry.required("type").textValue().equals("usage"))
                .findFirst().orElseThrow().required("id").textValue();
        example("getLedgerEntry", api.get(account.path("/ledger/" + charge)));
        example("explainLedgerEntry", api.get(account.path("/ledger/" + charge + "/explain")));
    }

    private void describeWebhooks(Api api, String tenantId) {
        try (var receiver = new WebhookReceiver(delivery -> 204)) {
            api.patch("/v1/tenants/" + tenantId + "/config",
                    Map.of("webhook_url", receiver.url(), "webhook_secret", WebhookReceiver.SECRET)).expect(200);
            Answer queued = example("sendTestEvent", api.post("/v1/webhooks/test", ""));
            receiver.await(1);
            String delivery = "/v1/webhooks/deliveries/" + queued.text("id");
            Eventually.answers(() -> api.get(delivery), answer -> answer.text("status").equals("delivered"));
            example("getDelivery", api.get(delivery));
            example("listDeliveries", api.get("/v1/webhooks/deliveries?status=delivered"));
            example("retryDelivery", api.post(delivery + "/retry", ""));
            receiver.await(2);
            receiver.answering(event -> 503);
            String failing = "/v1/webhooks/deliveries/" + api.post("/v1/webhooks/test", "").expect(201).text("id");
            Eventually.answers(() -> api.get(failing), answer -> answer.text("status").equals("failed"));
            example("discardDelivery", api.post(failing + "/discard", ""));
            example("discardDeliveries", api.post("/v1/webhooks/discard", Map.of("from", Json.time(Instant.now()),
                    "statuses", List.of("failed", "dead"))));
            example("replayEvents", api.post("/v1/webhooks/replay", Map.of("from", Json.time(Instant.now()), "types",
                    List.of("credit.balance_low", "credit.depleted"))));
        }
    }

    private void record(Path directory) throws IOException {
        Files.createDirectories(directory);
        for (Map.Entry<String, JsonNode> example : examples.entrySet()) {
            Files.writeString(directory.resolve(example.getKey()), example.getValue().toPrettyString() + "\n");
        }
        for (Map.Entry<String, JsonNode> body : bodies.entrySet()) {
            Files.writeString(directory.resolve(body.getKey() + ".request.json"),
                    body.getValue().toPrettyString() + "\n");
        }
    }

    /** The body in the document with which the operation was called; a missing node where it takes none. */
    private static JsonNode requested(JsonNode document, String operation) {
        return operation(document, operation).at("/requestBody/content/application~1json/example");
    }

    private static JsonNode operation(JsonNode document, String id) {
        return document.required("paths").valueStream().flatMap(JsonNode::valueStream)
                .filter(operation -> operation.path("operationId").asText().equals(id)).findFirst().orElseThrow();
    }

    /** The example in the document; a missing node where there is none. */
    private static JsonNode shipped(JsonNode document, String name) {
        String[] operationAndStatus = name.split("\\.", -1);
        return operation(document, operationAndStatus[0])
                .at("/responses/" + operationAndStatus[1] + "/content/application~1json/example");
    }

    private static List<String> withoutExample(JsonNode document) {
        List<String> found = new ArrayList<>(withoutExampleOfAnswers(document));
        document.required("paths").valueStream().flatMap(JsonNode::valueStream)
                .filter(operation -> operation.has("requestBody"))
                .filter(operation -> operation.at("/requestBody/content/application~1json/example").isMissingNode())
                .forEach(operation -> found.add(operation.required("operationId").asText() + ".request"));
        return found;
    }

    private static List<String> withoutExampleOfAnswers(JsonNode document) {
        return document.required("paths").valueStream().flatMap(JsonNode::valueStream)
                .flatMap(operation -> operation.required("responses").propertyStream()
                        .filter(response -> response.getValue().at("/content/application~1json").isObject())
                        .filter(response -> response.getValue().at("/content/application~1json/example")
                                .isMissingNode())
                        .map(response -> operation.required("operationId").asText() + "." + response.getKey()))
                .toList();
    }

    /** The value with all that changes from run to run left out. */
    static JsonNode masked(JsonNode value) {
        if (value.isTextual()) {
            return TextNode.valueOf(CHANGING.matcher(value.textValue()).replaceAll("…"));
        }
        if (value instanceof ObjectNode object) {
            ObjectNode masked = Json.MAPPER.createObjectNode();
            object.properties().forEach(member -> masked.set(member.getKey(),
                    OPEN_MEMBERS.contains(member.getKey()) ? NullNode.getInstance() : masked(member.getValue())));
            return masked;
        }
        if (value instanceof ArrayNode array) {
            ArrayNode masked = Json.MAPPER.createArrayNode();
            array.forEach(item -> masked.add(masked(item)));
            return masked;
        }
        return value;
    }
}
