package io.quotastack.standalone.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.quotastack.nodes.data.Credentials;
import io.quotastack.schemas.json.Json;
import io.quotastack.schemas.topic.Topics;
import io.quotastack.standalone.e2e.Account;
import io.quotastack.standalone.e2e.Api;
import io.quotastack.standalone.e2e.Eventually;
import io.quotastack.standalone.e2e.LedgerAudit;
import io.quotastack.standalone.e2e.WebhookReceiver;

/** The quickstart, and what else the README promises, where every app is a process of its own, and the ledger two. */
@Timeout(240)
class QuickstartOnNodesTest {

    /** So many that both nodes of the ledger have some. */
    private static final Set<String> CUSTOMERS = IntStream.range(0, 8).mapToObj(i -> "customer-" + i)
            .collect(Collectors.toSet());

    @TempDir
    private Path directory;
    private NodeCluster cluster;

    @BeforeEach
    void startBroker() {
        cluster = new NodeCluster(directory);
    }

    @AfterEach
    void stopBroker() {
        cluster.close();
    }

    @Test
    void leadsFromNothingToADebitAndItsWebhook() throws Exception {
        assertThat(cluster.init(Map.of("QUOTASTACK_PARTITIONS", "4")).awaitEnd()).isZero();
        try (NodeProcess registry = NodeProcess.start(cluster.settings(Map.of()), "schema-registry")) {
            Map<String, String> ledger1 = cluster.node("ledger-1", registry.url());
            Map<String, String> ledger2 = cluster.node("ledger-2", registry.url());
            Map<String, String> webhooks = NodeCluster.with(cluster.node("webhooks-1", registry.url()),
                    "QUOTASTACK_WEBHOOKS_PRIVATE_ADDRESSES", "true");
            String ledgers = NodeCluster.internalAddress(ledger1) + "," + NodeCluster.internalAddress(ledger2);
            Map<String, String> api = cluster.settings(Map.of("QUOTASTACK_PORT", "0", "QUOTASTACK_LEDGER_NODES",
                    ledgers, "QUOTASTACK_WEBHOOK_NODES", NodeCluster.internalAddress(webhooks),
                    "QUOTASTACK_WEBHOOKS_PRIVATE_ADDRESSES", "true"));
            try (NodeProcess answering = NodeProcess.launch(api, "ingest-api")) {
                answering.awaitOutput("waiting for the ledger: none of");
                try (NodeProcess first = NodeProcess.launch(ledger1, "ledger-streams");
                        NodeProcess second = NodeProcess.launch(ledger2, "ledger-streams");
                        NodeProcess dispatcher = NodeProcess.launch(webhooks, "webhook-dispatcher");
                        NodeProcess metering = NodeProcess.start(
                                NodeCluster.with(cluster.node("metering-1", registry.url()), "QUOTASTACK_LEDGER_NODES",
                                        ledgers),
                                "metering-streams");
                        var receiver = new WebhookReceiver(event -> 200)) {
                    for (NodeProcess node : List.of(first, second, dispatcher)) {
                        node.awaitReady();
                    }
                    URI url = URI.create(answering.url());

                    buyAndUse(new Api(url, cluster.credentials().liveKey()), receiver);

                    assertThat(answering.health("/readyz").body()).contains("\"ready\"");
                    assertThat(answering.health("/metrics").body()).contains("quotastack_http_requests_seconds_count");
                    assertThat(answering.terminate()).isZero();
                    assertThat(metering.terminate()).isZero();
                    assertThat(dispatcher.terminate()).isZero();
                    assertThat(first.terminate()).isZero();
                    assertThat(second.terminate()).isZero();
                }
            }
        }
    }

    private void buyAndUse(Api api, WebhookReceiver receiver) throws Exception {
        assertThat(api.get("/readyz").expect(200).text("status")).isEqualTo("ready");
        api.patch("/v1/tenants/" + cluster.credentials().tenantId() + "/config",
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
        deliveries(api, receiver);
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
        Credentials credentials = cluster.credentials();
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", cluster.bootstrapServers()), new StringSerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(Topics.USAGE_EVENTS.name(), "customer-0",
                    Json.bytes(Map.of("specversion", "1.0", "id", "from-kafka", "source", "test", "type", "images",
                            "subject", "customer-0", "tenantid", credentials.tenantId().toString(), "environment",
                            "live", "data", Map.of("units", 2)))))
                    .get();
        }
    }

    private static void deliveries(Api api, WebhookReceiver receiver) {
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
