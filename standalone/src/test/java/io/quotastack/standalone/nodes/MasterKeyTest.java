package io.quotastack.standalone.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.quotastack.schemas.secret.MasterKey;
import io.quotastack.standalone.e2e.Account;
import io.quotastack.standalone.e2e.Api;
import io.quotastack.standalone.e2e.WebhookReceiver;

/** A new master key takes the place of the cluster's, as its page tells, while webhooks go on. */
@Timeout(240)
class MasterKeyTest {

    private static final String KEY = "QUOTASTACK_MASTER_KEY";
    private static final String PREVIOUS = "QUOTASTACK_MASTER_KEY_PREVIOUS";

    @TempDir
    private Path directory;
    private NodeCluster cluster;
    private final String anew = MasterKey.fresh();

    @BeforeEach
    void startBroker() {
        cluster = new NodeCluster(directory);
    }

    @AfterEach
    void stopBroker() {
        cluster.close();
    }

    private Map<String, String> withBoth(Map<String, String> settings) {
        return NodeCluster.with(NodeCluster.with(settings, KEY, anew), PREVIOUS, NodeCluster.MASTER_KEY);
    }

    @Test
    void secretsAreSealedAnewAndDeliveriesGoOn() throws Exception {
        assertThat(cluster.init(Map.of("QUOTASTACK_PARTITIONS", "2")).exitCode()).isZero();
        try (NodeProcess registry = NodeProcess.start(cluster.settings(Map.of()), "schema-registry")) {
            Map<String, String> ledger = cluster.node("ledger-1", registry.url());
            Map<String, String> webhooks = NodeCluster.with(cluster.node("webhooks-1", registry.url()),
                    "QUOTASTACK_WEBHOOKS_PRIVATE_ADDRESSES", "true");
            Map<String, String> api = cluster.settings(Map.of("QUOTASTACK_PORT", "0", "QUOTASTACK_LEDGER_NODES",
                    NodeCluster.internalAddress(ledger), "QUOTASTACK_WEBHOOK_NODES",
                    NodeCluster.internalAddress(webhooks), "QUOTASTACK_WEBHOOKS_PRIVATE_ADDRESSES", "true"));
            try (NodeProcess deciding = NodeProcess.launch(ledger, "ledger-streams");
                    NodeProcess answering = NodeProcess.launch(api, "ingest-api");
                    NodeProcess old = NodeProcess.launch(webhooks, "webhook-dispatcher");
                    var receiver = new WebhookReceiver(event -> 200)) {
                deciding.awaitReady();
                var tenant = new Api(URI.create(answering.url()), cluster.credentials().liveKey());
                tenant.patch("/v1/tenants/" + cluster.credentials().tenantId() + "/config",
                        Map.of("webhook_url", receiver.url(), "webhook_secret", WebhookReceiver.SECRET)).expect(200);
                var ann = new Account(tenant, "ann");
                ann.grant(1);
                receiver.awaitFirst("ann", 1);
                old.awaitReady();
                assertThat(old.terminate()).isZero();

                try (NodeProcess both = NodeProcess.start(withBoth(webhooks), "webhook-dispatcher")) {
                    assertThat(run(withBoth(api), "has the fingerprint")).isNotZero();
                    ann.grant(1);
                    receiver.awaitFirst("ann", 2);
                    assertThat(reseal(withBoth(api))).contains("done: 1 secrets sealed anew");
                    assertThat(reseal(withBoth(api))).contains("done: 0 secrets sealed anew");
                    ann.grant(1);
                    receiver.awaitFirst("ann", 3);
                    assertThat(both.terminate()).isZero();
                }

                assertThat(refusal(webhooks)).contains("is not the master key of this cluster",
                        "which was replaced", MasterKey.of(anew).id());
                assertThat(refusal(NodeCluster.with(withBoth(webhooks), KEY, MasterKey.fresh())))
                        .contains("is not the master key of this cluster");
                try (NodeProcess one = NodeProcess.start(NodeCluster.with(webhooks, KEY, anew),
                        "webhook-dispatcher")) {
                    ann.grant(1);
                    assertThat(receiver.awaitFirst("ann", 4)).isEqualTo(List.of(1L, 2L, 3L, 4L));
                    // Sealed by an API that still has the old key only.
                    tenant.patch("/v1/tenants/" + cluster.credentials().tenantId() + "/config",
                            Map.of("webhook_secret", "whsec_b2xkIGtleSBvbGQga2V5IG9sZCBrZXkgb2xk")).expect(200);
                    assertThat(one.terminate()).isZero();
                }
                assertThat(refusal(NodeCluster.with(webhooks, KEY, anew)))
                        .contains("webhook secrets are sealed with the master key of fingerprint "
                                + MasterKey.of(NodeCluster.MASTER_KEY).id());
            }
        }
    }

    /** Kills it as soon as it says so; answers the exit code. */
    private static int run(Map<String, String> settings, String until) throws InterruptedException {
        try (NodeProcess resealing = NodeProcess.launch(settings, "reseal-secrets")) {
            resealing.awaitOutput(until);
            resealing.kill9();
            return resealing.awaitEnd();
        }
    }

    private static String reseal(Map<String, String> settings) throws InterruptedException {
        try (NodeProcess resealing = NodeProcess.launch(settings, "reseal-secrets")) {
            assertThat(resealing.awaitEnd()).as(resealing.output()).isZero();
            return resealing.output();
        }
    }

    private static String refusal(Map<String, String> settings) throws InterruptedException {
        try (NodeProcess node = NodeProcess.launch(settings, "webhook-dispatcher")) {
            assertThat(node.awaitEnd()).isEqualTo(1);
            return node.output();
        }
    }
}
