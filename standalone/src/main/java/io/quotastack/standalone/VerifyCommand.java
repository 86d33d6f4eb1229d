package io.quotastack.standalone;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;

import io.quotastack.events.LedgerEntry;
import io.quotastack.ledger.verify.CannotVerifyException;
import io.quotastack.ledger.verify.Difference;
import io.quotastack.ledger.verify.Verification;
import io.quotastack.nodes.data.DataDirectory;
import io.quotastack.nodes.start.Progress;
import io.quotastack.nodes.start.RunningParts;
import io.quotastack.registry.EmbeddedSchemaRegistry;
import io.quotastack.schemas.serde.AvroSerdes;
import io.quotastack.standalone.broker.EmbeddedBroker;
import io.quotastack.standalone.data.Installation;
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
@Command(name = "verify", mixinStandardHelpOptions = true, showDefaultValues = true, exitCodeOnExecutionException = VerifyCommand.CANNOT_TELL, description = "Decides all commands that are kept again and compares every ledger entry and every row of the state, beside a running process or on a stopped data directory.")
final class VerifyCommand implements Callable<Integer> {

    static final int CANNOT_TELL = 2;

    private static final int AS_IT_SHOULD_BE = 0;
    private static final int DIFFERENT = 1;

    @Option(names = "--data-dir", paramLabel = "DIR", description = "The installation; its process may run.")
    private Path dataDirectory = Path.of("data");

    @Option(names = "--bootstrap-server", paramLabel = "HOST:PORT", description = "A Kafka cluster instead; takes --registry too.", showDefaultValue = Visibility.NEVER)
    private Optional<String> bootstrapServer = Optional.empty();

    @Option(names = "--registry", paramLabel = "URL", description = "The schema registry of that cluster.", showDefaultValue = Visibility.NEVER)
    private Optional<String> registry = Optional.empty();

    @Spec
    private CommandSpec spec;

    private final Progress progress = new Progress(System.out);

    @SuppressWarnings("NullAway.Init") // picocli sets the spec
    VerifyCommand() {}

    /** What is verified. */
    private record Cluster(String bootstrapServers, String registryUrl) {}

    @Override
    public Integer call() {
        var parts = new RunningParts();
        try (parts) {
            Runtime.getRuntime().addShutdownHook(new Thread(parts::close, "stop"));
            Cluster cluster = cluster(parts);
            AvroSerdes serdes = parts.add("serdes", new AvroSerdes(serdeSettings(cluster)));
            return verify(new Verification(Map.of("bootstrap.servers", cluster.bootstrapServers()),
                    serdes.values(LedgerEntry.class).deserializer(), progress::say));
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
        progress.say("quotastack verified in " + progress.total() + ": all is as it should be");
        return AS_IT_SHOULD_BE;
    }

    private Cluster cluster(RunningParts parts) {
        if (bootstrapServer.isPresent() != registry.isPresent()) {
            throw new ParameterException(spec.commandLine(),
                    "--bootstrap-server and --registry are given together or not at all");
        }
        if (bootstrapServer.isPresent()) {
            return new Cluster(bootstrapServer.get(), registry.orElseThrow());
        }
        String bootstrapServers = bootstrapServersOfInstallation(parts);
        // One of our own, beside that of a running process: it only reads, from the broker's topic.
        return new Cluster(bootstrapServers,
                parts.add("registry",
                        EmbeddedSchemaRegistry.start(Map.of("bootstrap.servers", bootstrapServers), "127.0.0.1", 0))
                        .url());
    }

    private String bootstrapServersOfInstallation(RunningParts parts) {
        Path path = dataDirectory.toAbsolutePath().normalize();
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
        String stopped = parts.add("broker", EmbeddedBroker.start(directory,
                Installation.in(directory, OptionalInt.empty()), 0, true)).bootstrapServers();
        progress.done("broker of the stopped " + path + " up");
        return stopped;
    }

    /** Whose serdes: see {@link StandaloneServer}. */
    private static Map<String, Object> serdeSettings(Cluster cluster) {
        var settings = new HashMap<String, Object>();
        settings.put(AvroSerdes.REGISTRY_URL, cluster.registryUrl());
        settings.put(AvroSerdes.AUTO_REGISTER, false);
        Optional.ofNullable(System.getenv("QUOTASTACK_VALUE_SERDE"))
                .ifPresent(name -> settings.put(AvroSerdes.SERDE_CLASS, name));
        return settings;
    }
}
