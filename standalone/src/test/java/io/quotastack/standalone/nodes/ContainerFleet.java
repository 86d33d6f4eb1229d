package io.quotastack.standalone.nodes;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.lifecycle.Startables;

import io.quotastack.nodes.data.Credentials;
import io.quotastack.schemas.secret.MasterKey;

/**
 * Three brokers, a registry, two ledgers, two APIs, an intake and a dispatcher as containers of the images that are there.
 *
 * <p>Brokers and apps meet in one network, the apps among themselves in another: so a node can be cut off from Kafka that all
 * other nodes still reach. What the test itself calls keeps its port of this host when it is killed and started again.
 */
public final class ContainerFleet implements AutoCloseable {

    /** Each container in turn. */
    public static final List<String> NAMES = List.of("ledger-1", "broker-1", "api-1", "metering-1", "broker-2",
            "webhooks-1", "registry", "broker-3", "ledger-2", "api-2");

    /** What this host is to the containers. */
    public static final String THIS_HOST = "tests";

    private static final String IMAGE = "quotastack";
    private static final String KAFKA = "apache/kafka:4.3.1";
    private static final int BROKERS = 3;
    private static final Duration ENDS_WITHIN = Duration.ofMinutes(3);
    private static final Duration HEALTHY_WITHIN = Duration.ofMinutes(4);
    private static final String READER = "reader";
    private static final Path LOGS = Path.of("target", "containers");

    private final Network brokers = Network.newNetwork();
    private final Network nodes = Network.newNetwork();
    /** Where the reader finds one ledger and nothing else. */
    private final Network aside = Network.newNetwork();
    private final Map<String, Machine> machines = new LinkedHashMap<>();
    private final Map<String, Integer> ports = new LinkedHashMap<>();
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Credentials credentials;

    /** Why it cannot run here, if so. */
    public static Optional<String> whyNot() {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            return Optional.of("no container engine");
        }
        return Stream.of(IMAGE + ":latest", KAFKA)
                .filter(image -> DockerClientFactory.lazyClient().listImagesCmd().withImageNameFilter(image).exec()
                        .isEmpty())
                .findFirst().map(image -> "no image " + image
                        + "; docs/operating/containers.md tells how quotastack is built, Kafka's is pulled");
    }

    private ContainerFleet(Path directory) throws IOException, InterruptedException {
        settings.putAll(Map.of("QUOTASTACK_BOOTSTRAP_SERVERS", "broker-1:9092,broker-2:9092,broker-3:9092",
                "QUOTASTACK_REGISTRY_URL", "http://registry:8081", "QUOTASTACK_LEDGER_NODES",
                "ledger-1:9465,ledger-2:9465", "QUOTASTACK_WEBHOOK_NODES", "webhooks-1:9465",
                "QUOTASTACK_MASTER_KEY", MasterKey.fresh(), "QUOTASTACK_INTERNAL_SECRET", "known-to-nodes-only",
                "QUOTASTACK_HOST", "0.0.0.0", "QUOTASTACK_WEBHOOKS_PRIVATE_ADDRESSES", "true", "QUOTASTACK_PARTITIONS",
                "4"));
        settings.put("QUOTASTACK_JAVA_OPTS", "-Xmx256m -XX:+UseSerialGC");
        IntStream.rangeClosed(1, BROKERS).forEach(this::planBroker);
        try {
            start(List.copyOf(machines.values()));
            awaitBrokers();
            credentials = init(directory);
            plan("registry", "schema-registry", Map.of()).publish(port("registry"), 8081);
            planLedger("ledger-1").meetsIn(aside, "ledger-1");
            planLedger("ledger-2");
            plan("metering-1", "metering-streams", Map.of());
            plan("webhooks-1", "webhook-dispatcher", Map.of());
            plan("api-1", "ingest-api", Map.of()).publish(port("api-1"), 8080);
            plan("api-2", "ingest-api", Map.of()).publish(port("api-2"), 8080);
            start(machines.values().stream().filter(machine -> !machine.isRunning()).toList());
        } catch (RuntimeException | IOException | InterruptedException e) {
            close();
            throw e;
        }
    }

    /**
     * Starts all and returns when all serve.
     *
     * @param directory for the first keys
     */
    public static ContainerFleet start(Path directory) throws IOException, InterruptedException {
        return new ContainerFleet(directory);
    }

    private static void start(List<Machine> together) {
        Startables.deepStart(together).join();
    }

    private int port(String name) {
        return ports.computeIfAbsent(name, any -> NodeCluster.freePort());
    }

    private void planBroker(int number) {
        String name = "broker-" + number;
        Machine broker = new Machine(KAFKA).in(brokers, name);
        broker.publish(port(name), 19_092);
        broker.withEnv(Map.of("CLUSTER_ID", "cXVvdGFzdGFjay1vbmU9PQ", "KAFKA_NODE_ID", Integer.toString(number),
                "KAFKA_PROCESS_ROLES", "broker,controller", "KAFKA_LISTENERS",
                "PLAINTEXT://:9092,HOST://:19092,CONTROLLER://:9093", "KAFKA_ADVERTISED_LISTENERS",
                "PLAINTEXT://" + name + ":9092,HOST://127.0.0.1:" + port(name),
                "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP", "PLAINTEXT:PLAINTEXT,HOST:PLAINTEXT,CONTROLLER:PLAINTEXT",
                "KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER", "KAFKA_INTER_BROKER_LISTENER_NAME", "PLAINTEXT",
                "KAFKA_CONTROLLER_QUORUM_VOTERS", "1@broker-1:9093,2@broker-2:9093,3@broker-3:9093", "KAFKA_LOG_DIRS",
                "/var/lib/kafka/data"));
        broker.withEnv(Map.of("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false", "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", "3",
                "KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS", "4", "KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", "3",
                "KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS", "4", "KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", "2",
                "KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0"));
        broker.withEnv(Map.of("KAFKA_TRANSACTION_ABORT_TIMED_OUT_TRANSACTION_CLEANUP_INTERVAL_MS", "1000",
                "KAFKA_HEAP_OPTS", "-Xmx384m -XX:+UseSerialGC -XX:TieredStopAtLevel=1"));
        broker.waitingFor(Machine.nothing());
        machines.put(name, broker);
    }

    private Machine planLedger(String name) {
        return plan(name, "ledger-streams", Map.of("QUOTASTACK_INTERNAL_ADDRESS", name + ":9465", "QUOTASTACK_THREADS",
                "1", "QUOTASTACK_JAVA_OPTS", "-Xmx512m -XX:+UseSerialGC"));
    }

    private Machine plan(String name, String app, Map<String, String> more) {
        Machine node = app(app, more).in(nodes, name).meetsIn(brokers);
        node.withEnv("QUOTASTACK_INSTANCE_ID", name);
        machines.put(name, node);
        return node;
    }

    /** That it is healthy is what the image itself says. */
    private Machine app(String command, Map<String, String> more) {
        Machine node = new Machine(IMAGE);
        node.withEnv(settings).withEnv(more).withCommand(command).withExtraHost(THIS_HOST, "host-gateway");
        node.waitingFor(Wait.forHealthcheck().withStartupTimeout(HEALTHY_WITHIN));
        return node;
    }

    private Credentials init(Path directory) throws IOException, InterruptedException {
        try (Machine init = ending("init", Map.of("QUOTASTACK_REPLICATION_FACTOR", Integer.toString(BROKERS)))) {
            init.start();
            Path file = directory.resolve("credentials.json");
            init.copyFileFromContainer("/var/lib/quotastack/credentials.json", file.toString());
            return Credentials.in(file).orElseThrow();
        }
    }

    private Machine ending(String command, Map<String, String> more) {
        Machine container = app(command, more).in(nodes).meetsIn(brokers);
        container.withStartupCheckStrategy(new OneShotStartupCheckStrategy().withTimeout(ENDS_WITHIN));
        container.waitingFor(Machine.nothing());
        return container;
    }

    /** {@code verify} in a container beside the others; answers what it said. It fails when anything is wrong. */
    public String verify() {
        try (Machine verify = ending("verify", Map.of())) {
            verify.withCommand("verify", "--bootstrap-server", "broker-1:9092", "--registry", "http://registry:8081");
            verify.start();
            return verify.getLogs();
        }
    }

    public Credentials credentials() {
        return credentials;
    }

    /** Of the brokers, for clients on this host. */
    public String bootstrapServers() {
        return IntStream.rangeClosed(1, BROKERS).mapToObj(number -> "127.0.0.1:" + port("broker-" + number))
                .collect(Collectors.joining(","));
    }

    public URI registry() {
        return at("registry");
    }

    /** Where the API is served. */
    public List<URI> apis() {
        return List.of(at("api-1"), at("api-2"));
    }

    private URI at(String name) {
        return URI.create("http://127.0.0.1:" + port(name));
    }

    /** SIGKILL of all that runs in it. */
    public void kill9(String name) throws InterruptedException {
        machine(name).kill9();
    }

    /** Starts it again, with the files that it had, and returns when it serves. */
    public void startAgain(String name) throws InterruptedException {
        machine(name).startAgain();
        if (name.startsWith("broker-")) {
            awaitBrokers();
        } else {
            machine(name).awaitHealthy(HEALTHY_WITHIN);
        }
    }

    private void awaitBrokers() throws InterruptedException {
        AllCopies.await(bootstrapServers(), BROKERS, () -> machines.entrySet().stream()
                .filter(each -> each.getKey().startsWith("broker-")).map(each -> each.getValue().getLogs())
                .collect(Collectors.joining("\n")));
    }

    /** From now on no packet passes between it and the brokers; the other nodes still reach it. */
    public void cutOffFromKafka(String name) {
        machine(name).leave(brokers);
    }

    /** Ends that, and returns when it serves again. */
    public void backToKafka(String name) throws InterruptedException {
        machine(name).join(brokers);
        machine(name).awaitHealthy(HEALTHY_WITHIN);
    }

    /** Whether its image finds it ready now. */
    public boolean isReady(String name) throws IOException, InterruptedException {
        return machine(name).execInContainer("/opt/quotastack/health").getExitCode() == 0;
    }

    /** An API that reaches {@code ledger-1} and no other ledger: what it answers of the ledger is what that one says. */
    public URI startReaderOfFirstLedger() {
        Machine reader = app("ingest-api", Map.of("QUOTASTACK_LEDGER_NODES", "ledger-1:9465")).in(aside, READER)
                .meetsIn(brokers);
        reader.publish(port(READER), 8080);
        machines.put(READER, reader);
        reader.start();
        return at(READER);
    }

    @SuppressWarnings("NullAway") // names are of this class
    private Machine machine(String name) {
        return machines.get(name);
    }

    /** What each container said is kept in {@code target/containers}. */
    @Override
    public void close() {
        machines.forEach((name, machine) -> machine.keepLogs(LOGS.resolve(name + ".log")));
        List<AutoCloseable> all = new ArrayList<>(machines.values());
        all.addAll(List.of(brokers, nodes, aside));
        all.forEach(ContainerFleet::closed);
    }

    private static void closed(AutoCloseable each) {
        try {
            each.close();
        } catch (Exception e) { // declared by the interface
            throw new IllegalStateException(e);
        }
    }
}
