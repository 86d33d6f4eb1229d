package io.quotastack.standalone.nodes;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;

import kafka.Kafka;

import io.quotastack.standalone.e2e.ChildJvm;

/** Kafka brokers as processes of their own, each a controller too, so that one of them can be killed. */
public final class BrokerProcesses implements AutoCloseable {

    private static final String CONTROLLER = "CONTROLLER";

    private final List<Broker> brokers;

    private BrokerProcesses(List<Broker> brokers) {
        this.brokers = brokers;
    }

    /** Starts that many and returns when all serve. */
    public static BrokerProcesses start(Path directory, int count) throws InterruptedException {
        String clusterId = Uuid.randomUuid().toString();
        List<Integer> controllers = IntStream.range(0, count).map(i -> NodeCluster.freePort()).boxed().toList();
        String voters = IntStream.range(0, count).mapToObj(i -> (i + 1) + "@127.0.0.1:" + controllers.get(i))
                .collect(Collectors.joining(","));
        List<Broker> brokers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            brokers.add(new Broker(directory.resolve("broker-" + (i + 1)), i + 1, NodeCluster.freePort(),
                    controllers.get(i), voters, count, clusterId));
        }
        var all = new BrokerProcesses(brokers);
        try {
            for (Broker broker : brokers) {
                broker.launch();
            }
            all.awaitAll();
        } catch (RuntimeException | InterruptedException e) {
            all.close();
            throw e;
        }
        return all;
    }

    public int count() {
        return brokers.size();
    }

    public String bootstrapServers() {
        return brokers.stream().map(broker -> "127.0.0.1:" + broker.port).collect(Collectors.joining(","));
    }

    /** SIGKILL. */
    public void kill9(int number) {
        brokers.get(number).kill();
    }

    /** Starts one again and returns when all serve, and each partition has all its copies. */
    public void startAgain(int number) throws InterruptedException {
        brokers.get(number).launch();
        awaitAll();
    }

    private void awaitAll() throws InterruptedException {
        AllCopies.await(bootstrapServers(), brokers.size(),
                () -> brokers.stream().map(Broker::output).collect(Collectors.joining("\n")));
    }

    @Override
    public void close() {
        brokers.forEach(Broker::kill);
    }

    private static final class Broker {

        private final Path directory;
        private final int port;
        private List<Process> running = List.of();

        Broker(Path directory, int id, int port, int controllerPort, String voters, int count, String clusterId) {
            this.directory = directory;
            this.port = port;
            Path logs = directory.resolve("logs");
            var settings = new Properties();
            settings.putAll(Map.of("process.roles", "broker,controller", "node.id", Integer.toString(id), "log.dirs",
                    logs.toString(), "listeners",
                    "CLIENTS://127.0.0.1:" + port + "," + CONTROLLER + "://127.0.0.1:" + controllerPort,
                    "advertised.listeners", "CLIENTS://127.0.0.1:" + port, "inter.broker.listener.name", "CLIENTS",
                    "controller.listener.names", CONTROLLER, "listener.security.protocol.map",
                    "CLIENTS:PLAINTEXT," + CONTROLLER + ":PLAINTEXT", "controller.quorum.voters", voters,
                    "auto.create.topics.enable", "false"));
            String copies = Integer.toString(count);
            String inSync = Integer.toString(Math.max(1, count - 1));
            settings.putAll(Map.of("offsets.topic.replication.factor", copies, "offsets.topic.num.partitions", "4",
                    "transaction.state.log.replication.factor", copies, "transaction.state.log.min.isr", inSync,
                    "transaction.state.log.num.partitions", "4", "min.insync.replicas", inSync,
                    "group.initial.rebalance.delay.ms", "0",
                    "transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000",
                    "log.cleaner.dedupe.buffer.size", "16777216"));
            try {
                Files.createDirectories(logs);
                try (var writer = Files.newBufferedWriter(directory.resolve("server.properties"))) {
                    settings.store(writer, null);
                }
                new Formatter().setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8))
                        .setClusterId(clusterId).setNodeId(id).setControllerListenerName(CONTROLLER)
                        .addDirectory(logs.toString()).setMetadataLogDirectory(logs.toString())
                        .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
                        .setReleaseVersion(MetadataVersion.latestProduction()).run();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (Exception e) { // declared by Kafka's formatter
                throw new IllegalStateException(e);
            }
        }

        void launch() {
            List<String> command = ChildJvm.command(Kafka.class, "-Xmx320m");
            command.add(directory.resolve("server.properties").toString());
            try {
                running = List.of(new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("output").toFile()))
                        .start());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void kill() {
            running.forEach(Process::destroyForcibly);
            running.forEach(process -> process.onExit().join());
            running = List.of();
        }

        String output() {
            try {
                return Files.readString(directory.resolve("output"));
            } catch (IOException e) {
                return e.toString();
            }
        }
    }
}
