package io.quotastack.standalone.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

import io.quotastack.nodes.data.Credentials;
import io.quotastack.schemas.json.Json;
import io.quotastack.schemas.topic.Topics;
import io.quotastack.standalone.e2e.Account;
import io.quotastack.standalone.e2e.Api;
import io.quotastack.standalone.e2e.Eventually;
import io.quotastack.standalone.e2e.LedgerAudit;
import io.quotastack.standalone.e2e.WebhookReceiver;

/** The quickstart, and what else the README promises, on a cluster with nothing in it. */
public record Quickstart(URI url, Credentials credentials, String bootstrapServers, WebhookReceiver receiver) {

    /** So many that both nodes of the ledger have some. */
    private static final Set<String> CUSTOMERS = IntStream.range(0, 8).mapToObj(i -> "customer-" + i)
            .collect(Collectors.toSet());

    public void run() throws Exception {
        var api = new Api(url, credentials.liveKey());
        assertThat(api.get("/readyz").expect(200).text("status")).isEqualTo("ready");
        api.patch("/v1/tenants/" + credentials.tenantId() + "/config",
                Map.of("webhook_url", receiver.url(), "webhook_secret", WebhookReceiver.SECRET)).expect(200);
        api.post("/v1/billable-metrics", Map.of("key", "images", "name", "Images")).expect(201);
        api.post("/v1/metering-rules",
                Map.of("billable_metric_key", "images", "cost_type", "per_unit", "unit_cost", 500)).expect(201);
        for (String name : CUSTOMERS) {
            var customer = new Account(api, name);
            customer.grant(20_000);
            assertThat(customer.check("images", 3).number("estimated_cost")).isEqualTo(1_500);
            assertThat(customer.use(name, "images", 3).expect(201).number("balance")).isEqualTo(18_500);
            assertThat(customer.use(name, "images", 3).expect(201).number("balance")).isEqualTo(18_500);
        }
        assertThat(api.rows("/v1/customers", 3)).extracting(row -> row.required("external_customer_id").asText())
                .containsExactlyInAnyOrderElementsOf(CUSTOMERS);
        batch(api);
        throughKafka();
        for (String name : CUSTOMERS) {
            var customer = new Account(api, name);
            long balance = name.equals("customer-0") ? 17_000 : 18_000;
            Eventually.answers(() -> api.get(customer.path("/credits")).expect(200).number("balance"),
                    found -> found == balance);
            assertThat(LedgerAudit.check(customer)).isNotEmpty();
        }
        deliveries(api);
    }

    /** One event of each customer: a batch for both nodes of the ledger. */
    private static void batch(Api api) {
        List<Map<String, Object>> events = CUSTOMERS.stream()
                .map(name -> Map.<String, Object>of("external_customer_id", name,
                        "billable_metric_key", "images", "units", 1))
                .toList();
        assertThat(api.post("/v1/usage/batch", Map.of("events", events)).expect(202).number("accepted"))
                .isEqualTo(CUSTOMERS.size());
    }

    private void throughKafka() throws Exception {
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", bootstrapServers), new StringSerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(Topics.USAGE_EVENTS.name(), "customer-0",
                    Json.bytes(Map.of("specversion", "1.0", "id", "from-kafka", "source", "test", "type", "images",
                            "subject", "customer-0", "tenantid", credentials.tenantId().toString(), "environment",
                            "live", "data", Map.of("units", 2)))))
                    .get();
        }
    }

    private void deliveries(Api api) {
        Eventually.answers(receiver::received, all -> all.stream().map(WebhookReceiver.Received::customer)
                .collect(Collectors.toSet()).containsAll(CUSTOMERS));
        Api.Answer test = api.post("/v1/webhooks/test", "").expect(201);
        String id = test.text("id");
        Eventually.answers(() -> api.get("/v1/webhooks/deliveries/" + id).expect(200).text("status"),
                "delivered"::equals);
        assertThat(api.post("/v1/webhooks/deliveries/" + id + "/retry", "").expect(200).text("id")).isEqualTo(id);
        assertThat(api.rows("/v1/webhooks/deliveries", 5)).hasSizeGreaterThan(CUSTOMERS.size());
        api.get("/v1/webhooks/deliveries/dlv_none").expect(404);
    }
}
