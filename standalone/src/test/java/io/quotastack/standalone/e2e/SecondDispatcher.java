package io.quotastack.standalone.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quotastack.platform.app.NodeSettings;
import io.quotastack.platform.config.ConfigView;
import io.quotastack.schemas.secret.SecretBox;
import io.quotastack.schemas.serde.AvroSerdes;
import io.quotastack.webhook.node.WebhookNode;

/** A second webhook-dispatcher beside that of a running {@code up}, as a process of its own. */
final class SecondDispatcher implements AutoCloseable {

    private final Process process;

    private SecondDispatcher(Process process) {
        this.process = process;
    }

    static SecondDispatcher start(QuotaStackProcess beside, Path stateDirectory, int partitions) {
        String java = ProcessHandle.current().info().command().orElse("java");
        try {
            return new SecondDispatcher(new ProcessBuilder(List.of(java, "-Xmx256m", "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "-cp",
                    System.getProperty("java.class.path"), SecondDispatcher.class.getName(), beside.bootstrapServers(),
                    beside.registry().toString(), stateDirectory.toString(), Integer.toString(partitions),
                    beside.dataDirectory().resolve("secrets.key").toString()))
                    .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The process: bootstrap servers, registry, state directory, partitions, file of the master key. */
    public static void main(String[] arguments) throws Exception {
        Map<String, Object> kafka = Map.of("bootstrap.servers", arguments[0]);
        var settings = new NodeSettings(kafka, NodeSettings.Member.alone("second-dispatcher"),
                Path.of(arguments[2]), Integer.parseInt(arguments[3]), 1, NodeSettings.Copies.ONE,
                NodeSettings.Limits.DEFAULT);
        SecretBox secrets = SecretBox.of(Files.readString(Path.of(arguments[4])));
        try (var serdes = new AvroSerdes(Map.of(AvroSerdes.REGISTRY_URL, arguments[1]));
                var config = new ConfigView(kafka)) {
            config.start();
            config.ready().join();
            try (var node = new WebhookNode(settings,
                    new WebhookNode.Options(secrets, true, WebhookNode.Options.HISTORY_KEPT), config, serdes,
                    Clock.systemUTC(), new SimpleMeterRegistry())) {
                node.start();
                Thread.currentThread().join();
            }
        }
    }

    void kill9() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
