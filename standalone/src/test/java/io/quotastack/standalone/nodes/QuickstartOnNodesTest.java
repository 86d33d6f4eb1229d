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

import io.quotastack.standalone.e2e.WebhookReceiver;

/** The quickstart, and what else the README promises, where every app is a process of its own, and the ledger two. */
@Timeout(240)
class QuickstartOnNodesTest {

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
        assertThat(cluster.init(Map.of("QUOTASTACK_PARTITIONS", "4")).exitCode()).isZero();
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
                answering.awaitOutput("waiting for the ledger: nobody tells who owns what");
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

                    new Quickstart(url, cluster.credentials(), cluster.bootstrapServers(), receiver).run();

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
}
