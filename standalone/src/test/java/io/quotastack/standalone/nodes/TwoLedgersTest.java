package io.quotastack.standalone.nodes;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import io.quotastack.ledger.node.LedgerNode;
import io.quotastack.nodes.data.Credentials;
import io.quotastack.schemas.json.Json;
import io.quotastack.schemas.topic.Topics;
import io.quotastack.standalone.e2e.Account;
import io.quotastack.standalone.e2e.Api;
import io.quotastack.standalone.e2e.Eventually;

/**
 * What a second ledger node brings: usage from Kafka, from the first record sent until all are decided, by one node of one
 * thread and by two. It tells the rates, and fails only where not all are decided; it runs where it is asked for by
 * {@code -Dquotastack.throughput=true} (docs/operating/scaling.md).
 */
@Timeout(300)
@EnabledIfSystemProperty(named = "quotastack.throughput", matches = "true")
class TwoLedgersTest {

    private static final int CUSTOMERS = 64;
    private static final int WARM_UP = 30_000;
    private static final int MEASURED = 60_000;
    private static final Duration DECIDED_WITHIN = Duration.ofMinutes(3);

    @TempDir
    private Path directory;

    @Test
    void twoBesideOne() throws Exception {
        double one = recordsPerSecond(1);
        double two = recordsPerSecond(2);
        System.out.printf(Locale.ROOT,
                "usage from Kafka: %,.0f a second with one ledger node, %,.0f with two: %.2f times%n",
                one, two, two / one);
    }

    private double recordsPerSecond(int ledgers) throws Exception {
        var cluster = new NodeCluster(directory.resolve("with-" + ledgers));
        var running = new ArrayList<NodeProcess>();
        try {
            cluster.init(Map.of("QUOTASTACK_PARTITIONS", "4"));
            NodeProcess registry = NodeProcess.start(cluster.settings(Map.of()), "schema-registry");
            running.add(registry);
            String addresses = "";
            for (int i = 1; i <= ledgers; i++) {
                Map<String, String> ledger = NodeCluster.with(cluster.node("ledger-" + i, registry.url()),
                        "QUOTASTACK_THREADS", "1");
                addresses = NodeCluster.internalAddress(ledger);
                running.add(NodeProcess.start(ledger, "ledger-streams"));
            }
            Map<String, String> webhooks = cluster.node("webhooks-1", registry.url());
            running.add(NodeProcess.start(webhooks, "webhook-dispatcher"));
            NodeProcess api = NodeProcess.start(
                    cluster.settings(Map.of("QUOTASTACK_PORT", "0", "QUOTASTACK_LEDGER_NODES", addresses,
                            "QUOTASTACK_WEBHOOK_NODES", NodeCluster.internalAddress(webhooks))),
                    "ingest-api");
            running.add(api);
            prepare(new Api(URI.create(api.url()), cluster.credentials().liveKey()));
            running.add(NodeProcess.start(NodeCluster.with(cluster.node("metering-1", registry.url()),
                    "QUOTASTACK_LEDGER_NODES", addresses), "metering-streams"));
            decide(cluster, 0, WARM_UP);
            return MEASURED / decide(cluster, WARM_UP, MEASURED);
        } finally {
            running.forEach(NodeProcess::close);
            cluster.close();
        }
    }

    private static void prepare(Api api) {
        api.post("/v1/billable-metrics", Map.of("key", "images", "name", "Images")).expect(201);
        api.post("/v1/metering-rules",
                Map.of("billable_metric_key", "images", "cost_type", "per_unit", "unit_cost", 5)).expect(201);
        for (int i = 0; i < CUSTOMERS; i++) {
            new Account(api, "customer-" + i).grant(1_000_000_000);
        }
    }

    /** Sends that many records and waits until the ledger has decided them; answers the seconds it took. */
    private static double decide(NodeCluster cluster, int first, int count) throws Exception {
        Credentials credentials = cluster.credentials();
        long began = System.nanoTime();
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", cluster.bootstrapServers(), "linger.ms", 20),
                new StringSerializer(), new ByteArraySerializer());
                Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
            long commands = ends(admin, Topics.COMMANDS.name());
            List<Future<?>> sent = new ArrayList<>();
            for (int i = first; i < first + count; i++) {
                String customer = "customer-" + i % CUSTOMERS;
                sent.add(producer.send(new ProducerRecord<>(Topics.USAGE_EVENTS.name(), customer,
                        Json.bytes(Map.of("specversion", "1.0", "id", "e-" + i, "source", "load", "type", "images",
                                "subject", customer, "tenantid", credentials.tenantId().toString(), "environment",
                                "live", "data", Map.of("units", 1))))));
            }
            for (Future<?> each : sent) {
                each.get();
            }
            Eventually.within(DECIDED_WITHIN, () -> decided(admin), decided -> decided >= commands + count);
        }
        return (System.nanoTime() - began) / 1e9;
    }

    private static long decided(Admin admin) {
        try {
            return admin.listConsumerGroupOffsets(Map.of(LedgerNode.APPLICATION_ID,
                    new ListConsumerGroupOffsetsSpec())).partitionsToOffsetAndMetadata(LedgerNode.APPLICATION_ID).get()
                    .entrySet().stream().filter(each -> each.getKey().topic().equals(Topics.COMMANDS.name()))
                    .mapToLong(each -> each.getValue().offset()).sum();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static long ends(Admin admin, String topic) throws Exception {
        long sum = 0;
        for (int partition = 0; partition < 4; partition++) {
            sum += admin.listOffsets(Map.of(new TopicPartition(topic, partition), OffsetSpec.latest()))
                    .partitionResult(new TopicPartition(topic, partition)).get().offset();
        }
        return sum;
    }
}
