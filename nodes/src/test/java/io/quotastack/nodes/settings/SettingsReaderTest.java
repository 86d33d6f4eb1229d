package io.quotastack.nodes.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quotastack.schemas.secret.MasterKey;

class SettingsReaderTest {

    private static final Map<String, String> NEEDED = Map.of("QUOTASTACK_BOOTSTRAP_SERVERS", "kafka:9092",
            "QUOTASTACK_REGISTRY_URL", "http://registry:8081");

    @TempDir
    private Path directory;

    private static AppSettings read(NodeApp app, Map<String, String> more) {
        return read(app, more, Optional.empty());
    }

    private static AppSettings read(NodeApp app, Map<String, String> more, Optional<Path> file) {
        var environment = new HashMap<>(NEEDED);
        environment.putAll(more);
        return SettingsReader.read(app, environment, file);
    }

    private static List<String> faults(NodeApp app, Map<String, String> more) {
        return assertThrows(WrongSettingsException.class, () -> read(app, more)).faults();
    }

    private static List<String> faults(Map<String, String> more) {
        return faults(NodeApp.LEDGER_STREAMS, more);
    }

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("settings"), text);
    }

    @Test
    void takesDefaultsWhereNothingIsSet() {
        AppSettings settings = read(NodeApp.LEDGER_STREAMS, Map.of());

        assertThat(settings.get(Catalogue.HEALTH_PORT)).isEqualTo(9464);
        assertThat(settings.find(Catalogue.THREADS)).isEmpty();
        assertThat(settings.kafka()).containsExactly(Map.entry("bootstrap.servers", "kafka:9092"));
    }

    @Test
    void takesTheEnvironmentBeforeTheFile() throws IOException {
        Path file = file("health.port=1\nthreads=2\n");

        AppSettings settings = read(NodeApp.LEDGER_STREAMS, Map.of("QUOTASTACK_HEALTH_PORT", "3"), Optional.of(file));

        assertThat(settings.get(Catalogue.HEALTH_PORT)).isEqualTo(3);
        assertThat(settings.get(Catalogue.THREADS)).isEqualTo(2);
    }

    @Test
    void passesPropertiesOfKafkasClientsOn() {
        AppSettings settings = read(NodeApp.LEDGER_STREAMS,
                Map.of("QUOTASTACK_KAFKA_SECURITY_PROTOCOL", "SASL_SSL", "QUOTASTACK_KAFKA_SASL_MECHANISM", "PLAIN",
                        "QUOTASTACK_KAFKA_SASL_JAAS_CONFIG", "some module",
                        "QUOTASTACK_KAFKA_SSL_ENDPOINT_IDENTIFICATION_ALGORITHM", ""));

        assertThat(settings.kafka()).containsEntry("sasl.mechanism", "PLAIN")
                .containsEntry("sasl.jaas.config", "some module")
                .containsEntry("ssl.endpoint.identification.algorithm", "");
    }

    @Test
    void readsSecretsFromFiles() throws IOException {
        String key = MasterKey.fresh();
        Path keyFile = Files.writeString(directory.resolve("key"), key + "\n");
        Path jaas = Files.writeString(directory.resolve("jaas"), "some module\n");

        AppSettings settings = read(NodeApp.WEBHOOK_DISPATCHER,
                Map.of("QUOTASTACK_MASTER_KEY_FILE", keyFile.toString(), "QUOTASTACK_KAFKA_SASL_JAAS_CONFIG_FILE",
                        jaas.toString(), "QUOTASTACK_KAFKA_SECURITY_PROTOCOL", "SASL_PLAINTEXT"));

        assertThat(settings.get(Catalogue.MASTER_KEY).id()).isEqualTo(MasterKey.of(key).id());
        assertThat(settings.kafka()).containsEntry("sasl.jaas.config", "some module");
    }

    @Test
    void passesOverWhatIsForAnotherAppOrForTheLauncher() {
        read(NodeApp.LEDGER_STREAMS,
                Map.of("QUOTASTACK_REPLICATION_FACTOR", "3", "QUOTASTACK_JAVA_OPTS", "-Xmx2g", "QUOTASTACK_THREADS", "",
                        "QUOTASTACK_LEDGER_SERVICE_HOST", "10.0.0.1", "QUOTASTACK_LEDGER_PORT", "tcp://10.0.0.1:80",
                        "OTHERS", "x"));
    }

    @Test
    void refusesAllThatIsWrongAtOnceAndByName() {
        assertThat(faults(Map.of("QUOTASTACK_HEALTH_PORT", "65536", "QUOTASTACK_TREADS", "2",
                "QUOTASTACK_BOOTSTRAP_SERVERS", "kafka", "QUOTASTACK_KAFKA_ACKS", "1"))).containsExactlyInAnyOrder(
                        "bootstrap.servers (QUOTASTACK_BOOTSTRAP_SERVERS) must be host:port, several separated by commas,"
                                + " not 'kafka'",
                        "health.port (QUOTASTACK_HEALTH_PORT) must be a number from 0 to 65535, not '65536'",
                        "QUOTASTACK_TREADS: there is no such setting; QUOTASTACK_THREADS may be meant",
                        "QUOTASTACK_KAFKA_ACKS: QuotaStack sets this itself, since the books depend on it; "
                                + "what all of Kafka's clients have can be set, such as how they are let in");
    }

    @Test
    void refusesWhatIsRequiredAndNotThere() {
        assertThat(assertThrows(WrongSettingsException.class,
                () -> SettingsReader.read(NodeApp.INIT, Map.of(), Optional.empty())).faults())
                .containsExactly("bootstrap.servers (QUOTASTACK_BOOTSTRAP_SERVERS) is not set: the Kafka cluster",
                        "master.key (QUOTASTACK_MASTER_KEY) is not set: seals tenants' webhook secrets; the same for all"
                                + " nodes");
    }

    @Test
    void refusesWhatContradicts() {
        String key = MasterKey.fresh();
        assertThat(faults(NodeApp.INIT, Map.of("QUOTASTACK_MASTER_KEY", key, "QUOTASTACK_REPLICATION_FACTOR", "2",
                "QUOTASTACK_MIN_INSYNC_REPLICAS", "3"))).singleElement().asString()
                .contains("nothing could be written");
        assertThat(faults(Map.of("QUOTASTACK_REGISTRY_URL", "http://a:b@registry:8081",
                "QUOTASTACK_REGISTRY_USER_INFO", "a:b"))).singleElement().asString().contains("has credentials too");
        assertThat(faults(Map.of("QUOTASTACK_REGISTRY_SSL_TRUSTSTORE_PASSWORD", "secret"))).singleElement().asString()
                .contains("registry.ssl.truststore.location (QUOTASTACK_REGISTRY_SSL_TRUSTSTORE_LOCATION) is not");
        assertThat(faults(Map.of("QUOTASTACK_KAFKA_SASL_MECHANISM", "PLAIN"))).singleElement().asString()
                .isEqualTo("kafka.sasl.mechanism is set, but kafka.security.protocol is PLAINTEXT");
        assertThat(faults(Map.of("QUOTASTACK_KAFKA_SECURITY_PROTOCOL", "SASL_SSL"))).singleElement().asString()
                .contains("kafka.sasl.jaas.config is not set");
        assertThat(faults(Map.of("QUOTASTACK_REGISTRY_USER_INFO", "a:b", "QUOTASTACK_REGISTRY_USER_INFO_FILE",
                "/dev/null"))).contains(
                        "QUOTASTACK_REGISTRY_USER_INFO and QUOTASTACK_REGISTRY_USER_INFO_FILE are both set");
    }

    @Test
    void refusesAnInternalPortThatAnybodyCouldCall() {
        assertThat(faults(Map.of("QUOTASTACK_HOST", "0.0.0.0"))).containsExactly(
                "internal.secret (QUOTASTACK_INTERNAL_SECRET) is not set, and host (QUOTASTACK_HOST) is 0.0.0.0:"
                        + " anybody there could call this node");
        read(NodeApp.LEDGER_STREAMS,
                Map.of("QUOTASTACK_HOST", "0.0.0.0", "QUOTASTACK_INTERNAL_SECRET", "0123456789abcdef"));
    }

    @Test
    void refusesANameThatIsTwiceInAFile() throws IOException {
        Path file = file("threads=1\nthreads=2\n");

        assertThat(assertThrows(WrongSettingsException.class,
                () -> read(NodeApp.LEDGER_STREAMS, Map.of(), Optional.of(file))).faults())
                .containsExactly("threads is set twice in " + file);
    }

    @Test
    void refusesValuesThatKafkaDoesNotTake() {
        assertThat(faults(Map.of("QUOTASTACK_KAFKA_SECURITY_PROTOCOL", "TLS"))).singleElement().asString()
                .startsWith("kafka.*: ").contains("security.protocol");
    }

    @Test
    void showsNoSecret() {
        assertThat(faults(NodeApp.WEBHOOK_DISPATCHER,
                Map.of("QUOTASTACK_MASTER_KEY", "hush", "QUOTASTACK_REGISTRY_USER_INFO", "hush",
                        "QUOTASTACK_REGISTRY_URL", "ftp://me:hush@registry")))
                .hasSize(3).noneMatch(fault -> fault.contains("hush"));
        assertThat(read(NodeApp.LEDGER_STREAMS, Map.of("QUOTASTACK_REGISTRY_USER_INFO", "me:hush")).toString())
                .doesNotContain("hush");
    }

    @Test
    void saysWhichFileCannotBeRead() {
        assertThat(faults(Map.of("QUOTASTACK_REGISTRY_USER_INFO_FILE", "/no/such/file"))).first().asString()
                .isEqualTo("QUOTASTACK_REGISTRY_USER_INFO_FILE: there is no file /no/such/file");
    }
}
