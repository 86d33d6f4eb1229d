package io.quotastack.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.core.config.ConfigChange;
import io.quotastack.core.config.ConfigCommand;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.metering.Dimensions;
import io.quotastack.core.metering.EventMapping;
import io.quotastack.core.metering.MeteringRule;
import io.quotastack.core.metering.Metric;
import io.quotastack.core.metering.Price;
import io.quotastack.core.metering.PriceEntry;
import io.quotastack.core.metering.PriceList;
import io.quotastack.core.metering.RuleTarget;
import io.quotastack.core.metering.Tier;
import io.quotastack.core.metering.When;
import io.quotastack.core.tenant.ApiKey;
import io.quotastack.core.tenant.RateLimit;
import io.quotastack.core.tenant.Scope;
import io.quotastack.core.tenant.Tenant;
import io.quotastack.core.tenant.WebhookPatch;
import io.quotastack.core.text.JsonPointer;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.list.ListCursor;
import io.quotastack.gateway.list.SortKey;
import io.quotastack.gateway.query.Query;
import io.quotastack.gateway.query.Query.PricedBy;
import io.quotastack.schemas.json.ConfigViews;
import io.quotastack.schemas.json.Json;

/** Metrics, rules, tenants, keys and settings (CONTRACT 4 and 13). */
class MeteringAndTenantTest extends ApiFixture {

    private static final String CONFIG = "/v1/tenants/" + TENANT + "/config";

    @Test
    void aMetricsKeyIsANameOfSmallLetters() {
        post("/v1/billable-metrics").json("{\"key\":\"api_calls_2\",\"name\":\"Calls\",\"description\":null}").send()
                .is(201);
        assertThat(config.command())
                .isEqualTo(new ConfigCommand.CreateMetric(LIVE, "api_calls_2", "Calls", Optional.empty()));
        assertThat(config.asked.getLast().owner()).isEqualTo(LIVE.toString());
        for (String key : List.of("", "2x", "Upper", "a-b", "a".repeat(65))) {
            post("/v1/billable-metrics").json("{\"key\":\"" + key + "\",\"name\":\"n\"}").send()
                    .isProblem(400, "invalid-request").errors("/key");
        }
    }

    @Test
    void aMetricMaySayHowEventsOfOtherProducersAreRead() {
        post("/v1/billable-metrics").json("{\"key\":\"tokens\",\"name\":\"T\",\"event_type\":\"ai.tokens\","
                + "\"units_pointer\":\"/usage/a~1b\"}").send().is(201);
        assertThat(config.command()).isEqualTo(new ConfigCommand.CreateMetric(LIVE, "tokens", "T", Optional.empty(),
                Optional.of(new EventMapping(Optional.of("ai.tokens"),
                        Optional.of(new JsonPointer(List.of("usage", "a/b"))), Collections.emptySortedMap())),
                Dimensions.NONE));
        post("/v1/billable-metrics").json("{\"key\":\"tokens\",\"name\":\"T\",\"event_type\":null,"
                + "\"units_pointer\":null}").send().is(201);
        assertThat(config.command())
                .isEqualTo(new ConfigCommand.CreateMetric(LIVE, "tokens", "T", Optional.empty()));
        patch("/v1/billable-metrics/tokens").json("{\"event_type\":null,\"units_pointer\":\"\"}").send().is(201);
        assertThat(config.command()).isEqualTo(new ConfigCommand.PatchMetric(LIVE, "tokens", Optional.empty(),
                Optional.empty(), Optional.of(Optional.empty()), Optional.of(Optional.of(new JsonPointer(List.of()))),
                Optional.empty(), Optional.empty()));
    }

    @Test
    void aMetricMaySayWhereOtherProducersDataHaveItsDimensions() {
        var pointers = new TreeMap<>(Map.of("model", JsonPointer.parse("/model"), "direction",
                JsonPointer.parse("/type")));
        metric("\"dimensions\":[\"model\",\"direction\"],\"units_pointer\":\"/tokens\","
                + "\"dimension_pointers\":{\"model\":\"/model\",\"direction\":\"/type\"}").is(201);
        assertThat(config.command()).isEqualTo(new ConfigCommand.CreateMetric(LIVE, "tokens", "T", Optional.empty(),
                Optional.of(new EventMapping(Optional.empty(), Optional.of(JsonPointer.parse("/tokens")), pointers)),
                Dimensions.of(List.of("model", "direction"))));
        patch("/v1/billable-metrics/tokens").json("{\"dimension_pointers\":{}}").send().is(201);
        assertThat(config.command()).isEqualTo(new ConfigCommand.PatchMetric(LIVE, "tokens", Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(new TreeMap<>()),
                Optional.empty()));
    }

    @Test
    void pointersOfDimensionsAreBounded() {
        metric("\"dimension_pointers\":{\"a\":\"type\",\"b/c\":7,\"d\":null,\"e\":\"/" + "e".repeat(255) + "\"}")
                .isProblem(400, "invalid-request").errors("/dimension_pointers/a", "/dimension_pointers/b~1c",
                        "/dimension_pointers/d", "/dimension_pointers/e");
        for (String wrong : List.of("null", "[]", "\"/a\"", "{\"\":\"/a\"}", "{\"\\ud800\":\"/a\"}",
                "{\"" + "a".repeat(256) + "\":\"/a\"}", "{\"1\":\"\",\"2\":\"\",\"3\":\"\",\"4\":\"\","
                        + "\"5\":\"\",\"6\":\"\",\"7\":\"\",\"8\":\"\",\"9\":\"\"}")) {
            metric("\"dimension_pointers\":" + wrong).isProblem(400, "invalid-request").errors("/dimension_pointers");
            patch("/v1/billable-metrics/tokens").json("{\"dimension_pointers\":" + wrong + "}").send()
                    .isProblem(400, "invalid-request").errors("/dimension_pointers");
        }
    }

    @Test
    void anEventTypeAndAPointerAreBounded() {
        for (String pointer : List.of("usage", "#/usage", "/a~", "/a~2", "/" + "a".repeat(255))) {
            post("/v1/billable-metrics").json("{\"key\":\"tokens\",\"name\":\"T\",\"event_type\":\"\","
                    + "\"units_pointer\":\"" + pointer + "\"}").send().isProblem(400, "invalid-request")
                    .errors("/event_type", "/units_pointer");
        }
        patch("/v1/billable-metrics/tokens").json("{\"event_type\":\"" + "e".repeat(256)
                + "\",\"units_pointer\":7}").send().isProblem(400, "invalid-request")
                .errors("/event_type", "/units_pointer");
    }

    @Test
    void eachCostTypeHasItsOwnFields() {
        rule("\"cost_type\":\"flat\",\"flat_cost\":5").is(201);
        assertThat(price()).isEqualTo(new Price.Flat(5));
        rule("\"cost_type\":\"package\",\"package_size\":1000,\"package_cost\":1").is(201);
        assertThat(price()).isEqualTo(new Price.PerPackage(1_000, 1));
        rule("\"cost_type\":\"tiered\",\"tier_mode\":\"volume\",\"scope\":\"month\",\"tiers\":["
                + "{\"up_to\":10,\"unit_cost\":5,\"flat_cost\":1},{\"up_to\":null,\"unit_cost\":2}]").is(201);
        assertThat(price()).isEqualTo(new Price.Tiered(Price.TierMode.VOLUME, Price.Scope.MONTH,
                List.of(new Tier(OptionalLong.of(10), 5, 1), new Tier(OptionalLong.empty(), 2, 0))));
        rule("\"cost_type\":\"per_unit\",\"flat_cost\":5").isProblem(400, "invalid-request").errors("/unit_cost",
                "/flat_cost");
        rule("\"cost_type\":\"package\",\"package_size\":0,\"package_cost\":1").isProblem(400, "invalid-request")
                .errors("/package_size");
        rule("\"cost_type\":\"free\",\"flat_cost\":5").isProblem(400, "invalid-request").errors("/cost_type");
        rule("\"flat_cost\":5").isProblem(400, "invalid-request").errors("/cost_type");
        rule("\"flat_cost\":5,\"colour\":1").isProblem(400, "invalid-request").errors("/cost_type", "/colour");
    }

    @Test
    void aMetricHasDimensionsEachOnce() {
        metric("\"dimensions\":[\"model\",\"direction\"]").is(201);
        assertThat(config.command()).isEqualTo(new ConfigCommand.CreateMetric(LIVE, "tokens", "T", Optional.empty(),
                Optional.empty(), Dimensions.of(List.of("model", "direction"))));
        metric("\"dimensions\":[\"model\",\"model\"]").isProblem(400, "invalid-request").errors("/dimensions/1");
        metric("\"dimensions\":[\"\",1]").isProblem(400, "invalid-request").errors("/dimensions/0",
                "/dimensions/1");
        metric("\"dimensions\":[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\"]")
                .isProblem(400, "invalid-request").errors("/dimensions");
        patch("/v1/billable-metrics/tokens").json("{\"dimensions\":[\"model\"]}").send().is(201);
        assertThat(config.command()).isEqualTo(new ConfigCommand.PatchMetric(LIVE, "tokens", Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.of(Dimensions.of(List.of("model")))));
    }

    @Test
    void aRuleHasAPriceOrAListOrBoth() {
        String entry = "{\"when\":{\"model\":\"a\"},\"cost_type\":\"flat\",\"flat_cost\":1}";
        PriceList list = PriceList.of(List.of(new PriceEntry(When.of(Map.of("model", "a")), new Price.Flat(1))));
        rule("\"prices\":[" + entry + "]").is(201);
        assertThat(config.command()).extracting("price", "prices").containsExactly(Optional.empty(), list);
        rule("\"cost_type\":\"flat\",\"flat_cost\":5,\"prices\":[" + entry + "]").is(201);
        assertThat(config.command()).extracting("price", "prices").containsExactly(Optional.of(new Price.Flat(5)),
                list);
        rule("\"prices\":[]").isProblem(400, "invalid-request").errors("/prices");
        rule("\"unit_cost\":5,\"prices\":[" + entry + "]").isProblem(400, "invalid-request").errors("/unit_cost");
        rule("\"prices\":[{\"when\":{},\"cost_type\":\"flat\",\"flat_cost\":1},{\"cost_type\":\"flat\"},"
                + "{\"when\":{\"a\":1},\"cost_type\":\"flat\",\"flat_cost\":1,\"x\":1}]")
                .isProblem(400, "invalid-request")
                .errors("/prices/0/when", "/prices/1/when", "/prices/1/flat_cost", "/prices/2/when/a", "/prices/2/x");
    }

    @Test
    void entriesThatCouldBothWinAreRefused() {
        rule("\"prices\":[{\"when\":{\"model\":\"a\"},\"cost_type\":\"flat\",\"flat_cost\":1},"
                + "{\"when\":{\"direction\":\"in\"},\"cost_type\":\"flat\",\"flat_cost\":1}]")
                .isProblem(400, "invalid-request").errors("/prices/1/when");
    }

    /** What the decider would find once the rest is mended is told with the rest. */
    @Test
    void aRulesFaultsAreToldWithThoseOfItsDimensions() {
        config.apply(new ConfigChange.MetricPut(LIVE, new Metric("tokens", "Tokens", Optional.empty(), LONG_AGO,
                Optional.empty(), List.of())));
        rule("\"prices\":[{\"when\":{\"model\":\"a\"},\"cost_type\":\"flat\"},"
                + "{\"when\":{},\"cost_type\":\"flat\",\"flat_cost\":1}],\"colour\":1")
                .isProblem(400, "invalid-request")
                .errors("/prices/0/flat_cost", "/prices/1/when", "/colour", "/prices/0/when");
    }

    @Test
    void aRuleIsForAPlanOrAVariantOrForAll() {
        rule("\"cost_type\":\"flat\",\"flat_cost\":5,\"plan_id\":\"plan_1\"").is(201);
        assertThat(config.command()).extracting("target").isEqualTo(Optional.of(new RuleTarget.OfPlan("plan_1")));
        rule("\"cost_type\":\"flat\",\"flat_cost\":5,\"plan_variant_id\":\"var_1\"").is(201);
        assertThat(config.command()).extracting("target").isEqualTo(Optional.of(new RuleTarget.OfVariant("var_1")));
        rule("\"cost_type\":\"flat\",\"flat_cost\":5,\"plan_id\":\"p\",\"plan_variant_id\":\"v\"")
                .isProblem(400, "invalid-request").errors("/plan_variant_id");
    }

    @Test
    void rulesAreShownWithTheirListAndListedByPlan() {
        var rule = new MeteringRule("r1", "tokens", 1, Optional.empty(),
                PriceList.of(List.of(new PriceEntry(When.of(Map.of("model", "a", "direction", "in")),
                        new Price.Flat(1)))),
                Optional.of(new RuleTarget.OfPlan("plan_1")), LONG_AGO, LONG_AGO, Optional.empty());
        config.apply(new ConfigChange.MetricPut(LIVE, new Metric("tokens", "Tokens", Optional.empty(), LONG_AGO,
                Optional.empty(), List.of(rule))));

        assertThat(get("/v1/metering-rules/r1").send().is(200).body()).isEqualTo("{\"id\":\"r1\","
                + "\"billable_metric_key\":\"tokens\",\"version\":1,\"plan_id\":\"plan_1\",\"plan_variant_id\":null,\"shadow\":false,"
                + "\"effective_at\":\"2026-01-01T00:00:00.000Z\",\"created_at\":\"2026-01-01T00:00:00.000Z\","
                + "\"archived_at\":null,\"status\":\"active\",\"prices\":[{\"when\":{\"direction\":\"in\","
                + "\"model\":\"a\"},\"cost_type\":\"flat\",\"flat_cost\":1}]}");
        assertThat(get("/v1/metering-rules?plan_id=plan_1").send().is(200).json().path("data")).hasSize(1);
        assertThat(get("/v1/metering-rules?plan_id=plan_2").send().is(200).json().path("data")).isEmpty();
        assertThat(get("/v1/metering-rules?plan_variant_id=var_1").send().is(200).json().path("data")).isEmpty();
    }

    @Test
    void tiersRiseAndOnlyTheLastHasNoEnd() {
        tiers("{\"up_to\":10,\"unit_cost\":1}").errors("/tiers/0/up_to");
        tiers("{\"up_to\":null,\"unit_cost\":1},{\"up_to\":null,\"unit_cost\":1}").errors("/tiers/0/up_to");
        tiers("{\"up_to\":10,\"unit_cost\":1},{\"up_to\":10,\"unit_cost\":1},{\"up_to\":null,\"unit_cost\":1}")
                .errors("/tiers/1/up_to");
        tiers("{\"unit_cost\":1}").errors("/tiers/0/up_to");
        tiers("").errors("/tiers");
        tiers("null").errors("/tiers/0");
    }

    @Test
    void anEstimateIsOfAMetricOrOfAProposedRule() {
        ask("{\"billable_metric_key\":\"tokens\",\"units\":5,\"external_customer_id\":\"u\"}").is(200);
        assertThat(ledger.queries.getLast()).isEqualTo(new Query.Estimate(LIVE,
                Optional.of(CustomerKey.ofExternalId(LIVE, "u")), new PricedBy.MetricInForce("tokens"), 5));
        ask("{\"rule\":{\"cost_type\":\"flat\",\"flat_cost\":7},\"units\":5}").is(200);
        assertThat(ledger.queries.getLast()).isEqualTo(new Query.Estimate(LIVE, Optional.empty(),
                new PricedBy.Proposed(new Price.Flat(7), Optional.empty()), 5));
        ask("{\"rule\":{\"prices\":[{\"when\":{\"model\":\"a\"},\"cost_type\":\"flat\",\"flat_cost\":1}]},"
                + "\"units\":5,\"metadata\":{\"model\":\"a\"}}").is(200);
        assertThat(ledger.queries.getLast()).isEqualTo(new Query.Estimate(LIVE, Optional.empty(),
                new PricedBy.Proposed(Optional.empty(), PriceList.of(List.of(
                        new PriceEntry(When.of(Map.of("model", "a")), new Price.Flat(1)))), Optional.empty()),
                5, Map.of("model", "a")));
        ask("{\"units\":5}").isProblem(400, "invalid-request").errors("/billable_metric_key");
        ask("{\"rule\":{\"cost_type\":\"flat\",\"flat_cost\":-1,\"x\":1}}").isProblem(400, "invalid-request")
                .errors("/rule/flat_cost", "/rule/x", "/units");
    }

    @Test
    void rulesAreShownWithTheirPlaceInTheSuccession() {
        Instant later = Instant.parse("2999-01-01T00:00:00Z");
        config.apply(new ConfigChange.MetricPut(LIVE, new Metric("tokens", "Tokens", Optional.empty(), LONG_AGO,
                Optional.empty(),
                List.of(new MeteringRule("r1", "tokens", 1, new Price.Flat(1), LONG_AGO, LONG_AGO, Optional.empty()),
                        new MeteringRule("r2", "tokens", 2, new Price.PerUnit(2), LONG_AGO.plusSeconds(60),
                                LONG_AGO.plusSeconds(1), Optional.empty()),
                        new MeteringRule("r3", "tokens", 3, new Price.PerUnit(3), LONG_AGO.plusSeconds(90),
                                LONG_AGO.plusSeconds(2), Optional.of(LONG_AGO.plusSeconds(80))),
                        new MeteringRule("r4", "tokens", 4, new Price.PerUnit(4), later, LONG_AGO.plusSeconds(3),
                                Optional.empty())))));
        JsonNode rules = get("/v1/metering-rules?billable_metric_key=tokens").send().is(200).json().path("data");
        assertThat(rules).extracting(rule -> rule.path("id").asText() + " " + rule.path("status").asText())
                .containsExactly("r1 superseded", "r2 active", "r3 archived", "r4 scheduled");
        assertThat(get("/v1/metering-rules/r1").send().is(200).body()).isEqualTo("{\"id\":\"r1\","
                + "\"billable_metric_key\":\"tokens\",\"version\":1,\"plan_id\":null,\"plan_variant_id\":null,\"shadow\":false,"
                + "\"cost_type\":\"flat\",\"flat_cost\":1,"
                + "\"effective_at\":\"2026-01-01T00:00:00.000Z\",\"created_at\":\"2026-01-01T00:00:00.000Z\","
                + "\"archived_at\":null,\"status\":\"superseded\"}");
        assertThat(get("/v1/metering-rules?billable_metric_key=other").send().json().path("data")).isEmpty();
        assertThat(get("/v1/metering-rules/r9").send().isProblem(404, "not-found").json().path("resource").asText())
                .isEqualTo("metering_rule");
        get("/v1/billable-metrics/tokens").send().is(200);
        addKey("qs_test_other", TEST);
        get("/v1/billable-metrics/tokens").as("qs_test_other").send().isProblem(404, "not-found");
    }

    @Test
    void aListIsReadInPiecesThatNeitherSkipNorRepeat() {
        for (int i = 0; i < 5; i++) {
            config.apply(new ConfigChange.TenantPut(
                    new Tenant(new UUID(i, i), "t" + i, LONG_AGO.plusSeconds(i / 2))));
        }
        List<String> seen = new ArrayList<>();
        JsonNode piece = get("/v1/tenants?limit=2").as(ROOT_KEY).send().is(200).json();
        while (true) {
            piece.path("data").forEach(tenant -> seen.add(tenant.path("name").asText()));
            if (!piece.path("pagination").path("has_more").asBoolean()) {
                break;
            }
            config.apply(new ConfigChange.TenantPut(new Tenant(UUID.randomUUID(), "late", LONG_AGO.plusSeconds(100))));
            piece = get("/v1/tenants?limit=2&cursor=" + piece.path("pagination").path("next_cursor").asText())
                    .as(ROOT_KEY).send().is(200).json();
        }
        assertThat(seen).filteredOn(name -> !name.equals("late")).containsExactly("t0", "t1", "Acme", "t2", "t3",
                "t4");
        assertThat(piece.path("pagination").path("next_cursor").isNull()).isTrue();
        get("/v1/tenants?cursor=%21").as(ROOT_KEY).send().isProblem(400, "invalid-request").errors("?cursor");
        String ofKeys = ListCursor.of("API keys", LIVE.toString()).behind(SortKey.of(LONG_AGO, "key"));
        get("/v1/tenants?cursor=" + ofKeys).as(ROOT_KEY).send().isProblem(400, "invalid-request").errors("?cursor");
        get("/v1/tenants?cursor=bm9wZQ").as(ROOT_KEY).send().isProblem(400, "invalid-request").errors("?cursor");
    }

    @Test
    void aNewTenantsKeysAreShownOnce() {
        config.answering = command -> {
            var create = (ConfigCommand.CreateTenant) command;
            return new Reply(201, Json.bytes(ConfigViews.newTenant(
                    new Tenant(create.tenantId(), create.name(), LONG_AGO), create.liveKey(), create.testKey())),
                    false);
        };
        JsonNode tenant = post("/v1/tenants").as(ROOT_KEY).json("{\"name\":\"New\"}").send().is(201).json();
        var command = (ConfigCommand.CreateTenant) config.command();
        String liveKey = tenant.path("live_key").path("key").asText();
        assertThat(liveKey).matches("qs_live_[0-9A-Za-z]{32}").startsWith(command.liveKey().prefix());
        assertThat(ApiKey.hashOf(liveKey)).isEqualTo(command.liveKey().hash());
        assertThat(tenant.path("live_key").path("key_shown").asBoolean()).isFalse();
        assertThat(tenant.path("test_key").path("key").asText()).matches("qs_test_[0-9A-Za-z]{32}");
        assertThat(config.asked.getLast().owner()).isEqualTo("root");
        assertThat(config.asked.toString()).doesNotContain(liveKey);
    }

    @Test
    void aReplayShowsNoKey() {
        config.answering = command -> {
            var create = (ConfigCommand.CreateApiKey) command;
            var key = new ApiKey(create.key().id(), create.tenantEnvironment(), create.key().name(),
                    create.key().hash(),
                    create.key().prefix(), create.scopes(), LONG_AGO, Optional.empty(), Optional.empty());
            return new Reply(201, Json.bytes(ConfigViews.apiKey(key)), true);
        };
        Answer answer = post("/v1/admin/api-keys").json("{\"name\":\"ci\",\"scopes\":[\"usage:write\"]}").send()
                .is(201);
        assertThat(answer.json().path("key").isNull()).isTrue();
        assertThat(answer.json().path("key_shown").asBoolean()).isTrue();
        assertThat(answer.header("X-Idempotent-Replayed")).isEqualTo("true");
    }

    @Test
    void aKeyCanGiveNoMoreThanItHas() {
        addKey("qs_live_limited", LIVE, Scope.ADMIN, Scope.USAGE_READ);
        post("/v1/admin/api-keys").as("qs_live_limited").json("{\"name\":\"x\"}").send().isProblem(403,
                "insufficient-scope");
        post("/v1/admin/api-keys").as("qs_live_limited").json("{\"name\":\"x\",\"scopes\":[\"usage:write\"]}").send()
                .isProblem(403, "insufficient-scope");
        config.answering = command -> new Reply(409, "{}".getBytes(StandardCharsets.UTF_8), false);
        post("/v1/admin/api-keys").as("qs_live_limited").json("{\"name\":\"x\",\"scopes\":[\"usage:read\"]}").send()
                .is(409);
        assertThat(((ConfigCommand.CreateApiKey) config.command()).scopes()).isEqualTo(Set.of(Scope.USAGE_READ));
        post("/v1/admin/api-keys").json("{\"name\":\"x\",\"scopes\":[\"all\",null]}").send()
                .isProblem(400, "invalid-request").errors("/scopes/0", "/scopes/1");
    }

    @Test
    void keysAreListedForTheirOwnEnvironmentWithoutTheirPlaintext() {
        addKey("qs_test_other", TEST);
        Answer answer = get("/v1/admin/api-keys").send().is(200);
        assertThat(answer.json().path("data")).hasSize(1);
        assertThat(answer.json().path("data").get(0).path("key").isNull()).isTrue();
        assertThat(answer.body()).doesNotContain(ApiKey.hashOf(KEY));
    }

    @Test
    void aPostThatSaysAllInItsPathTakesNoFields() {
        post("/v1/admin/api-keys/key_1/revoke").send().is(201);
        assertThat(config.command()).isEqualTo(new ConfigCommand.RevokeApiKey(LIVE, "key_1"));
        post("/v1/billable-metrics/tokens/archive").json("{}").send().is(201);
        post("/v1/metering-rules/r1/archive").json("{\"why\":1}").send().isProblem(400, "invalid-request")
                .errors("/why");
    }

    @Test
    void settingsArePatchedByTheOperatorOrTheTenantsAdmin() {
        patch(CONFIG + "?environment=test").as(ROOT_KEY)
                .json("{\"rate_limit\":{\"requests\":10,\"window_seconds\":1},\"low_balance_threshold\":null}").send()
                .is(201);
        assertThat(config.command()).isEqualTo(new ConfigCommand.PatchSettings(TEST, Optional.empty(),
                Optional.of(Optional.empty()), Optional.of(Optional.of(new RateLimit(10, 1))), Optional.empty()));
        patch(CONFIG).json("{\"rate_limit\":null,\"usage_backdate_days\":7}").send().is(201);
        assertThat(config.command()).isEqualTo(new ConfigCommand.PatchSettings(LIVE, Optional.empty(),
                Optional.empty(), Optional.of(Optional.empty()), Optional.of(7)));
        patch(CONFIG).json("{\"usage_refusals_kept_days\":30}").send().is(201);
        assertThat(config.command()).isEqualTo(new ConfigCommand.PatchSettings(LIVE, Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(30), WebhookPatch.NONE));
        patch(CONFIG).json("{\"usage_refusals_kept_days\":91}").send().isProblem(400, "invalid-request")
                .errors("/usage_refusals_kept_days");
        patch(CONFIG).json("{\"default_overage_policy\":null,\"colour\":\"red\"}").send()
                .isProblem(400, "invalid-request").errors("/default_overage_policy", "/colour");
    }

    @Test
    void theEnvironmentOfSettingsIsNamedByTheOperatorAndFixedForAKey() {
        get(CONFIG).as(ROOT_KEY).send().isProblem(400, "invalid-request").errors("?environment");
        get(CONFIG + "?environment=prod").as(ROOT_KEY).send().isProblem(400, "invalid-request")
                .errors("?environment");
        get(CONFIG + "?environment=test").send().isProblem(400, "invalid-request").errors("?environment");
        assertThat(get(CONFIG).send().is(200).body()).isEqualTo("{\"tenant_id\":\"" + TENANT
                + "\",\"environment\":\"live\",\"default_overage_policy\":\"block\",\"low_balance_threshold\":null,"
                + "\"rate_limit\":null,\"usage_backdate_days\":35,\"usage_refusals_kept_days\":90,\"webhook_url\":null,\"webhook_secret\":null,"
                + "\"webhook_events\":null}");
    }

    @Test
    void anotherTenantReadsAsNotFound() {
        config.apply(new ConfigChange.TenantPut(new Tenant(new UUID(1, 1), "Other", LONG_AGO)));
        get("/v1/tenants/" + new UUID(1, 1) + "/config").send().isProblem(404, "not-found");
        get("/v1/tenants/" + new UUID(1, 1)).as(ROOT_KEY).send().is(200);
        get("/v1/tenants/nope").as(ROOT_KEY).send().isProblem(404, "not-found");
    }

    @Test
    void aKeyMayNameItsOwnTenantSelf() {
        String own = "/v1/tenants/self/config";

        assertThat(get(own).send().is(200).json().path("tenant_id").asText()).isEqualTo(TENANT.toString());
        patch(own).json("{\"usage_backdate_days\":3}").send().is(201);
        get(own + "?environment=live").as(ROOT_KEY).send().isProblem(404, "not-found");
        get("/v1/tenants/self").as(ROOT_KEY).send().isProblem(404, "not-found");
    }

    private Answer rule(String fields) {
        return post("/v1/metering-rules").json("{\"billable_metric_key\":\"tokens\"," + fields + "}").send();
    }

    private Answer metric(String fields) {
        return post("/v1/billable-metrics").json("{\"key\":\"tokens\",\"name\":\"T\"," + fields + "}").send();
    }

    private Answer tiers(String tiers) {
        return rule("\"cost_type\":\"tiered\",\"tier_mode\":\"graduated\",\"tiers\":[" + tiers + "]")
                .isProblem(400, "invalid-request");
    }

    private Answer ask(String body) {
        return post("/v1/metering-rules/estimate").noReceipt().json(body).send();
    }

    private Price price() {
        return ((ConfigCommand.CreateRule) config.command()).price().orElseThrow();
    }
}
