package io.quotastack.standalone.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.quotastack.standalone.e2e.Account;
import io.quotastack.standalone.e2e.Api;
import io.quotastack.standalone.e2e.Eventually;
import io.quotastack.standalone.e2e.WebhookReceiver;

/**
 * Two dispatchers share the customers (CONTRACT 10). Goal: whichever of them is killed, stopped or comes back, each
 * customer's events arrive in order, without a gap, at least once. Method: a receiver that fails at random, from a
 * printed seed; events before, during and after each change; what arrives more than once is left out, and the rest must
 * count 1, 2, 3 ….
 */
@Timeout(240)
class DispatchersTest {

    private static final int CUSTOMERS = 12;
    private static final int EVENTS_A_ROUND = 4;

    @TempDir
    private Path directory;
    private NodeCluster cluster;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final Set<String> failed = ConcurrentHashMap.newKeySet();
    private int rounds;

    @BeforeEach
    void startBroker() {
        cluster = new NodeCluster(directory);
    }

    @AfterEach
    void stopBroker() {
        cluster.close();
    }

    /** Fails at random, but nothing twice: the second delay is half a minute. */
    private int statusAtRandom(WebhookReceiver.Received delivery) {
        synchronized (random) {
            return random.nextInt(20) == 0 && failed.add(delivery.id()) ? 500 : 200;
        }
    }

    private void grantAll(Api api) {
        rounds++;
        for (int event = 0; event < EVENTS_A_ROUND; event++) {
            for (int customer = 0; customer < CUSTOMERS; customer++) {
                new Account(api, "c" + customer).grant(1);
            }
        }
    }

    private void expectAll(WebhookReceiver receiver) {
        for (int customer = 0; customer < CUSTOMERS; customer++) {
            assertThat(receiver.awaitFirst("c" + customer, rounds * EVENTS_A_ROUND))
                    .as("seed %s, customer %s", seed, customer)
                    .isEqualTo(LongStream.rangeClosed(1, (long) rounds * EVENTS_A_ROUND).boxed().toList());
        }
    }

    @Test
    void losesAndOvertakesNothingWhoeverDelivers() throws Exception {
        System.out.println("DispatchersTest seed " + seed);
        assertThat(cluster.init(Map.of("QUOTASTACK_PARTITIONS", "4")).exitCode()).isZero();
        try (NodeProcess registry = NodeProcess.start(cluster.settings(Map.of()), "schema-registry")) {
            Map<String, String> ledger = cluster.node("ledger-1", registry.url());
            Map<String, String> one = dispatcher("webhooks-1", registry);
            Map<String, String> two = dispatcher("webhooks-2", registry);
            Map<String, String> api = cluster.settings(Map.of("QUOTASTACK_PORT", "0", "QUOTASTACK_LEDGER_NODES",
                    NodeCluster.internalAddress(ledger), "QUOTASTACK_WEBHOOK_NODES",
                    NodeCluster.internalAddress(one) + "," + NodeCluster.internalAddress(two),
                    "QUOTASTACK_WEBHOOKS_PRIVATE_ADDRESSES", "true"));
            try (NodeProcess deciding = NodeProcess.launch(ledger, "ledger-streams");
                    NodeProcess answering = NodeProcess.launch(api, "ingest-api");
                    NodeProcess first = NodeProcess.launch(one, "webhook-dispatcher");
                    NodeProcess second = NodeProcess.launch(two, "webhook-dispatcher");
                    var receiver = new WebhookReceiver(this::statusAtRandom)) {
                for (NodeProcess node : List.of(deciding, first, second)) {
                    node.awaitReady();
                }
                var tenant = new Api(URI.create(answering.url()), cluster.credentials().liveKey());
                tenant.patch("/v1/tenants/" + cluster.credentials().tenantId() + "/config",
                        Map.of("webhook_url", receiver.url(), "webhook_secret", WebhookReceiver.SECRET)).expect(200);

                grantAll(tenant);
                first.kill9();
                grantAll(tenant);
                expectAll(receiver);

                try (NodeProcess again = NodeProcess.start(one, "webhook-dispatcher")) {
                    grantAll(tenant);
                    assertThat(second.terminate()).isZero();
                    grantAll(tenant);
                    expectAll(receiver);
                    Eventually.answers(() -> tenant.rows("/v1/webhooks/deliveries?status=delivered", 50).size(),
                            delivered -> delivered == CUSTOMERS * EVENTS_A_ROUND * rounds);
                    assertThat(again.terminate()).isZero();
                }
            }
        }
    }

    private Map<String, String> dispatcher(String name, NodeProcess registry) {
        Map<String, String> settings = NodeCluster.with(cluster.node(name, registry.url()),
                "QUOTASTACK_WEBHOOKS_PRIVATE_ADDRESSES", "true");
        return NodeCluster.with(settings, "QUOTASTACK_STANDBY_REPLICAS", "1");
    }
}
