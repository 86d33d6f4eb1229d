package io.quotastack.nodes.app;

import java.util.Optional;
import java.util.function.Supplier;

import io.quotastack.nodes.cluster.Cluster;
import io.quotastack.nodes.cluster.NodeDirectory;
import io.quotastack.nodes.health.HealthServer;
import io.quotastack.nodes.secret.SealedSecrets;
import io.quotastack.nodes.settings.Catalogue;
import io.quotastack.platform.app.NodeSettings;
import io.quotastack.platform.config.ConfigView;
import io.quotastack.platform.transport.InternalServer;
import io.quotastack.platform.wire.NodeAddress;
import io.quotastack.schemas.secret.SecretBox;
import io.quotastack.schemas.serde.AvroSerdes;
import io.quotastack.webhook.node.WebhookNode;
import io.quotastack.webhook.remote.WebhookCalls;

/** {@code webhook-dispatcher}: one of the nodes that deliver. */
final class WebhookDispatcher {

    private WebhookDispatcher() {}

    static Supplier<Optional<Throwable>> start(Node node) throws InterruptedException {
        NodeDirectory directory = node.directory();
        HealthServer health = node.startHealth();
        Cluster cluster = node.awaitCluster(WebhookNode.CHANGELOGS);
        SecretBox secrets = node.awaitMasterKey();
        AvroSerdes serdes = node.awaitSerdes();
        NodeAddress address = node.internalAddress();
        NodeSettings settings = node.begin(WebhookNode.APPLICATION_ID, directory, cluster, Optional.of(address),
                node.diskSpace(directory));
        ConfigView config = node.apps().start("configuration", new ConfigView(node.kafka()), Node.RESTORE_PATIENCE);
        node.apps().awaitReady();
        SealedSecrets.requireOpened(config.current(), secrets);
        WebhookNode webhooks = node.apps().start("webhooks",
                new WebhookNode(settings,
                        new WebhookNode.Options(secrets, node.settings().get(Catalogue.PRIVATE_WEBHOOKS),
                                node.settings().get(Catalogue.WEBHOOK_ANSWERS),
                                WebhookNode.Options.HISTORY_KEPT),
                        config, serdes, node.clock(), node.metrics()),
                Node.RESTORE_PATIENCE);
        // Before all of it is ready: callers are told which partitions are, and which are not yet.
        InternalServer unused = node.startInternalPort(WebhookCalls.of(webhooks));
        node.apps().awaitReady();
        return node.ready(health, "instance " + settings.member().instanceId() + ", nodes call " + address + ", ");
    }
}
