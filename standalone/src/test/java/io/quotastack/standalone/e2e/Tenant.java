package io.quotastack.standalone.e2e;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;

/** A tenant of a test's own, with nothing in it yet. */
record Tenant(String id, String liveKey, Api live, Api test) {

    /** A new tenant of the shared process. */
    static Tenant create() {
        return create(SharedProcess.get());
    }

    static Tenant create(QuotaStackProcess process) {
        JsonNode made = process.root().post("/v1/tenants", Map.of("name", "Acme")).expect(201).json();
        String liveKey = made.at("/live_key/key").textValue();
        return new Tenant(made.required("tenant_id").textValue(), liveKey, new Api(process.api(), liveKey),
                new Api(process.api(), made.at("/test_key/key").textValue()));
    }

    /** A metric in {@code live} that costs this much a unit; answers its rule's id. */
    String perUnit(String metric, long unitCost) {
        return priced(metric, Map.of("cost_type", "per_unit", "unit_cost", unitCost));
    }

    /** A metric in {@code live} with this price; answers its rule's id. */
    String priced(String metric, Map<String, ?> price) {
        metric(metric);
        return rule(metric, price);
    }

    void metric(String key) {
        live.post("/v1/billable-metrics", Map.of("key", key, "name", "Metric " + key)).expect(201);
    }

    /** A further rule of a metric; answers its id. */
    String rule(String metric, Map<String, ?> price) {
        var body = new LinkedHashMap<String, Object>(price);
        body.put("billable_metric_key", metric);
        return live.post("/v1/metering-rules", body).expect(201).text("id");
    }

    /** The settings of {@code live}, changed. */
    void settings(Map<String, ?> changes) {
        live.patch("/v1/tenants/" + id + "/config", changes).expect(200);
    }

    /** A customer of {@code live} that need not exist yet. */
    Account account(String externalId) {
        return new Account(live, externalId);
    }

    /** A customer of {@code live} with a name that no other has. */
    Account account() {
        return account("customer-" + UUID.randomUUID());
    }

    static Map<String, Object> graduated(String scope, Object... tiers) {
        return Map.of("cost_type", "tiered", "tier_mode", "graduated", "scope", scope, "tiers", List.of(tiers));
    }

    static Map<String, Object> volume(String scope, Object... tiers) {
        return Map.of("cost_type", "tiered", "tier_mode", "volume", "scope", scope, "tiers", List.of(tiers));
    }

    static Map<String, Object> tier(long upTo, long unitCost) {
        return Map.of("up_to", upTo, "unit_cost", unitCost);
    }

    /** The last tier. */
    static Map<String, Object> above(long unitCost) {
        var tier = new LinkedHashMap<String, Object>();
        tier.put("up_to", null);
        tier.put("unit_cost", unitCost);
        return tier;
    }
}
