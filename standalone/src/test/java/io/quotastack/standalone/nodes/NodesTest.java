package io.quotastack.standalone.nodes;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.quotastack.platform.client.CommittedConsumer;
import io.quotastack.schemas.json.Json;
import io.quotastack.ledger.node.LedgerNode;
import io.quotastack.schemas.secret.MasterKey;
import io.quotastack.schemas.topic.Topics;
import io.quotastack.standalone.e2e.QuotaStackProcess;
import io.quotastack.standalone.e2e.QuotaStackProcess.Ended;

/** The apps as processes of their own, beside a broker that knows nothing of them. */
@Timeout(180)
class NodesTest {

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
    void eachAppRunsByItselfAndStopsAsAsked() throws Exception {
        try (NodeProcess registry = NodeProcess.launch(cluster.settings(Map.of()), "schema-registry")) {
            registry.awaitOutput("waiting for Kafka");
            registry.awaitOutput("./quotastack init makes them");

            assertThat(cluster.init(Map.of("QUOTASTACK_PARTITIONS", "2")).output()).contains("2 partitions",
                    "in force once a ledger node runs");

            Map<String, String> ledgerSettings = cluster.node("ledger-1", registry.url());
            Map<String, String> meteringSettings = NodeCluster.with(cluster.node("metering-1", registry.url()),
                    "QUOTASTACK_LEDGER_NODES",
                    NodeCluster.internalAddress(ledgerSettings));
            try (NodeProcess ledger = NodeProcess.start(ledgerSettings, "ledger-streams");
                    NodeProcess metering = NodeProcess.start(meteringSettings, "metering-streams");
                    NodeProcess webhooks = NodeProcess.start(cluster.node("webhooks-1", registry.url()),
                            "webhook-dispatcher")) {
                assertThat(cluster.init(Map.of()).output()).contains("0 made", "first keys in force");
                for (NodeProcess node : List.of(registry, ledger, metering, webhooks)) {
                    assertThat(node.health("/healthz").statusCode()).isEqualTo(200);
                    assertThat(node.health("/readyz").body()).contains("ready");
                    assertThat(node.health("/metrics").body()).contains("jvm_memory_used_bytes");
                    assertThat(node.health("/other").statusCode()).isEqualTo(404);
                }
                produceUsage("e-1");
                awaitOutcomeOf("e-1");
                assertThat(webhooks.terminate()).isZero();
                assertThat(metering.terminate()).isZero();
                assertThat(ledger.terminate()).isZero();
            }
            assertThat(registry.terminate()).isZero();
        }
    }

    /** A CloudEvent of a metric that there is not: it is refused, by the ledger. */
    private void produceUsage(String id) throws Exception {
        UUID tenant = cluster.credentials().tenantId();
        try (var producer = new KafkaProducer<>(Map.<String, Object>of("bootstrap.servers", cluster.bootstrapServers()),
                new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(Topics.USAGE_EVENTS.name(), "acme",
                    Json.bytes(Map.of("specversion", "1.0", "id", id, "source", "test", "type", "no-such-metric",
                            "subject", "acme", "tenantid", tenant.toString(), "environment", "live"))))
                    .get();
        }
    }

    private void awaitOutcomeOf(String id) {
        List<TopicPartition> outcomes = List.of(new TopicPartition(Topics.USAGE_OUTCOMES.name(), 0),
                new TopicPartition(Topics.USAGE_OUTCOMES.name(), 1));
        try (var consumer = CommittedConsumer.of(Map.of("bootstrap.servers", cluster.bootstrapServers()), Map.of())) {
            consumer.assign(outcomes);
            consumer.seekToBeginning(outcomes);
            long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            boolean found = false;
            while (!found) {
                assertThat(System.nanoTime()).as("no outcome of %s", id).isLessThan(deadline);
                for (var record : consumer.poll(Duration.ofMillis(100))) {
                    found |= new String(record.value(), ISO_8859_1).contains(id);
                }
            }
        }
    }

    @Test
    void aNodeThatDoesNotFitTheClusterIsRefused() throws Exception {
        cluster.init(Map.of("QUOTASTACK_PARTITIONS", "2"));
        try (NodeProcess registry = NodeProcess.start(cluster.settings(Map.of()), "schema-registry")) {
            Map<String, String> ledger = cluster.node("ledger-1", registry.url());
            Map<String, String> webhooks = cluster.node("webhooks-1", registry.url());

            assertThat(refusal(NodeCluster.with(ledger, "QUOTASTACK_PARTITIONS", "3"), "ledger-streams")).contains(
                    "partitions (QUOTASTACK_PARTITIONS) is 3, but the cluster was made with 2");
            assertThat(refusal(NodeCluster.with(ledger, "QUOTASTACK_CLUSTER_ID", "another"), "ledger-streams"))
                    .contains("cluster.id (QUOTASTACK_CLUSTER_ID) is another, but Kafka at");
            assertThat(refusal(NodeCluster.with(webhooks, "QUOTASTACK_MASTER_KEY", MasterKey.fresh()),
                    "webhook-dispatcher")).contains("is not the master key of this cluster");
            Files.createDirectories(directory.resolve("ledger-1"));
            Files.writeString(directory.resolve("ledger-1/node.properties"),
                    "format=1\nlowest.version=0.1.0\napp=ledger-streams\ncluster.id=another\npartitions=2\nrun=1\n");
            assertThat(refusal(ledger, "ledger-streams")).contains("is of the cluster another, but this one is");
            stampCommands("{\"format\":3,\"lowest_version\":\"0.7.0\"}");
            assertThat(refusal(cluster.node("ledger-2", registry.url()), "ledger-streams"))
                    .contains("the topic commands has format 3", "start QuotaStack 0.7.0 or later");
        }
    }

    private void stampCommands(String stamp) throws Exception {
        try (var producer = new KafkaProducer<>(Map.<String, Object>of("bootstrap.servers", cluster.bootstrapServers()),
                new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(Topics.FORMATS.name(), Topics.COMMANDS.name(), stamp)).get();
        }
    }

    /** A broker or a registry that comes later is no reason to end: it says what it waits for. */
    @Test
    void waitsForABrokerAndARegistryThatAreNotThereYet() throws Exception {
        String nobody = "127.0.0.1:" + NodeCluster.freePort();
        cluster.init(Map.of("QUOTASTACK_PARTITIONS", "2"));
        Map<String, String> ledger = cluster.node("ledger-1", "http://" + nobody);
        try (NodeProcess withoutBroker = NodeProcess.launch(
                NodeCluster.with(ledger, "QUOTASTACK_BOOTSTRAP_SERVERS", nobody), "ledger-streams")) {
            withoutBroker.awaitOutput("waiting for Kafka at " + nobody);
        }
        try (NodeProcess withoutRegistry = NodeProcess.launch(ledger, "ledger-streams")) {
            withoutRegistry.awaitOutput("waiting for the schema registry at http://" + nobody);
            assertThat(withoutRegistry.terminate()).isZero();
        }
    }

    @Test
    void theSecondNodeOfOneNameIsRefusedAndTheFirstStartsAgainAtOnce() throws Exception {
        cluster.init(Map.of("QUOTASTACK_PARTITIONS", "2"));
        try (NodeProcess registry = NodeProcess.start(cluster.settings(Map.of()), "schema-registry")) {
            Map<String, String> one = cluster.node("ledger-1", registry.url());
            try (NodeProcess first = NodeProcess.start(one, "ledger-streams")) {
                assertThat(refusal(one, "ledger-streams")).contains("is in use by another quotastack");
                Map<String, String> elsewhere = NodeCluster.with(one, "QUOTASTACK_STATE_DIRECTORY",
                        directory.resolve("elsewhere").toString());
                assertThat(refusal(elsewhere, "ledger-streams")).contains("is taken (internal.port)");
                assertThat(refusal(NodeCluster.with(elsewhere, "QUOTASTACK_INTERNAL_PORT",
                        Integer.toString(NodeCluster.freePort())), "ledger-streams"))
                        .contains("instance.id (QUOTASTACK_INSTANCE_ID) ledger-1 is in use by a node");
                assertThat(first.health("/readyz").statusCode()).isEqualTo(200);
                first.kill9();
            }
            try (NodeProcess again = NodeProcess.start(one, "ledger-streams")) {
                assertThat(again.output()).doesNotContain("waiting for instance.id");
            }
        }
    }

    /** As after an election of a leader that had not all of it. A node that deleted its rows would forget what they say. */
    @Test
    void aNodeWhoseStoreHasMoreThanItsChangelogIsRefusedAndKeepsTheRows() throws Exception {
        cluster.init(Map.of("QUOTASTACK_PARTITIONS", "1"));
        try (NodeProcess registry = NodeProcess.start(cluster.settings(Map.of()), "schema-registry");
                Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
            Map<String, String> ledger = cluster.node("ledger-1", registry.url());
            Map<String, String> metering = NodeCluster.with(cluster.node("metering-1", registry.url()),
                    "QUOTASTACK_LEDGER_NODES", NodeCluster.internalAddress(ledger));
            try (NodeProcess node = NodeProcess.start(ledger, "ledger-streams");
                    NodeProcess intake = NodeProcess.start(metering, "metering-streams")) {
                produceUsage("e-1");
                awaitOutcomeOf("e-1");
                assertThat(intake.terminate()).isZero();
                assertThat(node.terminate()).isZero();
            }
            admin.deleteTopics(List.of(LedgerNode.CHANGELOGS.getFirst().name())).all().get();
            assertThat(cluster.init(Map.of()).output()).contains("1 made");

            assertThat(refusal(ledger, "ledger-streams")).contains(
                    "has all of " + LedgerNode.CHANGELOGS.getFirst().name(),
                    "and that ends at 0", "The rows are kept in");
            assertThat(refusal(ledger, "ledger-streams")).contains("a changelog had lost what a store had");
            Path kept = directory.resolve("ledger-1/streams/quotastack-ledger/1_0-ahead-of-its-changelog");
            assertThat(kept).isNotEmptyDirectory();
        }
    }

    @Test
    void initSaysWhatIsWrongTopicByTopicAndMakesNothing() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic("commands", 2, (short) 1),
                    new NewTopic("config", 1, (short) 1).configs(Map.of("cleanup.policy", "delete")))).all().get();

            Ended init = cluster.init(Map.of("QUOTASTACK_PARTITIONS", "3"));

            assertThat(init.exitCode()).isEqualTo(1);
            assertThat(init.output()).contains("topic commands: it has 2 partitions, not 3",
                    "topic commands: message.timestamp.type is CreateTime, not LogAppendTime",
                    "topic config: cleanup.policy is delete, not compact",
                    "topic config: min.compaction.lag.ms is 0, not");
            assertThat(admin.listTopics().names().get()).containsExactlyInAnyOrder("commands", "config");
        }
    }

    @Test
    void theBrokerOfTheOneProcessTakesNoNodes() throws Exception {
        try (var up = QuotaStackProcess.start(directory.resolve("up"), "--partitions", "1")) {
            Ended init = cluster.init(Map.of("QUOTASTACK_BOOTSTRAP_SERVERS", up.bootstrapServers()));

            assertThat(init.exitCode()).isEqualTo(1);
            assertThat(init.output()).contains("is the broker of ./quotastack up, which has all apps");
        }
    }

    @Test
    void initDoesNotMakeFewerCopiesThanAskedFor() throws Exception {
        Ended init = cluster.init(Map.of("QUOTASTACK_REPLICATION_FACTOR", "3"));

        assertThat(init.exitCode()).isEqualTo(1);
        assertThat(init.output())
                .contains("replication.factor (QUOTASTACK_REPLICATION_FACTOR) is 3, but the cluster has 1 broker");
    }

    @Test
    void wrongSettingsAreRefusedAllAtOnce() throws Exception {
        try (NodeProcess ledger = NodeProcess.launch(Map.of("QUOTASTACK_BOOTSTRAP_SERVER", "localhost:9092",
                "QUOTASTACK_THREADS", "many"), "ledger-streams")) {
            assertThat(ledger.awaitEnd()).isEqualTo(2);
            assertThat(ledger.output()).contains("QUOTASTACK_BOOTSTRAP_SERVERS may be meant",
                    "bootstrap.servers (QUOTASTACK_BOOTSTRAP_SERVERS) is not set",
                    "threads (QUOTASTACK_THREADS) must be a number from 1 to 100, not 'many'",
                    "registry.url (QUOTASTACK_REGISTRY_URL) is not set");
        }
    }

    /** What a node says that does not start. */
    private static String refusal(Map<String, String> settings, String app) throws InterruptedException {
        try (NodeProcess node = NodeProcess.launch(settings, app)) {
            assertThat(node.awaitEnd()).isEqualTo(1);
            return node.output();
        }
    }
}
