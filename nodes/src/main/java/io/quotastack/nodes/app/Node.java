package io.quotastack.nodes.app;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.quotastack.ledger.remote.RemoteLedgerGateway;
import io.quotastack.nodes.cluster.Cluster;
import io.quotastack.nodes.cluster.ClusterSettings;
import io.quotastack.nodes.cluster.InstanceClaim;
import io.quotastack.nodes.cluster.KafkaAnswers;
import io.quotastack.nodes.cluster.NodeDirectory;
import io.quotastack.nodes.data.DataDirectory;
import io.quotastack.nodes.health.HealthServer;
import io.quotastack.nodes.settings.AppSettings;
import io.quotastack.nodes.settings.Catalogue;
import io.quotastack.nodes.start.Apps;
import io.quotastack.nodes.start.BoundPort;
import io.quotastack.nodes.start.BoundPort.Wanted;
import io.quotastack.nodes.start.CannotStartException;
import io.quotastack.nodes.start.Counted;
import io.quotastack.nodes.start.DiskSpace;
import io.quotastack.nodes.start.ProcessMetrics;
import io.quotastack.nodes.start.Progress;
import io.quotastack.nodes.start.RegistryMetrics;
import io.quotastack.nodes.start.RunningParts;
import io.quotastack.nodes.start.Waiting;
import io.quotastack.nodes.start.Waiting.Try;
import io.quotastack.nodes.trace.TraceExport;
import io.quotastack.platform.app.NodeSettings;
import io.quotastack.platform.app.SteadyClock;
import io.quotastack.platform.app.WriteGate;
import io.quotastack.platform.config.ConfigView;
import io.quotastack.platform.transport.InternalCall;
import io.quotastack.platform.transport.InternalClient;
import io.quotastack.platform.transport.InternalServer;
import io.quotastack.platform.transport.OwnerCalls;
import io.quotastack.platform.wire.NodeAddress;
import io.quotastack.schemas.registry.SchemaRegistryException;
import io.quotastack.schemas.secret.SecretBox;
import io.quotastack.schemas.serde.AvroSerdes;
import io.quotastack.schemas.topic.Topic;
import io.quotastack.schemas.topic.Topics;
import io.quotastack.webhook.remote.RemoteWebhookGateway;

/** The process of an app while it starts: its settings, what runs of it, and what all apps do alike. */
final class Node {

    /** All state may have to be read again; it tells how far it is, and a stop ends it. */
    static final Duration RESTORE_PATIENCE = Duration.ofHours(1);

    private static final String STARTING = "start";
    private static final Set<String> EVERYWHERE = Set.of("0.0.0.0", "::");

    private final AppSettings settings;
    private final RunningParts parts;
    private final SteadyClock clock;
    private final Progress progress = new Progress(System.out);
    private final Waiting waiting = new Waiting(progress);
    private final PrometheusMeterRegistry metrics = ProcessMetrics.registry();
    private final Apps apps;
    private final KafkaAnswers answers;
    private volatile boolean started;

    Node(AppSettings settings, RunningParts parts, SteadyClock clock) {
        this.settings = settings;
        this.parts = parts;
        this.clock = clock;
        this.apps = new Apps(parts);
        this.answers = new KafkaAnswers(settings.kafka(), waiting);
        TraceExport.start("quotastack-" + settings.app(), parts, metrics, progress::say);
    }

    AppSettings settings() {
        return settings;
    }

    RunningParts parts() {
        return parts;
    }

    Clock clock() {
        return clock;
    }

    Apps apps() {
        return apps;
    }

    PrometheusMeterRegistry metrics() {
        return metrics;
    }

    Map<String, Object> kafka() {
        return settings.kafka();
    }

    private void expectFreePorts() {
        BoundPort.expectFree(Stream
                .of(Catalogue.PORT, Catalogue.REGISTRY_PORT, Catalogue.HEALTH_PORT, Catalogue.INTERNAL_PORT)
                .flatMap(setting -> settings.find(setting).stream()
                        .map(port -> new Wanted(setting.name(), settings.get(Catalogue.HOST), port)))
                .toList());
    }

    /** Before anything is waited for: answers for its health from now on; it is ready once {@link #ready} was called. */
    HealthServer startHealth() {
        expectFreePorts();
        int port = settings.get(Catalogue.HEALTH_PORT);
        return parts.add("health", listening(Catalogue.HEALTH_PORT.name(), port,
                () -> HealthServer.start(settings.get(Catalogue.HOST), port, this::notReady, metrics)));
    }

    private List<String> notReady() {
        return Stream.concat(started ? Stream.empty() : Stream.of(STARTING), apps.notReady().stream()).toList();
    }

    /** Starts what listens on a port of this node. */
    <T> T listening(String setting, int port, Supplier<T> start) {
        return BoundPort.of(setting, settings.get(Catalogue.HOST), port, start);
    }

    /** The node's own directory, which no other process has. */
    NodeDirectory directory() {
        DataDirectory held = parts.add("state directory", DataDirectory.open(settings.get(Catalogue.STATE_DIRECTORY)));
        return NodeDirectory.in(held, settings);
    }

    /** Waits for the cluster and these topics beside all of the catalogue. */
    Cluster awaitCluster(List<Topic> more) throws InterruptedException {
        var cluster = Cluster.await(settings, answers, Stream.concat(Topics.ALL.stream(), more.stream()).toList());
        progress.done("cluster " + cluster.id() + " is there, with " + Counted.of(cluster.partitions(), "partition"));
        return cluster;
    }

    /** Waits until the cluster has a master key, which must be one of this node's. */
    SecretBox awaitMasterKey() throws InterruptedException {
        SecretBox secrets = settings.secrets();
        var clusterSettings = new ClusterSettings(kafka(), answers);
        return waiting.until("the master key", () -> clusterSettings.haveMasterKey(secrets)
                ? Try.done(secrets)
                : Try.notYet("the cluster has none; ./quotastack init keeps its fingerprint"));
    }

    /** Waits for the schema registry, and sees to it that it has our schemas. */
    AvroSerdes awaitSerdes() throws InterruptedException {
        AvroSerdes serdes = parts.add("serdes", new AvroSerdes(RegistryProperties.of(settings)));
        RegistryMetrics.bind(serdes, metrics);
        try {
            serdes.publishSchemas(progress::say);
        } catch (SchemaRegistryException e) {
            throw new CannotStartException("the schema registry has not our schemas: " + e.getMessage(), e);
        }
        progress.done("schemas are registered");
        return serdes;
    }

    /** Watches the room of the node's own disk from now on. */
    DiskSpace diskSpace(NodeDirectory directory) {
        return apps.start("disk space",
                new DiskSpace(directory.path(), settings.find(Catalogue.MIN_FREE), metrics), RESTORE_PATIENCE);
    }

    /**
     * Makes sure that this node's name in a group of consumers is its own, and begins its run.
     *
     * @param address where other nodes call it, if they do
     * @param writes whether it takes any now
     */
    NodeSettings begin(String group, NodeDirectory directory, Cluster cluster, Optional<NodeAddress> address,
            WriteGate writes) throws InterruptedException {
        directory.check(cluster);
        String instanceId = settings.find(Catalogue.INSTANCE_ID).orElseGet(Node::hostName);
        new InstanceClaim(answers, group).await(instanceId, directory.lastRun());
        String run = directory.begin(settings, cluster);
        var member = new NodeSettings.Member(instanceId, InstanceClaim.clientId(instanceId, run),
                address.map(NodeAddress::toString));
        int threads = settings.find(Catalogue.THREADS)
                .orElseGet(() -> Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
        int standbys = settings.find(Catalogue.STANDBY_REPLICAS).orElse(cluster.replication() > 1 ? 1 : 0);
        return new NodeSettings(kafka(), member, directory.path(), cluster.partitions(), threads,
                new NodeSettings.Copies(cluster.replication(), standbys), writes, NodeSettings.Limits.DEFAULT);
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            throw new CannotStartException("this host has no name: set " + Catalogue.INSTANCE_ID.name() + " ("
                    + Catalogue.INSTANCE_ID.variable() + ") and " + Catalogue.INTERNAL_ADDRESS.name() + " ("
                    + Catalogue.INTERNAL_ADDRESS.variable() + ")", e);
        }
    }

    /** Takes calls of other nodes from now on. */
    InternalServer startInternalPort(Map<String, InternalCall> calls) {
        int port = settings.get(Catalogue.INTERNAL_PORT);
        return listening(Catalogue.INTERNAL_PORT.name(), port,
                () -> apps.start("internal port",
                        new InternalServer(InternalServer.Settings.of(settings.get(Catalogue.HOST), port,
                                settings.find(Catalogue.INTERNAL_SECRET)), calls),
                        RESTORE_PATIENCE));
    }

    /** What calls other nodes. */
    InternalClient internalClient() {
        return parts.add("calls", new InternalClient(settings.find(Catalogue.INTERNAL_SECRET)));
    }

    /** The ledger, by calls to the nodes that own it. */
    RemoteLedgerGateway remoteLedger(InternalClient client) {
        return parts.add("calls of the ledger", new RemoteLedgerGateway(client, settings.get(Catalogue.LEDGER_NODES),
                OwnerCalls.Patience.DEFAULT));
    }

    /** The deliveries of webhooks, by calls to the nodes that own them. */
    RemoteWebhookGateway remoteWebhooks(InternalClient client) {
        return parts.add("calls of the dispatchers",
                new RemoteWebhookGateway(client, settings.get(Catalogue.WEBHOOK_NODES), OwnerCalls.Patience.DEFAULT));
    }

    /** Waits until the first keys are in force: whoever has one of them is not to be told that there is no such key. */
    void awaitKeys(ConfigView config) throws InterruptedException {
        waiting.until("the first keys", () -> config.current().rootKeyHash().isPresent()
                && !config.current().tenants().isEmpty()
                        ? Try.done(true)
                        : Try.notYet("./quotastack init makes them, and a ledger node puts them in force"));
        progress.done("keys are in force");
    }

    /** Waits until each partition of the ledger has an owner. */
    void awaitOwners(RemoteLedgerGateway ledger) throws InterruptedException {
        waiting.until("the ledger", () -> {
            Optional<String> missing = ledger.missingOwners();
            return missing.isPresent() ? Try.notYet(missing.get()) : Try.done(true);
        });
        progress.done("the ledger is there");
    }

    /** Where other nodes reach the internal port. */
    NodeAddress internalAddress() {
        String host = settings.get(Catalogue.HOST);
        return settings.find(Catalogue.INTERNAL_ADDRESS).orElseGet(
                () -> new NodeAddress(EVERYWHERE.contains(host) ? hostName() : host,
                        settings.get(Catalogue.INTERNAL_PORT)));
    }

    void done(String step) {
        progress.done(step);
    }

    /**
     * It serves from now on, and says so on standard output.
     *
     * @param where it can be reached
     * @return what stopped a part for good, if anything did
     */
    Supplier<Optional<Throwable>> ready(HealthServer health, String where) {
        started = true;
        progress.say("quotastack " + settings.app() + " ready in " + progress.total() + ": " + where + "health http://"
                + settings.get(Catalogue.HOST) + ":" + health.port() + ", kafka " + settings.bootstrapServers());
        return apps::failure;
    }
}
