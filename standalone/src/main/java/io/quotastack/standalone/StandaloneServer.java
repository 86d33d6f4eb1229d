package io.quotastack.standalone;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.quotastack.api.ApiDoor;
import io.quotastack.api.ApiLimits;
import io.quotastack.api.ApiServer;
import io.quotastack.api.webhook.WebhookParts;
import io.quotastack.events.UsageEvent;
import io.quotastack.ledger.node.LedgerNode;
import io.quotastack.metering.intake.IntakeSettings;
import io.quotastack.metering.intake.UsageIntake;
import io.quotastack.nodes.data.Credentials;
import io.quotastack.nodes.data.DataDirectory;
import io.quotastack.nodes.health.HealthServer;
import io.quotastack.nodes.init.FirstTenant;
import io.quotastack.nodes.start.Apps;
import io.quotastack.nodes.start.BoundPort;
import io.quotastack.nodes.start.BoundPort.Wanted;
import io.quotastack.nodes.start.CannotStartException;
import io.quotastack.nodes.start.DiskSpace;
import io.quotastack.nodes.start.ProcessMetrics;
import io.quotastack.nodes.start.Progress;
import io.quotastack.nodes.start.RegistryMetrics;
import io.quotastack.nodes.start.RunningParts;
import io.quotastack.nodes.start.ServingProcess;
import io.quotastack.nodes.trace.TraceExport;
import io.quotastack.platform.app.NodeSettings;
import io.quotastack.platform.app.SteadyClock;
import io.quotastack.platform.app.WriteGate;
import io.quotastack.platform.config.ConfigClient;
import io.quotastack.platform.config.ConfigView;
import io.quotastack.registry.EmbeddedSchemaRegistry;
import io.quotastack.schemas.secret.SecretBox;
import io.quotastack.schemas.serde.AvroSerdes;
import io.quotastack.schemas.topic.Topics;
import io.quotastack.schemas.topic.WrongFormatException;
import io.quotastack.standalone.broker.EmbeddedBroker;
import io.quotastack.standalone.data.Installation;
import io.quotastack.standalone.data.LastSeen;
import io.quotastack.standalone.data.MasterKeyFile;
import io.quotastack.webhook.node.WebhookNode;

/**
 * The whole of QuotaStack in one process. {@link #start} reads top to bottom in the order in which the parts come up,
 * each on what stands already; they go down in the opposite order, the API first.
 */
final class StandaloneServer {

    /** Tests that kill between an answer and its commit set a long time, within that of a transaction. */
    private static final Duration COMMIT_WITHIN = Duration.ofMillis(Long.getLong("quotastack.commitWithinMillis",
            NodeSettings.Limits.DEFAULT.commitWithin().toMillis()));

    /** One machine's own: broker and registry can never be reached from elsewhere, the API where it is asked for. */
    static final String LOOPBACK = "127.0.0.1";

    /** How long a part may take to answer the next one; in one process none should need a second. */
    private static final Duration SERVICE_PATIENCE = Duration.ofSeconds(10);

    /** After a crash, all decision state is read again; it tells how far it is. */
    private static final Duration RESTORE_PATIENCE = Duration.ofHours(1);

    /** The one node's name, which Kafka knows it by after a restart. */
    private static final String NODE = "quotastack-one";

    private final UpOptions options;
    private final RunningParts parts;
    private final SteadyClock clock;
    private final Progress progress;
    /** Read by those who ask for the health. */
    private volatile boolean started;

    private StandaloneServer(UpOptions options, RunningParts parts, SteadyClock clock, Progress progress) {
        this.options = options;
        this.parts = parts;
        this.clock = clock;
        this.progress = progress;
    }

    /** Starts everything and serves until SIGTERM or SIGINT. Throws what kept it from starting, all parts stopped. */
    static void untilStopped(UpOptions options) throws InterruptedException {
        ServingProcess.untilStopped((parts, clock) -> start(options, parts, clock).failure());
    }

    /**
     * A process that serves.
     *
     * @param api where the API answers
     * @param bootstrapServers of the broker
     * @param registry the URL of the schema registry
     * @param failure what stopped a part for good, if anything did
     */
    record Running(URI api, String bootstrapServers, String registry, Supplier<Optional<Throwable>> failure) {}

    /**
     * Starts everything, each part handed to {@code parts} as soon as it runs, and says so on standard output.
     *
     * @return the serving process
     */
    static Running start(UpOptions options, RunningParts parts, SteadyClock clock) throws InterruptedException {
        return new StandaloneServer(options, parts, clock, new Progress(System.out)).start();
    }

    private List<Wanted> ports(ApiDoor door) {
        var ports = new ArrayList<>(List.of(new Wanted("--kafka-port", LOOPBACK, options.kafkaPort()),
                new Wanted("--registry-port", LOOPBACK, options.registryPort())));
        door.hosts().forEach(host -> ports.add(new Wanted("--port", host, options.port())));
        options.healthPort().ifPresent(port -> ports.add(new Wanted("--health-port", options.host(), port)));
        return ports;
    }

    private Running start() throws InterruptedException {
        var door = new ApiDoor(options.host(), options.port(), options.hostNames(), options.corsOrigins(),
                options.healthPort().isEmpty());
        List<Wanted> ports = ports(door);
        if (!Installation.isIn(options.dataDirectory())) {
            BoundPort.expectFree(ports); // a first start that is refused leaves nothing
        }
        DataDirectory directory = parts.add("data directory", DataDirectory.open(options.dataDirectory()));
        Installation installation = Installation.in(directory, options.partitions());
        LastSeen lastSeen = LastSeen.in(directory, clock, options.acceptClock());
        BoundPort.expectFree(ports);

        PrometheusMeterRegistry metrics = ProcessMetrics.registry();
        TraceExport.start("quotastack", parts, metrics, progress::say);
        var apps = new Apps(parts);
        Optional<HealthServer> health = startHealth(apps, metrics);
        var disk = new DiskSpace(directory.path(), options.minFreeMebibytes(), metrics);
        EmbeddedBroker broker = parts.add("broker",
                EmbeddedBroker.start(directory, installation, options.kafkaPort(), options.fsync(), disk, clock));
        progress.done("broker up");

        Map<String, Object> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
        createTopics(kafka, installation);
        EmbeddedSchemaRegistry registry = parts.add("registry",
                BoundPort.of("--registry-port", LOOPBACK, options.registryPort(),
                        () -> EmbeddedSchemaRegistry.start(kafka, LOOPBACK, options.registryPort())));
        AvroSerdes serdes = parts.add("serdes", new AvroSerdes(serdeSettings(registry)));
        serdes.publishSchemas(progress::say);
        progress.done("topics and schema registry up");

        RegistryMetrics.bind(serdes, metrics);
        apps.start("disk space", disk, SERVICE_PATIENCE);
        apps.start("last time", lastSeen, SERVICE_PATIENCE);
        NodeSettings node = nodeSettings(kafka, directory, installation, disk);
        ConfigView config = apps.start("configuration", new ConfigView(kafka), SERVICE_PATIENCE);
        LedgerNode ledger = apps.start("ledger",
                new LedgerNode(node, config, serdes, clock,
                        metrics),
                RESTORE_PATIENCE);
        apps.awaitReady(config);
        SecretBox secrets = MasterKeyFile.in(directory, config.current(), options.newSecretsKey());
        WebhookNode webhooks = apps.start("webhooks",
                new WebhookNode(node,
                        new WebhookNode.Options(secrets, options.privateWebhooks(),
                                options.webhookAnswers(), WebhookNode.Options.HISTORY_KEPT),
                        config, serdes,
                        clock, metrics),
                RESTORE_PATIENCE);
        apps.awaitReady();
        progress.done("ledger and webhooks running");

        ConfigClient configClient = apps.start("configuration client",
                new ConfigClient(config, kafka, ConfigClient.Limits.DEFAULT, disk), SERVICE_PATIENCE);
        if (!new FirstTenant(configClient).ensure(directory.resolve(Credentials.FILE))) {
            throw new CannotStartException("the first tenant was not made in time");
        }
        apps.start("usage intake",
                new UsageIntake(new IntakeSettings(kafka, NodeSettings.Member.alone(NODE), installation.partitions(),
                        false),
                        serdes.values(UsageEvent.class).deserializer(), ledger, config::current, clock,
                        metrics),
                SERVICE_PATIENCE);
        ApiServer api = BoundPort.of("--port", options.host(), options.port(),
                () -> apps.start("API",
                        new ApiServer(door, ledger, configClient,
                                new WebhookParts(webhooks, secrets, options.privateWebhooks()), apps::notReady, metrics,
                                ApiLimits.DEFAULT),
                        SERVICE_PATIENCE));
        apps.awaitReady();
        started = true;
        URI url = URI.create("http://" + inUrl(options.host()) + ":" + api.port());
        health.ifPresent(server -> progress
                .say("  health and metrics at http://" + inUrl(options.host()) + ":" + server.port()));
        sayReady(directory, url, broker, registry);
        return new Running(url, broker.bootstrapServers(), registry.url(), apps::failure);
    }

    /** Before anything is waited for: a log that is recovered takes its time, and who is asked whether it lives should answer. */
    private Optional<HealthServer> startHealth(Apps apps, PrometheusMeterRegistry metrics) {
        if (options.healthPort().isEmpty()) {
            return Optional.empty();
        }
        int port = options.healthPort().getAsInt();
        return Optional.of(parts.add("health", BoundPort.of("--health-port", options.host(), port,
                () -> HealthServer.start(options.host(), port, () -> notReady(apps), metrics))));
    }

    private List<String> notReady(Apps apps) {
        return Stream.concat(started ? Stream.empty() : Stream.of("start"), apps.notReady().stream()).toList();
    }

    private static String inUrl(String host) {
        return host.contains(":") ? "[" + host + "]" : host;
    }

    /** Whose serdes: ours, or those of a class that the environment names, as with Confluent's jars on the class path. */
    private static Map<String, Object> serdeSettings(EmbeddedSchemaRegistry registry) {
        var settings = new HashMap<String, Object>();
        settings.put(AvroSerdes.REGISTRY_URL, registry.url());
        settings.put(AvroSerdes.AUTO_REGISTER, true);
        Optional.ofNullable(System.getenv("QUOTASTACK_VALUE_SERDE"))
                .ifPresent(name -> settings.put(AvroSerdes.SERDE_CLASS, name));
        return settings;
    }

    private static NodeSettings nodeSettings(Map<String, Object> kafka, DataDirectory directory,
            Installation installation, WriteGate writes) {
        int threads = Math.min(installation.partitions(), Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
        return new NodeSettings(kafka, NodeSettings.Member.alone(NODE), directory.path().resolve("state"),
                installation.partitions(), threads, NodeSettings.Copies.ONE, writes,
                NodeSettings.Limits.DEFAULT.committingWithin(COMMIT_WITHIN));
    }

    private static void createTopics(Map<String, Object> kafka, Installation installation) throws InterruptedException {
        try {
            Topics.create(kafka, new Topics.Settings(installation.partitions(), (short) 1));
        } catch (WrongFormatException e) {
            throw new CannotStartException(e.refusal(), e);
        }
    }

    private void sayReady(DataDirectory directory, URI api, EmbeddedBroker broker, EmbeddedSchemaRegistry registry) {
        progress.say("  data in " + directory.path());
        progress.say(options.fsync()
                ? "  every answer is on the disk before it is given (fsync)"
                : "  --no-fsync: a power cut can lose or tear what was answered last");
        progress.say(options.privateWebhooks()
                ? "  webhooks may go to private addresses, and by plain http: this is one machine's own"
                : "  --no-private-webhooks: webhooks go to public addresses only, and in live by https");
        progress.say("quotastack ready in " + progress.total() + ": " + api
                + " (console at /console, docs at /docs), kafka " + broker.bootstrapServers() + ", registry "
                + registry.url());
    }
}
