package io.quotastack.standalone;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;

import org.apache.kafka.clients.CommonClientConfigs;

import io.quotastack.events.LedgerEntry;
import io.quotastack.ledger.verify.CannotVerifyException;
import io.quotastack.ledger.verify.Difference;
import io.quotastack.ledger.verify.Verification;
import io.quotastack.nodes.app.RegistryProperties;
import io.quotastack.nodes.cluster.Cluster;
import io.quotastack.nodes.cluster.KafkaAnswers;
import io.quotastack.nodes.data.DataDirectory;
import io.quotastack.nodes.settings.AppSettings;
import io.quotastack.nodes.settings.Catalogue;
import io.quotastack.nodes.settings.NodeApp;
import io.quotastack.nodes.settings.SettingsReader;
import io.quotastack.nodes.start.Progress;
import io.quotastack.nodes.start.RunningParts;
import io.quotastack.nodes.start.Waiting;
import io.quotastack.platform.app.SteadyClock;
import io.quotastack.registry.EmbeddedSchemaRegistry;
import io.quotastack.schemas.serde.AvroSerdes;
import io.quotastack.schemas.topic.Topics;
import io.quotastack.standalone.broker.EmbeddedBroker;
import io.quotastack.standalone.data.Installation;
import io.quotastack.standalone.data.LastSeen;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code quotastack verify}: proves that ledger and state are what the commands make of them. Exit codes: 0 they are, 1
 * they are not, 2 it could not be found out.
 */
@Command(name = "verify", mixinStandardHelpOptions = true, showDefaultValues = true, exitCodeOnExecutionException = VerifyCommand.CANNOT_TELL, description = "Decides all commands that are kept again and compares every ledger entry and every row of the state, beside a running process, on a stopped data directory, or of a cluster: that of the settings, where they name one.")
final class VerifyCommand implements Callable<Integer> {

    static final int CANNOT_TELL = 2;

    private static final int AS_IT_SHOULD_BE = 0;
    private static final int DIFFERENT = 1;
    private static final Duration CLUSTER_PATIENCE = Duration.ofMinutes(1);

    @Option(names = "--data-dir", paramLabel = "DIR", showDefaultValue = Visibility.NEVER, description = "The installation; its process may run. Without it, the cluster of the settings; where there is none, 'data'.")
    private Optional<Path> dataDirectory = Optional.empty();

    @Option(names = "--config", paramLabel = "FILE", showDefaultValue = Visibility.NEVER, description = "Settings of the cluster, one name=value a line; the environment goes before it.")
    private Optional<Path> config = Optional.empty();

    @Option(names = "--bootstrap-server", paramLabel = "HOST:PORT", showDefaultValue = Visibility.NEVER, description = "The cluster, before all that is set.")
    private Optional<String> bootstrapServer = Optional.empty();

    @Option(names = "--registry", paramLabel = "URL", showDefaultValue = Visibility.NEVER, description = "The schema registry of the cluster, before all that is set.")
    private Optional<String> registry = Optional.empty();

    @Option(names = "--accept-clock", description = "Of a stopped installation: the clock is right, however far it is from the last time that was seen.")
    private boolean acceptClock;

    @Spec
    private CommandSpec spec;

    private final Progress progress = new Progress(System.out);

    @SuppressWarnings("NullAway.Init") // picocli sets the spec
    VerifyCommand() {}

    /**
     * What is verified.
     *
     * @param kafka what any client of it needs
     * @param serdes what serdes need to reach its registry
     */
    private record Target(Map<String, Object> kafka, Map<String, Object> serdes) {}

    @Override
    public Integer call() throws InterruptedException {
        var parts = new RunningParts();
        try (parts) {
            Runtime.getRuntime().addShutdownHook(new Thread(parts::close, "stop"));
            Target target = isOfCluster() ? cluster() : installation(parts);
            AvroSerdes serdes = parts.add("serdes", new AvroSerdes(target.serdes()));
            return verify(
                    new Verification(target.kafka(), serdes.values(LedgerEntry.class).deserializer(), progress::say));
        }
    }

    private int verify(Verification verification) {
        Verification.Result result = verification.run();
        if (result.difference().isPresent()) {
            Difference first = result.difference().get();
            progress.say("quotastack: the first difference, in partition " + first.partition() + ": " + first.what());
            progress.say("  expected: " + first.expected());
            progress.say("  found:    " + first.found());
            progress.say("until then " + result.counts());
            return DIFFERENT;
        }
        progress.say(result.counts().toString());
        boolean noneDecided = result.counts().commandsDecided() == 0 && result.counts().commandsPassed() > 0;
        progress.say("quotastack verified in " + progress.total() + ": all is as it should be"
                + (noneDecided ? ", as far as entries tell; no command was decided again, for the reasons above" : ""));
        return AS_IT_SHOULD_BE;
    }

    private boolean isOfCluster() {
        boolean asked = config.isPresent() || bootstrapServer.isPresent() || registry.isPresent();
        if (asked && dataDirectory.isPresent()) {
            throw new ParameterException(spec.commandLine(),
                    "--data-dir is an installation, the other options a cluster");
        }
        return asked || (dataDirectory.isEmpty()
                && System.getenv().containsKey(Catalogue.BOOTSTRAP_SERVERS.variable()));
    }

    private Target cluster() throws InterruptedException {
        var environment = new HashMap<>(System.getenv());
        bootstrapServer.ifPresent(servers -> environment.put(Catalogue.BOOTSTRAP_SERVERS.variable(), servers));
        registry.ifPresent(url -> environment.put(Catalogue.REGISTRY_URL.variable(), url));
        AppSettings settings = SettingsReader.read(NodeApp.VERIFY, environment, config);
        var answers = new KafkaAnswers(settings.kafka(), new Waiting(progress, CLUSTER_PATIENCE));
        progress.done("cluster " + Cluster.await(settings, answers, Topics.ALL).id() + " is there");
        return new Target(settings.kafka(), RegistryProperties.of(settings));
    }

    private Target installation(RunningParts parts) {
        Map<String, Object> kafka = Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServersOfInstallation(parts));
        // One of our own, beside that of a running process: it only reads, from the broker's topic.
        var registryBeside = parts.add("registry", EmbeddedSchemaRegistry.start(kafka, "127.0.0.1", 0));
        return new Target(kafka, serdeSettings(registryBeside.url()));
    }

    private String bootstrapServersOfInstallation(RunningParts parts) {
        Path path = dataDirectory.orElse(Path.of("data")).toAbsolutePath().normalize();
        if (!Installation.isIn(path)) {
            throw new CannotVerifyException("there is no installation in " + path + " (--data-dir)");
        }
        Optional<DataDirectory> free = DataDirectory.openIfFree(path);
        if (free.isEmpty()) {
            String running = EmbeddedBroker.bootstrapServersOf(path)
                    .orElseThrow(
                            () -> new CannotVerifyException("the process that has " + path + " has no broker yet"));
            progress.done("beside the process that has " + path + ", kafka " + running);
            return running;
        }
        DataDirectory directory = parts.add("data directory", free.get());
        Installation installation = Installation.in(directory, OptionalInt.empty());
        var clock = new SteadyClock();
        LastSeen.expect(directory, clock, acceptClock);
        String stopped = parts.add("broker", EmbeddedBroker.startToRead(directory, installation, clock))
                .bootstrapServers();
        progress.done("broker of the stopped " + path + " up");
        return stopped;
    }

    /** Whose serdes: see {@link StandaloneServer}. */
    private static Map<String, Object> serdeSettings(String registryUrl) {
        var settings = new HashMap<String, Object>();
        settings.put(AvroSerdes.REGISTRY_URL, registryUrl);
        settings.put(AvroSerdes.AUTO_REGISTER, false);
        Optional.ofNullable(System.getenv("QUOTASTACK_VALUE_SERDE"))
                .ifPresent(name -> settings.put(AvroSerdes.SERDE_CLASS, name));
        return settings;
    }
}
