package io.quotastack.standalone.broker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import org.apache.kafka.server.common.MetadataVersion;

import io.quotastack.nodes.cluster.Cluster;

/** The settings of the one broker, and why each is what it is. */
final class BrokerSettings {

    static final int NODE_ID = 1;

    /** The version of the cluster's metadata that a new installation is formatted with. */
    static final MetadataVersion METADATA_VERSION = MetadataVersion.latestProduction();

    /** By its rack nodes of a cluster see whose broker it is. Its topics are there for the process's life. */
    static final Map<String, String> OF_ONE_PROCESS = Map.of("broker.rack", Cluster.OF_ONE_PROCESS,
            ProducersGate.KEEPS_TOPICS, "true");

    private static final String NEVER = String.valueOf(Duration.ofDays(3_650).toMillis());
    /** Where this is kept, there is room for 24 days in milliseconds. */
    private static final String SELDOM = String.valueOf(Duration.ofDays(10).toMillis());

    /** Of a broker that is there to be read: all that removes what is too old, by any clock, is put off. */
    static final Map<String, String> OF_A_READER = Map.of("log.initial.task.delay.ms", NEVER, //
            "log.retention.check.interval.ms", NEVER, //
            "log.cleaner.enable", "false", //
            "offsets.retention.check.interval.ms", NEVER, //
            "transaction.remove.expired.transaction.cleanup.interval.ms", SELDOM);

    /** Of a start that is too short for a transaction to be given up in it. */
    static final Map<String, String> WITHOUT_ENDING_TRANSACTIONS = Map
            .of("transaction.abort.timed.out.transaction.cleanup.interval.ms", SELDOM);

    private static final int KIB = 1024;
    private static final int MIB = 1024 * KIB;

    private BrokerSettings() {}

    static Map<String, String> of(Path logDirectory, LoopbackSockets sockets, boolean fsync, int cores) {
        var settings = new LinkedHashMap<String, String>();
        settings.putAll(identity(logDirectory, sockets));
        settings.putAll(oneReplica());
        settings.putAll(latency());
        settings.putAll(durability(fsync, cores));
        settings.putAll(size(cores));
        settings.putAll(rest());
        return settings;
    }

    private static Map<String, String> identity(Path logDirectory, LoopbackSockets sockets) {
        String controller = LoopbackSockets.CONTROLLER;
        return Map.of("process.roles", "broker,controller", //
                "node.id", String.valueOf(NODE_ID), //
                "log.dirs", logDirectory.toString(), //
                "listeners", sockets.url(LoopbackSockets.CLIENTS) + "," + sockets.url(controller), //
                "advertised.listeners", sockets.url(LoopbackSockets.CLIENTS), //
                "inter.broker.listener.name", LoopbackSockets.CLIENTS, //
                "controller.listener.names", controller, //
                "listener.security.protocol.map", LoopbackSockets.CLIENTS + ":PLAINTEXT," + controller + ":PLAINTEXT",
                // Static, so that the controller's port may differ at every start: only ids are kept on disk.
                "controller.quorum.voters", NODE_ID + "@" + LoopbackSockets.HOST + ":" + sockets.port(controller));
    }

    /** Topics are created by name only, and the internal ones are made for one node. */
    private static Map<String, String> oneReplica() {
        return Map.ofEntries(Map.entry("auto.create.topics.enable", "false"), //
                Map.entry("default.replication.factor", "1"), //
                Map.entry("min.insync.replicas", "1"), //
                Map.entry("offsets.topic.replication.factor", "1"), //
                Map.entry("offsets.topic.num.partitions", "4"), //
                Map.entry("transaction.state.log.replication.factor", "1"), //
                Map.entry("transaction.state.log.min.isr", "1"), //
                Map.entry("transaction.state.log.num.partitions", "4"), //
                Map.entry("share.coordinator.state.topic.replication.factor", "1"), //
                Map.entry("share.coordinator.state.topic.min.isr", "1"), //
                Map.entry("share.coordinator.state.topic.num.partitions", "4"));
    }

    private static Map<String, String> latency() {
        return Map.of(
                // A transaction begun while the last one's markers are written is retried: p99 24 ms → 10 ms.
                "add.partitions.to.txn.retry.backoff.ms", "1", //
                // Told to try again, as after 100 ms it would be, the writer has sent what follows by then: that is out of
                // order, is logged as an error and tried again too, and a commit takes seconds when there is much to do.
                "add.partitions.to.txn.retry.backoff.max.ms", "10000", //
                // A dead writer's transaction holds up readers; look for them each second, not each ten.
                "transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000", //
                // After a kill the controller waits for the dead broker's session before it lets the new one in.
                "broker.session.timeout.ms", "2000", //
                "broker.heartbeat.interval.ms", "500", //
                // Its own log says every half second that it is alive, and syncs that; nobody but itself listens.
                "metadata.max.idle.interval.ms", "0", //
                "group.initial.rebalance.delay.ms", "0");
    }

    private static Map<String, String> durability(boolean fsync, int cores) {
        // No replica to fall back on: every append is on the disk before it is acknowledged (CONTRACT 14).
        String flushEvery = fsync ? "1" : String.valueOf(Long.MAX_VALUE);
        return Map.of("log.flush.interval.messages", flushEvery, //
                // Kafka's own topics too: no step of a clock may keep anybody from writing.
                "log.message.timestamp.after.max.ms", String.valueOf(Long.MAX_VALUE), //
                // Recovery after a kill reads the open segments whole.
                "log.segment.bytes", String.valueOf(64 * MIB), //
                "offsets.topic.segment.bytes", String.valueOf(16 * MIB), //
                "transaction.state.log.segment.bytes", String.valueOf(16 * MIB), //
                "num.recovery.threads.per.data.dir", String.valueOf(cores));
    }

    /** What would wake an idle process for nothing: each of these threads looks three to five times a second for work. */
    private static Map<String, String> rest() {
        return Map.of(
                // Its only client is the one broker.
                "listener.name." + LoopbackSockets.CONTROLLER.toLowerCase(Locale.ROOT) + ".num.network.threads", "1", //
                // A handful of groups, each with a member or two.
                "group.coordinator.threads", "1");
    }

    private static Map<String, String> size(int cores) {
        return Map.of("message.max.bytes", String.valueOf(4 * MIB), //
                "num.network.threads", String.valueOf(Math.max(2, cores / 2)), //
                "num.io.threads", String.valueOf(Math.max(4, cores)), //
                "background.threads", "2", //
                // 128 MiB of heap by default; 16 MiB sort 600,000 keys in one pass.
                "log.cleaner.dedupe.buffer.size", String.valueOf(16 * MIB), //
                "metric.reporters", "");
    }
}
