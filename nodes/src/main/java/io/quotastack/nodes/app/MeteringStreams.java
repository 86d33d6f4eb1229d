package io.quotastack.nodes.app;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import io.quotastack.events.UsageEvent;
import io.quotastack.ledger.node.RemoteCommandSink;
import io.quotastack.ledger.remote.RemoteLedgerGateway;
import io.quotastack.metering.intake.IntakeSettings;
import io.quotastack.metering.intake.UsageIntake;
import io.quotastack.nodes.cluster.Cluster;
import io.quotastack.nodes.cluster.NodeDirectory;
import io.quotastack.nodes.health.HealthServer;
import io.quotastack.platform.app.NodeSettings;
import io.quotastack.platform.app.WriteGate;
import io.quotastack.platform.config.ConfigView;
import io.quotastack.schemas.serde.AvroSerdes;

/** {@code metering-streams}: one of the nodes that take usage in from Kafka. */
final class MeteringStreams {

    private MeteringStreams() {}

    static Supplier<Optional<Throwable>> start(Node node) throws InterruptedException {
        NodeDirectory directory = node.directory();
        HealthServer health = node.startHealth();
        Cluster cluster = node.awaitCluster(List.of());
        AvroSerdes serdes = node.awaitSerdes();
        NodeSettings settings = node.begin(UsageIntake.GROUP, directory, cluster, Optional.empty(),
                WriteGate.OPEN);
        ConfigView config = node.apps().start("configuration", new ConfigView(node.kafka()), Node.RESTORE_PATIENCE);
        // The intake takes an empty configuration for one without tenants.
        node.apps().awaitReady();
        RemoteLedgerGateway ledger = node.remoteLedger(node.internalClient());
        RemoteCommandSink sink = node.parts().add("commands", new RemoteCommandSink(settings, ledger));
        node.apps().start("usage intake",
                new UsageIntake(new IntakeSettings(node.kafka(), settings.member(), cluster.partitions(), true),
                        serdes.values(UsageEvent.class).deserializer(), sink, config::current, node.clock(),
                        node.metrics()),
                Node.RESTORE_PATIENCE);
        node.apps().awaitReady();
        return node.ready(health, "instance " + settings.member().instanceId() + ", ");
    }
}
