package io.quotastack.standalone.nodes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

import io.quotastack.nodes.Main;
import io.quotastack.nodes.data.Credentials;
import io.quotastack.schemas.secret.MasterKey;
import io.quotastack.standalone.broker.EmbeddedBroker;
import io.quotastack.standalone.e2e.CommandHere;
import io.quotastack.standalone.e2e.QuotaStackProcess.Ended;

/** A broker that knows nothing of the apps, and the settings of those that run on it. */
public final class NodeCluster implements AutoCloseable {

    static final String MASTER_KEY = MasterKey.fresh();
    private static final int LEAST_PORT = 15_000;
    private static final int MOST_PORT = 32_000;
    private static final String SECRET = "known-to-nodes-only";

    private final Path directory;
    private final String bootstrapServers;
    private final int brokers;
    private final Runnable stopBrokers;

    /** @param directory of all that there is of it */
    public NodeCluster(Path directory) {
        this.directory = directory;
        var broker = EmbeddedBroker.start(directory.resolve("broker"), 0, false);
        this.bootstrapServers = broker.bootstrapServers();
        this.brokers = 1;
        this.stopBrokers = broker::close;
    }

    /** Apps on several brokers, each of which has all there is. */
    public NodeCluster(Path directory, BrokerProcesses brokers) {
        this.directory = directory;
        this.bootstrapServers = brokers.bootstrapServers();
        this.brokers = brokers.count();
        this.stopBrokers = brokers::close;
    }

    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** What every app is given. */
    public Map<String, String> settings(Map<String, String> more) {
        var settings = new HashMap<>(Map.of("QUOTASTACK_BOOTSTRAP_SERVERS", bootstrapServers,
                "QUOTASTACK_HEALTH_PORT", "0", "QUOTASTACK_REGISTRY_PORT", "0", "QUOTASTACK_MASTER_KEY", MASTER_KEY,
                "QUOTASTACK_REPLICATION_FACTOR", Integer.toString(brokers), "QUOTASTACK_CREDENTIALS_FILE",
                directory.resolve("credentials.json").toString(), "QUOTASTACK_INTERNAL_SECRET", SECRET));
        settings.putAll(more);
        return settings;
    }

    /** What a node of its own name and directory is given. */
    public Map<String, String> node(String name, String registry) {
        return settings(Map.of("QUOTASTACK_REGISTRY_URL", registry, "QUOTASTACK_INTERNAL_PORT",
                Integer.toString(freePort()), "QUOTASTACK_INSTANCE_ID", name, "QUOTASTACK_STATE_DIRECTORY",
                directory.resolve(name).toString()));
    }

    /**
     * A port that nobody has now, and none of those that systems give to connections: one of these may be taken by any
     * connection before it is listened at.
     */
    public static int freePort() {
        int port = ThreadLocalRandom.current().nextInt(LEAST_PORT, MOST_PORT);
        try (var socket = new ServerSocket(port)) {
            return socket.getLocalPort();
        } catch (BindException taken) {
            return freePort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where other nodes reach one of these settings. */
    public static String internalAddress(Map<String, String> node) {
        return "127.0.0.1:" + node.get("QUOTASTACK_INTERNAL_PORT");
    }

    public static Map<String, String> with(Map<String, String> settings, String name, String value) {
        var changed = new HashMap<>(settings);
        changed.put(name, value);
        return changed;
    }

    /** Runs {@code init} to its end, by a file of settings. */
    public Ended init(Map<String, String> more) throws IOException {
        Path file = directory.resolve("init.properties");
        Files.write(file, settings(more).entrySet().stream().map(setting -> setting.getKey()
                .replace("QUOTASTACK_", "").replace('_', '.').toLowerCase(Locale.ROOT) + "=" + setting.getValue())
                .toList());
        return CommandHere.run(Main::commands, "init", "--config", file.toString());
    }

    /** The first keys, once {@link #init} ran. */
    public Credentials credentials() {
        return Credentials.in(directory.resolve("credentials.json")).orElseThrow();
    }

    @Override
    public void close() {
        stopBrokers.run();
    }
}
