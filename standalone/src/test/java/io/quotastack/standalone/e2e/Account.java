package io.quotastack.standalone.e2e;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.standalone.e2e.Api.Answer;

/** A customer as its tenant's backend sees it, by its external id. */
public record Account(Api api, String externalId) {

    /** The same customer, by another client. */
    Account by(Api other) {
        return new Account(other, externalId);
    }

    public String path(String below) {
        return "/v1/customer-by-external-id/" + encode(externalId) + below;
    }

    /** The other family of the customer's paths. */
    String pathById(String below) {
        return "/v1/customers/" + id() + below;
    }

    String id() {
        return api.get(path("")).expect(200).text("customer_id");
    }

    Answer create() {
        return api.post("/v1/customers", Map.of("external_id", externalId)).expect(201);
    }

    Answer patch(Map<String, ?> changes) {
        return api.patch(path(""), changes).expect(200);
    }

    /** Grants a block; answers its id. */
    public String grant(long credits) {
        return grant(credits, Map.of());
    }

    String grant(long credits, Map<String, ?> more) {
        var body = new LinkedHashMap<String, Object>(more);
        body.put("credits", credits);
        return api.post(path("/credits/grant"), body).expect(201).text("/block/id");
    }

    Answer adjust(long credits) {
        return api.post(path("/credits/adjust"), Map.of("credits", credits, "reason", "a test"));
    }

    Answer transfer(Account to, long credits) {
        return api.post(path("/credits/transfer"), Map.of("to", Map.of("external_customer_id", to.externalId()),
                "credits", credits, "reason", "a test"));
    }

    Answer voidBlock(String blockId) {
        return api.post(path("/credits/blocks/" + blockId + "/void"), Map.of("reason", "a test"));
    }

    /** Usage under a new event id, whatever comes of it. */
    Answer use(String metric, long units) {
        return use(UUID.randomUUID().toString(), metric, units);
    }

    public Answer use(String eventId, String metric, long units) {
        return use(eventId, metric, units, Map.of());
    }

    Answer use(String eventId, String metric, long units, Map<String, ?> more) {
        return api.idempotencyKey(eventId).post("/v1/usage", usage(metric, units, more));
    }

    /** Usage that nobody waits for, accepted. */
    void accept(String eventId, String metric, long units) {
        api.prefer("respond-async").idempotencyKey(eventId).post("/v1/usage", usage(metric, units, Map.of()))
                .expect(202);
    }

    Map<String, Object> usage(String metric, long units, Map<String, ?> more) {
        var body = new LinkedHashMap<String, Object>(more);
        body.put("external_customer_id", externalId);
        body.put("billable_metric_key", metric);
        body.put("units", units);
        return body;
    }

    Answer event(String eventId) {
        return api.get("/v1/usage/" + encode(eventId) + "?external_customer_id=" + encode(externalId));
    }

    /** The event once it has that status. */
    Answer eventually(String eventId, String status) {
        return Eventually.answers(() -> event(eventId), answer -> answer.at("status").asText().equals(status));
    }

    Answer voidUsage(String eventId) {
        return api.post("/v1/usage/" + encode(eventId) + "/void",
                Map.of("external_customer_id", externalId, "reason", "a test"));
    }

    Answer retry(String eventId) {
        return api.post("/v1/usage/" + encode(eventId) + "/retry", Map.of("external_customer_id", externalId));
    }

    /** A hold on units of a metric, for five minutes. */
    Answer reserve(String metric, long units) {
        return reserve(Map.of("billable_metric_key", metric, "estimated_units", units));
    }

    /** A hold in plain credits, for so many seconds. */
    Answer reservation(long credits, long seconds) {
        return reserve(Map.of("credits", credits, "ttl_seconds", seconds));
    }

    Answer reserve(Map<String, ?> what) {
        var body = new LinkedHashMap<String, Object>(what);
        body.put("external_customer_id", externalId);
        return api.post("/v1/reserve", body);
    }

    Answer commitUnits(String reservation, long units) {
        return api.post("/v1/reserve/" + reservation + "/commit", Map.of("actual_units", units));
    }

    Answer commitCredits(String reservation, long credits) {
        return api.post("/v1/reserve/" + reservation + "/commit", Map.of("credits", credits));
    }

    Answer release(String reservation) {
        return api.post("/v1/reserve/" + reservation + "/release", Map.of());
    }

    Answer refund(String reservation) {
        return api.post("/v1/reserve/" + reservation + "/refund", Map.of("reason", "the job failed"));
    }

    Answer extend(String reservation, long seconds) {
        return api.post("/v1/reserve/" + reservation + "/extend", Map.of("ttl_seconds", seconds));
    }

    Answer reservation(String id) {
        return api.get("/v1/reserve/" + id).expect(200);
    }

    List<JsonNode> reservations(String status) {
        return api.rows(path("/reservations?status=" + status), 100);
    }

    public Answer check(String metric, long units) {
        return api.get(path("/entitlements/" + metric + "?units=" + units)).expect(200);
    }

    Answer credits() {
        return api.get(path("/credits")).expect(200);
    }

    long balance() {
        return credits().number("balance");
    }

    /** Blocks with credits left, in burn order. */
    List<JsonNode> liveBlocks() {
        return api.get(path("/credits?include_blocks=true")).expect(200).at("blocks").valueStream().toList();
    }

    JsonNode block(String blockId) {
        return api.rows(path("/credits/blocks"), 200).stream()
                .filter(block -> block.required("id").textValue().equals(blockId)).findAny().orElseThrow();
    }

    List<JsonNode> ledger() {
        return api.rows(path("/ledger"), 200);
    }

    List<String> entryTypes() {
        return ledger().stream().map(entry -> entry.required("type").textValue()).toList();
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
