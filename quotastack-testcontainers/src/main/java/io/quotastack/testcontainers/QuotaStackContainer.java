package io.quotastack.testcontainers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.containers.wait.strategy.WaitAllStrategy;
import org.testcontainers.utility.DockerImageName;

/**
 * QuotaStack in one process: API, Kafka broker and schema registry, with nothing in it. Once it is started, it serves.
 *
 * <p>In the product, broker and registry can be reached from the process's own machine only. Here a relay in the container
 * hands connections on to them, so that a test can produce usage and consume what comes out.
 */
public final class QuotaStackContainer extends GenericContainer<QuotaStackContainer> {

    private static final int API = 8080;
    private static final int REGISTRY = 8081;
    private static final int RELAY_TO_KAFKA = 19_092;
    private static final int RELAY_TO_REGISTRY = 18_081;
    private static final int RELAYS = 2;
    private static final Duration READY_WITHIN = Duration.ofMinutes(3);
    private static final String LAUNCHER = "/opt/quotastack/quotastack";
    private static final String CREDENTIALS = "/var/lib/quotastack/data/credentials.json";

    private int kafkaPort;

    /** The image that {@code docker build -t quotastack .} made. */
    public QuotaStackContainer() {
        this(DockerImageName.parse("quotastack"));
    }

    public QuotaStackContainer(DockerImageName image) {
        super(image);
        addExposedPorts(API, RELAY_TO_REGISTRY);
        waitingFor(new WaitAllStrategy(WaitAllStrategy.Mode.WITH_INDIVIDUAL_TIMEOUTS_ONLY)
                .withStrategy(Wait.forLogMessage(".*quotastack ready.*", 1).withStartupTimeout(READY_WITHIN))
                .withStrategy(Wait.forLogMessage(".*quotastack relay ready.*", RELAYS)
                        .withStartupTimeout(READY_WITHIN)));
    }

    /**
     * A broker tells its clients where it is to be found. It says 127.0.0.1 and the port that it listens on, which is true on
     * the host as well when the host's port is the same: so that one is chosen before the start.
     */
    @Override
    protected void configure() {
        kafkaPort = freePort();
        addFixedExposedPort(kafkaPort, RELAY_TO_KAFKA);
        String start = relay(RELAY_TO_KAFKA, kafkaPort) + relay(RELAY_TO_REGISTRY, REGISTRY) + "exec " + LAUNCHER
                + " up --host 0.0.0.0 --port " + API + " --registry-port " + REGISTRY + " --kafka-port " + kafkaPort;
        withCreateContainerCmdModifier(command -> command.withEntrypoint("bash", "-c").withCmd(start));
    }

    private static String relay(int port, int target) {
        return "QUOTASTACK_JAVA_OPTS='-Xmx32m -XX:+UseSerialGC' " + LAUNCHER + " relay " + port + " 127.0.0.1:"
                + target + " & ";
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the API answers, without {@code /v1}. */
    public URI getApiUrl() {
        return URI.create("http://" + getHost() + ":" + getMappedPort(API));
    }

    /**
     * Of the broker, for clients on this host.
     *
     * @throws IllegalStateException when the containers run on another host: the broker would send its clients to this one
     */
    public String getBootstrapServers() {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), kafkaPort)) {
            return "127.0.0.1:" + socket.getPort();
        } catch (IOException e) {
            throw new IllegalStateException("the broker can be reached from the containers' own host only, and that is "
                    + getHost(), e);
        }
    }

    public URI getSchemaRegistryUrl() {
        return URI.create("http://" + getHost() + ":" + getMappedPort(RELAY_TO_REGISTRY));
    }

    /** The tenant that the first start makes. */
    public String getTenantId() {
        return credential("tenant_id");
    }

    /** The key of the tenant's environment {@code live}. */
    public String getLiveKey() {
        return credential("live_key");
    }

    /** The key of the tenant's environment {@code test}. */
    public String getTestKey() {
        return credential("test_key");
    }

    /** The operator's key, which makes tenants. */
    public String getRootKey() {
        return credential("root_key");
    }

    private String credential(String member) {
        String credentials = copyFileFromContainer(CREDENTIALS, QuotaStackContainer::text);
        Matcher found = Pattern.compile("\"" + member + "\"\\s*:\\s*\"([^\"]*)\"").matcher(credentials);
        if (!found.find()) {
            throw new IllegalStateException(CREDENTIALS + " has no " + member);
        }
        return found.group(1);
    }

    private static String text(InputStream file) throws IOException {
        return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
}
