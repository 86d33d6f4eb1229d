package io.quotastack.standalone.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quotastack.ledger.node.LedgerNode;
import io.quotastack.ledger.remote.LedgerCalls;
import io.quotastack.ledger.remote.RemoteLedgerGateway;
import io.quotastack.platform.app.NodeSettings;
import io.quotastack.platform.app.WriteGate;
import io.quotastack.platform.config.ConfigView;
import io.quotastack.platform.transport.InternalClient;
import io.quotastack.platform.transport.InternalSecret;
import io.quotastack.platform.transport.InternalServer;
import io.quotastack.platform.transport.OwnerCalls;
import io.quotastack.platform.wire.NodeAddress;
import io.quotastack.registry.EmbeddedSchemaRegistry;
import io.quotastack.schemas.serde.AvroSerdes;
import io.quotastack.schemas.topic.Topics;
import io.quotastack.standalone.broker.EmbeddedBroker;

/** A broker, a registry, and nodes of the ledger in one process, which know of each other only by the cluster. */
final class LedgerCluster implements AutoCloseable {

    static final int PARTITIONS = 4;
    static final Optional<InternalSecret> SECRET = Optional
            .of(InternalSecret.of("the-secret-of-the-test"));

    private final Path directory;
    private final EmbeddedBroker broker;
    private final EmbeddedSchemaRegistry registry;
    private final AvroSerdes serdes;
    final InternalClient client = new InternalClient(SECRET);

    LedgerCluster(Path directory) throws InterruptedException {
        this.directory = directory;
        this.broker = EmbeddedBroker.start(directory.resolve("broker"), 0, false);
        Topics.create(kafka(), new Topics.Settings(PARTITIONS, (short) 1));
        this.registry = EmbeddedSchemaRegistry.start(kafka(), "127.0.0.1", 0);
        this.serdes = new AvroSerdes(Map.of(AvroSerdes.REGISTRY_URL, registry.url()));
        serdes.publishSchemas(progress -> {});
    }

    Map<String, Object> kafka() {
        return Map.of("bootstrap.servers", broker.bootstrapServers());
    }

    /** A node of that name, which keeps its state from one start to the next; still on its way to being ready. */
    Node start(String name) {
        return new Node(name);
    }

    RemoteLedgerGateway gateway(Node... nodes) {
        return new RemoteLedgerGateway(client, List.of(nodes).stream().map(node -> node.address).toList(),
                new OwnerCalls.Patience(Duration.ofSeconds(15), Duration.ofSeconds(3)));
    }

    /** The cluster is lost; the nodes stay. */
    void loseKafka() {
        broker.close();
    }

    @Override
    public void close() {
        client.close();
        serdes.close();
        registry.close();
        broker.close();
    }

    final class Node implements AutoCloseable {

        final NodeAddress address = new NodeAddress("127.0.0.1", freePort());
        final LedgerNode ledger;
        final ConfigView config = new ConfigView(kafka());
        private final InternalServer port;

        private Node(String name) {
            config.start();
            config.ready().join();
            ledger = new LedgerNode(
                    new NodeSettings(kafka(),
                            new NodeSettings.Member(name, name, Optional.of(address.toString())),
                            directory.resolve(name), PARTITIONS, 1, new NodeSettings.Copies(1, 1),
                            WriteGate.OPEN, NodeSettings.Limits.DEFAULT),
                    config, serdes, Clock.systemUTC(), new SimpleMeterRegistry());
            port = new InternalServer(InternalServer.Settings.of(address.host(), address.port(), SECRET),
                    LedgerCalls.of(ledger));
            ledger.start();
            port.start();
        }

        @Override
        public void close() {
            port.close();
            ledger.close();
            config.close();
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
