package io.quotastack.nodes.app;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import io.quotastack.api.ApiDoor;
import io.quotastack.api.ApiLimits;
import io.quotastack.api.ApiServer;
import io.quotastack.api.webhook.WebhookParts;
import io.quotastack.ledger.remote.RemoteLedgerGateway;
import io.quotastack.nodes.cluster.Cluster;
import io.quotastack.nodes.health.HealthServer;
import io.quotastack.nodes.settings.AppSettings;
import io.quotastack.nodes.settings.Catalogue;
import io.quotastack.platform.app.WriteGate;
import io.quotastack.platform.config.ConfigClient;
import io.quotastack.platform.config.ConfigView;
import io.quotastack.platform.transport.InternalClient;
import io.quotastack.schemas.secret.SecretBox;

/**
 * {@code ingest-api}: one of the nodes that answer HTTP. It keeps nothing but a copy of the configuration, so it needs
 * neither a directory nor a name, and any number of them may run.
 */
final class IngestApi {

    private IngestApi() {}

    static Supplier<Optional<Throwable>> start(Node node) throws InterruptedException {
        AppSettings settings = node.settings();
        HealthServer health = node.startHealth();
        Cluster unused = node.awaitCluster(List.of());
        SecretBox secrets = node.awaitMasterKey();
        ConfigView config = node.apps().start("configuration", new ConfigView(node.kafka()), Node.RESTORE_PATIENCE);
        ConfigClient configs = node.apps().start("configuration client",
                new ConfigClient(config, node.kafka(), ConfigClient.Limits.DEFAULT, WriteGate.OPEN),
                Node.RESTORE_PATIENCE);
        node.apps().awaitReady();
        InternalClient client = node.internalClient();
        RemoteLedgerGateway ledger = node.remoteLedger(client);
        // The dispatchers are not waited for: without them, all but their own paths can be served.
        var webhooks = new WebhookParts(node.remoteWebhooks(client), secrets,
                settings.get(Catalogue.PRIVATE_WEBHOOKS));
        node.awaitOwners(ledger);
        node.awaitKeys(config);
        String host = settings.get(Catalogue.HOST);
        int port = settings.get(Catalogue.PORT);
        var door = new ApiDoor(host, port, settings.find(Catalogue.HOST_NAMES).orElse(Set.of()),
                settings.find(Catalogue.CORS_ORIGINS).orElse(Set.of()), false);
        ApiServer api = node.listening(Catalogue.PORT.name(), port,
                () -> node.apps().start("API", new ApiServer(door, ledger, configs, webhooks,
                        node.apps()::notReady, node.metrics(), ApiLimits.DEFAULT), Node.RESTORE_PATIENCE));
        node.apps().awaitReady();
        return node.ready(health, "http://" + host + ":" + api.port() + ", console at /console, docs at /docs, ");
    }
}
