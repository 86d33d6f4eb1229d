package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.quotastack.schemas.json.Json;
import io.quotastack.standalone.e2e.Api.Answer;

/** Producers of other meters, moved over as they are (CONTRACT 12, docs/guide/moving-producers.md). */
class MovedProducersTest {

    private final UsageProducer producer = new UsageProducer(SharedProcess.get());
    private final Tenant tenant = Tenant.create();
    private final Account account = tenant.account();

    @AfterEach
    void close() {
        producer.close();
    }

    private void metric(String key, Map<String, ?> events, Map<String, ?> price) {
        var body = new LinkedHashMap<String, Object>(events);
        body.put("key", key);
        body.put("name", "A metric");
        tenant.live().post("/v1/billable-metrics", body).expect(201);
        tenant.rule(key, price);
    }

    private static Map<String, Object> perUnit(long unitCost) {
        return Map.of("cost_type", "per_unit", "unit_cost", unitCost);
    }

    private void structured(String id, String type, String data) {
        producer.raw(account.externalId(), """
                {"id": "%s", "specversion": "1.0", "type": "%s", "source": "api-gateway", "subject": "%s",
                 "time": "%s", "tenantid": "%s", "environment": "live", "data": %s}
                """.formatted(id, type, account.externalId(), Json.time(Instant.now()), tenant.id(), data)
                .getBytes(StandardCharsets.UTF_8));
    }

    private void binary(String id, String type, String data) {
        producer.binary(account.externalId(),
                Map.of("specversion", "1.0", "id", id, "source", "api-gateway", "type", type, "subject",
                        account.externalId(), "tenantid", tenant.id(), "environment", "live"),
                data.getBytes(StandardCharsets.UTF_8));
    }

    private List<String> faults(String eventId) {
        return account.eventually(eventId, "refused").at("/problem/errors").valueStream()
                .map(fault -> fault.path("pointer").asText()).toList();
    }

    /** What the seeders of OpenMeter send: tokens of models, seconds of workloads. */
    @Test
    void eventsOfAnotherMeterAreChargedAsTheyAre() {
        metric("llm_tokens", Map.of("event_type", "prompt", "units_pointer", "/tokens"), perUnit(2));
        metric("workload_seconds", Map.of("event_type", "workload", "units_pointer", "/duration_seconds"),
                perUnit(3));
        account.grant(10_000);

        structured("p-1", "prompt", "{\"tokens\": 550, \"model\": \"gpt-4o\", \"type\": \"output\"}");
        binary("p-2", "prompt", "{\"tokens\": \"120\", \"model\": \"gpt-4o-mini\", \"type\": \"input\"}");
        structured("w-1", "workload",
                "{\"duration_seconds\": 12.0, \"region\": \"us-east-1\", \"zone\": \"us-east-1a\", \"instance_type\": \"t2.micro\"}");

        Answer charged = account.eventually("p-1", "charged");
        assertThat(charged.text("billable_metric_key")).isEqualTo("llm_tokens");
        assertThat(charged.number("units")).isEqualTo(550);
        assertThat(charged.number("/charge/cost")).isEqualTo(1_100);
        assertThat(account.eventually("p-2", "charged").number("/charge/cost")).isEqualTo(240);
        assertThat(account.eventually("w-1", "charged").number("/charge/cost")).isEqualTo(36);
        assertThat(account.balance()).isEqualTo(10_000 - 1_100 - 240 - 36);
        assertThat(account.ledger().get(1).at("/metadata")).as("the rest is not kept").isEmpty();
    }

    private static Map<String, Object> priceOf(String model, String direction, long unitCost) {
        return Map.of("when", Map.of("model", model, "direction", direction), "cost_type", "per_unit", "unit_cost",
                unitCost);
    }

    /** What OpenMeter's seeder sends for a meter grouped by model and type, priced by model and direction. */
    @Test
    void dimensionsComeFromWhereTheMetricSays() {
        metric("llm_tokens", Map.of("event_type", "prompt", "units_pointer", "/tokens", "dimensions",
                List.of("model", "direction"), "dimension_pointers", Map.of("model", "/model", "direction", "/type")),
                Map.of("prices", List.of(priceOf("gpt-4o", "input", 2), priceOf("gpt-4o", "output", 7),
                        priceOf("gpt-4o-mini", "input", 1))));
        account.grant(10_000);

        structured("in", "prompt", "{\"tokens\": \"100\", \"model\": \"gpt-4o\", \"type\": \"input\"}");
        binary("out", "prompt", "{\"tokens\": 10, \"model\": \"gpt-4o\", \"type\": \"output\", \"user\": \"u-1\"}");
        binary("mini", "prompt", "{\"tokens\": 33, \"model\": \"gpt-4o-mini\", \"type\": \"input\"}");
        structured("unlisted", "prompt", "{\"tokens\": 5, \"model\": \"gpt-4o-mini\", \"type\": \"output\"}");
        structured("without", "prompt", "{\"tokens\": 5, \"type\": \"input\"}");
        binary("several", "prompt", "{\"tokens\": 5, \"model\": [\"gpt-4o\"], \"type\": \"input\"}");

        assertThat(account.eventually("in", "charged").number("/charge/cost")).isEqualTo(200);
        assertThat(account.eventually("out", "charged").number("/charge/cost")).isEqualTo(70);
        assertThat(account.eventually("mini", "charged").number("/charge/cost")).isEqualTo(33);
        for (String unpriced : List.of("unlisted", "without")) {
            assertThat(account.eventually(unpriced, "refused").text("/problem/type")).as(unpriced)
                    .endsWith("metric-not-priced");
        }
        assertThat(faults("several")).containsExactly("/model");
        assertThat(account.balance()).isEqualTo(10_000 - 200 - 70 - 33);
        assertThat(account.ledger()).filteredOn(entry -> entry.path("type").asText().equals("usage"))
                .extracting(entry -> entry.path("metadata").toString())
                .containsExactly("{\"direction\":\"input\",\"model\":\"gpt-4o\"}",
                        "{\"direction\":\"output\",\"model\":\"gpt-4o\"}",
                        "{\"direction\":\"input\",\"model\":\"gpt-4o-mini\"}");
    }

    @Test
    void whatDoesNotSayHowMuchIsRefusedWhereItsTenantSeesItAndMaySendItAgain() {
        metric("llm_tokens", Map.of("event_type", "prompt", "units_pointer", "/usage/tokens"), perUnit(2));
        account.grant(1_000);

        structured("none", "prompt", "{\"tokens\": 550}");
        binary("half", "prompt", "{\"usage\": {\"tokens\": 0.5}}");

        assertThat(faults("none")).containsExactly("/usage/tokens");
        assertThat(faults("half")).containsExactly("/usage/tokens");
        account.api().post("/v1/usage/none/retry", Map.of("external_customer_id", account.externalId())).expect(409,
                "usage-state");
        structured("none", "prompt", "{\"usage\": {\"tokens\": 5}}");
        assertThat(account.eventually("none", "charged").number("/charge/cost")).isEqualTo(10);
        assertThat(account.balance()).isEqualTo(990);
    }

    /** The data of an event are not kept, so a later change cannot read them anew. */
    @Test
    void anEventThatCameBeforeItsMetricIsSentAgain() {
        account.grant(1_000);
        structured("early", "prompt", "{\"tokens\": 5}");
        assertThat(faults("early")).contains("/billable_metric_key", "/tokens");

        metric("llm_tokens", Map.of("event_type", "prompt", "units_pointer", "/tokens"), perUnit(2));
        account.api().post("/v1/usage/early/retry", Map.of("external_customer_id", account.externalId())).expect(409,
                "usage-state");
        structured("early", "prompt", "{\"tokens\": 5}");

        assertThat(account.eventually("early", "charged").number("/charge/cost")).isEqualTo(10);
    }

    @Test
    void aMetricSaysWhichEventsAreIts() {
        metric("calls", Map.of(), perUnit(1));
        Answer plain = tenant.live().get("/v1/billable-metrics/calls").expect(200);
        assertThat(plain.text("event_type")).isEqualTo("calls");
        assertThat(plain.at("units_pointer").isNull()).isTrue();
        assertThat(plain.at("dimension_pointers")).isEmpty();
        tenant.live().post("/v1/billable-metrics", Map.of("key", "more", "name", "More", "event_type", "calls"))
                .expect(409, "already-exists");

        Answer patched = tenant.live().patch("/v1/billable-metrics/calls",
                Map.of("event_type", "http.request", "units_pointer", "/count")).expect(200);

        assertThat(patched.text("event_type")).isEqualTo("http.request");
        assertThat(patched.text("units_pointer")).isEqualTo("/count");
        tenant.live().post("/v1/billable-metrics", Map.of("key", "more", "name", "More", "event_type", "calls"))
                .expect(201);
        assertThat(tenant.live().patch("/v1/billable-metrics/calls", Map.of("units_pointer", "count"))
                .expect(400, "invalid-request").faults()).containsExactly("/units_pointer");
        Answer pointing = tenant.live().patch("/v1/billable-metrics/calls",
                Map.of("dimensions", List.of("a/b"), "dimension_pointers", Map.of("a/b", "/route"))).expect(200);
        assertThat(pointing.text("/dimension_pointers/a~1b")).isEqualTo("/route");
        assertThat(tenant.live().patch("/v1/billable-metrics/calls", Map.of("dimensions", List.of()))
                .expect(400, "invalid-request").faults()).containsExactly("/dimensions");
    }
}
