package io.quotastack.standalone.nodes;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Two of each app and one registry, as processes on a cluster of brokers. Each has a name, and ports that stay its own when
 * it is killed and started again.
 */
public final class Fleet implements AutoCloseable {

    /** Each app in turn. */
    public static final List<String> NAMES = List.of("ledger-1", "api-1", "metering-1", "webhooks-1", "registry",
            "ledger-2", "api-2", "metering-2", "webhooks-2");

    private static final String PARTITIONS = "4";

    private final NodeCluster cluster;
    private final Map<String, Plan> plans = new LinkedHashMap<>();
    private final Map<String, NodeProcess> running = new LinkedHashMap<>();
    private final URI registry;

    /** How one of them is started. */
    private record Plan(Map<String, String> settings, String app) {

        NodeProcess launch() {
            return NodeProcess.launch(settings, app);
        }
    }

    private Fleet(NodeCluster cluster) {
        this.cluster = cluster;
        String registryPort = Integer.toString(NodeCluster.freePort());
        this.registry = URI.create("http://127.0.0.1:" + registryPort);
        plans.put("registry", new Plan(cluster.settings(Map.of("QUOTASTACK_REGISTRY_PORT", registryPort)),
                "schema-registry"));
        planTwo("ledger", "ledger-streams", Map.of("QUOTASTACK_THREADS", "1"));
        String ledgers = addresses("ledger");
        planTwo("webhooks", "webhook-dispatcher", Map.of("QUOTASTACK_WEBHOOKS_PRIVATE_ADDRESSES", "true"));
        planTwo("metering", "metering-streams", Map.of("QUOTASTACK_LEDGER_NODES", ledgers));
        for (String name : List.of("api-1", "api-2")) {
            plans.put(name, new Plan(cluster.settings(Map.of("QUOTASTACK_PORT",
                    Integer.toString(NodeCluster.freePort()), "QUOTASTACK_LEDGER_NODES", ledgers,
                    "QUOTASTACK_WEBHOOK_NODES", addresses("webhooks"), "QUOTASTACK_WEBHOOKS_PRIVATE_ADDRESSES",
                    "true")), "ingest-api"));
        }
    }

    private void planTwo(String name, String app, Map<String, String> more) {
        IntStream.rangeClosed(1, 2).mapToObj(number -> name + "-" + number).forEach(each -> {
            var settings = cluster.node(each, registry.toString());
            settings.putAll(more);
            plans.put(each, new Plan(settings, app));
        });
    }

    private String addresses(String name) {
        return NodeCluster.internalAddress(plan(name + "-1").settings()) + ","
                + NodeCluster.internalAddress(plan(name + "-2").settings());
    }

    /** Prepares the cluster and starts all. */
    public static Fleet start(Path directory, BrokerProcesses brokers) throws IOException {
        var cluster = new NodeCluster(directory, brokers);
        int prepared = cluster.init(Map.of("QUOTASTACK_PARTITIONS", PARTITIONS)).exitCode();
        if (prepared != 0) {
            throw new IllegalStateException("init ended with " + prepared);
        }
        var fleet = new Fleet(cluster);
        try {
            fleet.plans.forEach((name, plan) -> fleet.running.put(name, plan.launch()));
            fleet.running.values().forEach(NodeProcess::awaitReady);
        } catch (RuntimeException e) {
            fleet.close();
            throw e;
        }
        return fleet;
    }

    public NodeCluster cluster() {
        return cluster;
    }

    public URI registry() {
        return registry;
    }

    /** Where the API is served. */
    public List<URI> apis() {
        return List.of("api-1", "api-2").stream()
                .map(name -> URI.create("http://127.0.0.1:" + plan(name).settings().get("QUOTASTACK_PORT"))).toList();
    }

    @SuppressWarnings("NullAway") // names are of this class
    private Plan plan(String name) {
        return plans.get(name);
    }

    @SuppressWarnings("NullAway")
    public NodeProcess node(String name) {
        return running.get(name);
    }

    /** Starts it again and returns when it is ready. */
    public void startAgain(String name) {
        NodeProcess again = plan(name).launch();
        running.put(name, again);
        again.awaitReady();
    }

    @Override
    public void close() {
        running.values().forEach(NodeProcess::close);
    }
}
