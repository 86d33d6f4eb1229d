package io.quotastack.standalone.broker;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.config.ServerConfigs;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.quotastack.nodes.data.DataDirectory;
import io.quotastack.nodes.start.CannotStartException;
import io.quotastack.platform.app.SteadyClock;
import io.quotastack.platform.app.WriteGate;
import io.quotastack.standalone.data.Installation;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.SharedServer;
import kafka.server.StandardFaultHandlerFactory;

/**
 * A Kafka cluster of one node in this process: broker and KRaft controller, listening on 127.0.0.1 only. It is the same
 * code that a Kafka installation runs, put together as {@link KafkaRaftServer} does, with sockets of our own
 * ({@link LoopbackSockets}). A fault that Kafka holds fatal, such as a failing disk, halts the process, as it halts a
 * broker: nothing may be answered that the log does not have.
 */
public final class EmbeddedBroker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);

    /** The log directory inside the data directory. */
    public static final String LOG_DIRECTORY = "kafka";

    /** Bounds the broker's farewell to its controller; both are here, it takes milliseconds. */
    private static final Duration FAREWELL = Duration.ofSeconds(4);

    private final LoopbackSockets sockets;
    private final BrokerServer broker;
    private final ControllerServer controller;
    private final Runnable afterClose;
    private Optional<MetadataEnd> metadataEnd = Optional.empty();

    private EmbeddedBroker(LoopbackSockets sockets, BrokerServer broker, ControllerServer controller,
            Runnable afterClose) {
        this.sockets = sockets;
        this.broker = broker;
        this.controller = controller;
        this.afterClose = afterClose;
    }

    /** A broker with a data directory of its own, which it holds until closed; for tests of a single part. */
    public static EmbeddedBroker start(Path dataDirectory, int kafkaPort, boolean fsync) {
        DataDirectory directory = DataDirectory.open(dataDirectory);
        try {
            Installation installation = Installation.in(directory, OptionalInt.empty());
            return start(directory, installation, kafkaPort, fsync, WriteGate.OPEN, new SteadyClock(),
                    directory::close, Map.of());
        } catch (RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    /**
     * Starts the broker and returns when it serves clients. Throws {@link CannotStartException} if the port is taken or
     * the directory holds the log of another cluster.
     *
     * @param kafkaPort 0: the last one, else a free one; see {@link LastPort}
     * @param fsync every append is forced to disk before it is acknowledged
     * @param writes whether producers of usage may write now
     * @param clock what records are stamped by, and deleted by
     */
    public static EmbeddedBroker start(DataDirectory directory, Installation installation, int kafkaPort,
            boolean fsync, WriteGate writes, SteadyClock clock) {
        return start(directory, installation, kafkaPort, fsync, writes, clock, () -> {}, BrokerSettings.OF_ONE_PROCESS);
    }

    /** A broker of a stopped installation for whoever only reads: nothing is deleted, however long it rested. */
    public static EmbeddedBroker startToRead(DataDirectory directory, Installation installation, SteadyClock clock) {
        return start(directory, installation, 0, true, WriteGate.OPEN, clock, () -> {}, BrokerSettings.OF_A_READER);
    }

    /** Where the broker of a directory listens that another process holds; absent when none ever did. */
    public static Optional<String> bootstrapServersOf(Path dataDirectory) {
        return LastPort.in(dataDirectory, dataDirectory.resolve(LOG_DIRECTORY)).read()
                .map(port -> LoopbackSockets.HOST + ":" + port);
    }

    /**
     * The markers that end an open transaction are sent to the address that the log of the cluster has for the broker. Where
     * another broker listens there by now, as when a restored copy starts beside the process it was copied of, they would be
     * written into that one's log, and be missing in this one's for ever. So a broker whose port changed starts once only to
     * register its new address.
     */
    private static EmbeddedBroker start(DataDirectory directory, Installation installation, int kafkaPort,
            boolean fsync, WriteGate writes, SteadyClock clock, Runnable afterClose,
            Map<String, String> more) {
        Path logDirectory = directory.resolve(LOG_DIRECTORY);
        KnownEnds known = expectWhole(directory.path(), logDirectory, installation, fsync);
        LastPort lastPort = LastPort.in(directory.path(), logDirectory);
        LoopbackSockets sockets = lastPort.bind(kafkaPort);
        int port = sockets.port(LoopbackSockets.CLIENTS);
        try {
            boolean moved = LogDirectory.isFormatted(logDirectory) && !lastPort.read().equals(Optional.of(port));
            format(logDirectory, installation.clusterId());
            var settings = new HashMap<String, Object>(BrokerSettings.of(logDirectory, sockets, fsync,
                    Runtime.getRuntime().availableProcessors()));
            settings.putAll(more);
            settings.put(ServerConfigs.AUTHORIZER_CLASS_NAME_CONFIG, ProducersGate.class.getName());
            settings.put(ProducersGate.GATE, writes);
            var config = new KafkaConfig(settings);
            var identity = KafkaRaftServer.initializeLogDirs(config, LOG, "");
            // From here on the broker's own file forgets what the broker drops.
            known.writeTo(directory.path());
            var time = new BrokerTime(clock);
            if (moved) {
                var once = new HashMap<>(settings);
                once.putAll(BrokerSettings.WITHOUT_ENDING_TRANSACTIONS);
                start(sockets, new KafkaConfig(once), time, identity._1(), identity._2(), () -> {}).close();
                sockets = LoopbackSockets.bind(port);
            }
            lastPort.remember(port);
            EmbeddedBroker started = start(sockets, config, time, identity._1(), identity._2(), afterClose);
            started.keep(directory.path(), started.expectNothingLost(known, fsync));
            return started;
        } catch (RuntimeException e) {
            sockets.close();
            throw e;
        }
    }

    private static EmbeddedBroker start(LoopbackSockets sockets, KafkaConfig config, Time time,
            MetaPropertiesEnsemble identity,
            BootstrapMetadata bootstrap, Runnable afterClose) {
        var voters = Map.of(BrokerSettings.NODE_ID, sockets.address(LoopbackSockets.CONTROLLER));
        var shared = new SharedServer(config, identity, time, new Metrics(time),
                CompletableFuture.completedFuture(voters), List.of(), new StandardFaultHandlerFactory(), sockets);
        Exit.setHaltProcedure(EmbeddedBroker::halt);
        var controller = new ControllerServer(shared, KafkaRaftServer.configSchema(), bootstrap);
        var broker = new BrokerServer(shared);
        controller.startup();
        broker.startup();
        return new EmbeddedBroker(sockets, broker, controller, afterClose);
    }

    /** Looks at the files before a broker does, which would make up for what is missing by making it anew. */
    private static KnownEnds expectWhole(Path dataDirectory, Path logDirectory, Installation installation,
            boolean fsync) {
        ClusterMetadata metadata = ClusterMetadata.in(logDirectory);
        SmallFiles.expectReadable(logDirectory, metadata);
        LogDirectory log = LogDirectory.at(logDirectory);
        log.expectItsIdentity(installation.clusterId(), metadata);
        KnownEnds known = KnownEnds.in(dataDirectory, logDirectory, log, metadata);
        // The controller's log is on the disk before it is acted on, with and without fsync.
        refuse(Stream.concat(known.missingIn(metadata).stream(), log.unknownTo(metadata).stream()).distinct().toList(),
                true);
        refuse(known.missingIn(log), fsync);
        return known;
    }

    /** What is known from now on, when the log has all that was known before. */
    private KnownEnds expectNothingLost(KnownEnds known, boolean fsync) {
        List<String> lost = known.lost(this::end);
        try {
            refuse(lost, fsync);
        } catch (CannotStartException e) {
            close();
            throw e;
        }
        return lost.isEmpty() ? known : known.without(this::end);
    }

    /** Whoever does without fsync took a loss upon himself, and is told. */
    private static void refuse(List<String> lost, boolean fsync) {
        if (lost.isEmpty()) {
            return;
        }
        String what = KnownEnds.refusal(lost);
        if (fsync) {
            throw new CannotStartException(
                    what + ". Restore a backup; docs/operating/durability.md says what else can be done");
        }
        LOG.error("{}", what);
    }

    private void keep(Path dataDirectory, KnownEnds known) {
        known.writeTo(dataDirectory);
        var end = new MetadataEnd(dataDirectory, known, () -> controller.raftManager().client().highWatermark());
        end.start();
        metadataEnd = Optional.of(end);
    }

    private OptionalLong end(TopicPartition partition) {
        var log = broker.logManager().getLog(partition, false);
        return log.isEmpty() ? OptionalLong.empty() : OptionalLong.of(log.get().logEndOffset());
    }

    /** Kafka ends the process where it cannot go on, such as on a broken disk; its own lines say why, not what to do. */
    private static void halt(int status, String message) {
        String what = Optional.ofNullable(message).map(": "::concat).orElse("");
        System.err.println("quotastack: the Kafka broker stopped for good" + what
                + "; the lines above say why. Where its data are damaged, or the disk is full, see "
                + "docs/operating/durability.md");
        Runtime.getRuntime().halt(status);
    }

    /** Writes the cluster's identity into an empty log directory; refuses one that has another cluster's. */
    private static void format(Path logDirectory, String clusterId) {
        try {
            Files.createDirectories(logDirectory);
            new Formatter().setPrintStream(silent()).setClusterId(clusterId).setNodeId(BrokerSettings.NODE_ID)
                    .setControllerListenerName(LoopbackSockets.CONTROLLER).addDirectory(logDirectory.toString())
                    .setMetadataLogDirectory(logDirectory.toString()).setIgnoreFormatted(true)
                    .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
                    .setReleaseVersion(BrokerSettings.METADATA_VERSION).run();
        } catch (Exception e) { // declared by Kafka's formatter
            throw new CannotStartException("the Kafka log in " + logDirectory + " cannot be used: " + e.getMessage(),
                    e);
        }
    }

    private static PrintStream silent() {
        return new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    }

    /** {@code 127.0.0.1:port}. */
    public String bootstrapServers() {
        return LoopbackSockets.HOST + ":" + sockets.port(LoopbackSockets.CLIENTS);
    }

    /** Leaves cleanly: what is buffered is on the disk, the next start recovers nothing. Close all clients first. */
    @Override
    public void close() {
        try {
            broker.shutdown(FAREWELL);
            metadataEnd.ifPresent(EmbeddedBroker::close);
            controller.shutdown();
        } finally {
            sockets.close();
            afterClose.run();
        }
    }

    /** A disk that is full must not keep the broker from stopping. */
    private static void close(MetadataEnd end) {
        try {
            end.close();
        } catch (RuntimeException e) {
            LOG.warn("up to where the metadata reached is not written down", e);
        }
    }
}
