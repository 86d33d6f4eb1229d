package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.schemas.json.Json;
import io.quotastack.standalone.e2e.Api.Answer;

/** A customer of the test environment with a clock of its own, and what it is subscribed to. */
record Subscriber(Api api, Account account, Instant start) {

    /** A new one, whose clock stands at {@code start}. */
    static Subscriber at(Tenant tenant, String start) {
        var account = new Account(tenant.test(), "subscriber-" + UUID.randomUUID());
        var subscriber = new Subscriber(tenant.test(), account, Instant.parse(start));
        subscriber.clock(start).expect(200);
        return subscriber;
    }

    /** Moves the clock; answers once all has happened. */
    Answer clock(String now) {
        return api.post("/v1/test-clock", Map.of("external_customer_id", account.externalId(), "now", now));
    }

    /** Moves the clock; the types of events that fell due on the way. */
    List<String> happensUntil(String now) {
        Answer moved = clock(now).expect(200);
        assertThat(moved.text("status")).isEqualTo("ready");
        assertThat(Instant.parse(moved.text("now"))).isEqualTo(Instant.parse(now));
        return moved.at("transitions").valueStream().map(event -> event.required("type").textValue())
                .filter(type -> type.startsWith("subscription.")).toList();
    }

    /** Subscribes; the id of the subscription. */
    String subscribe(String variant, Map<String, ?> fields) {
        var body = new LinkedHashMap<String, Object>(fields);
        body.put("external_customer_id", account.externalId());
        body.put("plan_variant_id", variant);
        return api.post("/v1/subscriptions", body).expect(201).text("id");
    }

    Answer act(String subscription, String way, Map<String, ?> fields) {
        return api.post("/v1/subscriptions/" + subscription + "/" + way, fields);
    }

    /** A way that takes no body. */
    Answer act(String subscription, String way) {
        return api.send("POST", "/v1/subscriptions/" + subscription + "/" + way, new byte[0]);
    }

    JsonNode subscription(String id) {
        return api.get("/v1/subscriptions/" + id).expect(200).json();
    }

    String status(String id) {
        return subscription(id).required("status").textValue();
    }

    /** Start and end of the period, as {@code 2027-01-31…2027-02-28}. */
    String period(String id) {
        JsonNode subscription = subscription(id);
        return subscription.required("current_period_start").textValue().substring(0, 10) + "…"
                + subscription.required("current_period_end").textValue().substring(0, 10);
    }

    /** What became of it, by type and day. */
    List<String> history(String id) {
        return api.rows("/v1/subscriptions/" + id + "/history", 50).stream()
                .map(row -> row.required("type").textValue().replace("subscription.", "") + " "
                        + row.required("occurred_at").textValue().substring(0, 10))
                .toList();
    }

    /** A plan with one variant of these terms; the variant's id. */
    static String variant(Api api, Map<String, ?> terms) {
        String plan = api.post("/v1/plans", Map.of("key", "plan-" + UUID.randomUUID(), "name", "Plan", "features",
                Map.of("sso", true, "seats", 5))).expect(201).text("id");
        return variant(api, plan, terms);
    }

    static String variant(Api api, String plan, Map<String, ?> terms) {
        var body = new LinkedHashMap<String, Object>(Map.of("interval", "month"));
        body.putAll(terms);
        body.put("key", "v-" + UUID.randomUUID());
        return api.post("/v1/plans/" + plan + "/variants", body).expect(201).text("id");
    }

    /** Credits of each period. */
    static Map<String, Object> monthly(long credits, Map<String, ?> further) {
        var grant = new LinkedHashMap<String, Object>(Map.of("credits", credits, "expires", "period_end"));
        grant.putAll(further);
        return Map.of("credit_grants", List.of(grant));
    }

    static Map<String, Object> with(Map<String, ?> terms, String field, Object value) {
        var more = new LinkedHashMap<String, Object>(terms);
        more.put(field, value);
        return more;
    }

    static JsonNode json(String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
