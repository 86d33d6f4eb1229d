package io.quotastack.nodes.app;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import io.quotastack.nodes.cluster.Cluster;
import io.quotastack.nodes.health.HealthServer;
import io.quotastack.nodes.settings.Catalogue;
import io.quotastack.registry.EmbeddedSchemaRegistry;

/** {@code schema-registry}: one at a time, since it is the only writer of its topic. */
final class SchemaRegistry {

    private SchemaRegistry() {}

    static Supplier<Optional<Throwable>> start(Node node) throws InterruptedException {
        HealthServer health = node.startHealth();
        Cluster unused = node.awaitCluster(List.of(EmbeddedSchemaRegistry.TOPIC));
        String host = node.settings().get(Catalogue.HOST);
        int port = node.settings().get(Catalogue.REGISTRY_PORT);
        EmbeddedSchemaRegistry registry = node.parts().add("registry",
                node.listening(Catalogue.REGISTRY_PORT.name(), port,
                        () -> EmbeddedSchemaRegistry.start(node.kafka(), host, port)));
        return node.ready(health, registry.url() + ", ");
    }
}
