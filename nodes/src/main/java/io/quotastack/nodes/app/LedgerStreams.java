package io.quotastack.nodes.app;

import java.util.Optional;
import java.util.function.Supplier;

import io.quotastack.ledger.node.LedgerNode;
import io.quotastack.ledger.remote.LedgerCalls;
import io.quotastack.nodes.cluster.Cluster;
import io.quotastack.nodes.cluster.NodeDirectory;
import io.quotastack.nodes.health.HealthServer;
import io.quotastack.platform.app.NodeSettings;
import io.quotastack.platform.config.ConfigView;
import io.quotastack.platform.transport.InternalServer;
import io.quotastack.platform.wire.NodeAddress;
import io.quotastack.schemas.serde.AvroSerdes;

/** {@code ledger-streams}: one of the nodes that decide. */
final class LedgerStreams {

    private LedgerStreams() {}

    static Supplier<Optional<Throwable>> start(Node node) throws InterruptedException {
        NodeDirectory directory = node.directory();
        HealthServer health = node.startHealth();
        Cluster cluster = node.awaitCluster(LedgerNode.CHANGELOGS);
        AvroSerdes serdes = node.awaitSerdes();
        NodeAddress address = node.internalAddress();
        NodeSettings settings = node.begin(LedgerNode.APPLICATION_ID, directory, cluster, Optional.of(address),
                node.diskSpace(directory));
        ConfigView config = node.apps().start("configuration", new ConfigView(node.kafka()), Node.RESTORE_PATIENCE);
        LedgerNode ledger = node.apps().start("ledger",
                new LedgerNode(settings, config, serdes, node.clock(), node.metrics()), Node.RESTORE_PATIENCE);
        // Before all of it is ready: callers are told which partitions are, and which are not yet.
        InternalServer unused = node.startInternalPort(LedgerCalls.of(ledger));
        node.apps().awaitReady();
        return node.ready(health, "instance " + settings.member().instanceId() + ", nodes call " + address + ", ");
    }
}
