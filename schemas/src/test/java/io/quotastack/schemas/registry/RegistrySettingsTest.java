package io.quotastack.schemas.registry;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

import io.quotastack.schemas.registry.SchemaRegistryException.Unavailable;

class RegistrySettingsTest {

    private static final String SECRET = "s3cret";
    private static final byte[] ANSWER = "{\"schema\":\"\\\"string\\\"\"}".getBytes(US_ASCII);

    @TempDir
    private Path directory;

    @Test
    void sendsTheUserOfTheSettings() throws Exception {
        try (var server = new HttpRegistry();
                var client = client(Map.of(RegistrySettings.URL, server.url(), RegistrySettings.CREDENTIALS_SOURCE,
                        "USER_INFO", RegistrySettings.USER_INFO, new Password("user:p@ss")))) {
            server.when("GET /schemas/ids/1?subject=s", 200, "{\"schema\":\"\\\"string\\\"\"}");
            assertThat(client.byId(1, "s")).isEqualTo(Schema.create(Schema.Type.STRING));
            assertThat(server.authorizations()).containsExactly("Basic dXNlcjpwQHNz");
        }
    }

    @Test
    void isWrittenWithoutCredentials() {
        String written = RegistrySettings.of(Map.of(RegistrySettings.URL, "http://user:s3cret@host:8081")).toString();

        assertThat(written).contains("http://host:8081").doesNotContain(SECRET, "user", "Basic");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://user:s3cret@", "http://us er:s3cret@host", "user:s3cret@host:8081",
        "ftp://user:s3cret@host", "http://user:s3cret@host,nowhere", "user:s3cret", ""})
    void aWrongUrlIsNotSaid(String url) {
        assertThatThrownBy(() -> RegistrySettings.of(Map.of(RegistrySettings.URL, url)))
                .isInstanceOf(ConfigException.class).hasMessageContaining("schema.registry.url")
                .hasMessageNotContaining(SECRET).hasNoCause();
    }

    @Test
    void whatContradictsItselfIsRefusedByName() {
        assertRefused(Map.of("basic.auth.user.info", "user:s3cret"), "basic.auth.credentials.source");
        assertRefused(Map.of("basic.auth.credentials.source", "USER_INFO"), "basic.auth.user.info");
        assertRefused(Map.of("basic.auth.credentials.source", "USER_INFO", "basic.auth.user.info", SECRET),
                "basic.auth.user.info");
        assertRefused(Map.of("basic.auth.credentials.source", "SASL_INHERIT"), "basic.auth.credentials.source");
        assertRefused(Map.of("http.read.timeout.ms", "soon"), "http.read.timeout.ms");
        assertRefused(Map.of("http.connect.timeout.ms", "0"), "http.connect.timeout.ms");
        assertRefused(Map.of("schema.registry.ssl.endpoint.identification.algorithm", ""),
                "schema.registry.ssl.endpoint.identification.algorithm");
    }

    private static void assertRefused(Map<String, Object> settings, String name) {
        var all = new HashMap<>(settings);
        all.put(RegistrySettings.URL, "http://host:8081");
        assertThatThrownBy(() -> RegistrySettings.of(all)).isInstanceOf(ConfigException.class)
                .hasMessageContaining(name).hasMessageNotContaining(SECRET);
    }

    @Test
    void noPasswordIsInWhatIsSaidOfAnOutage() {
        try (var client = SchemaRegistryClient.of("http://user:s3cret@127.0.0.1:1")) {
            assertThatThrownBy(() -> client.byId(1, "s")).isInstanceOf(Unavailable.class)
                    .hasMessageContaining("127.0.0.1:1").hasMessageNotContaining(SECRET);
            assertThat(client.outage().what()).doesNotContain(SECRET);
        }
    }

    @Test
    void trustsTheCertificatesOfItsTruststoreOnly() throws Exception {
        KeyStore keys = keys("localhost");
        Path trusted = directory.resolve("trusted.p12");
        var truststore = KeyStore.getInstance("PKCS12");
        truststore.load(null, null);
        truststore.setCertificateEntry("registry", certificate(keys));
        try (OutputStream file = Files.newOutputStream(trusted)) {
            truststore.store(file, SECRET.toCharArray());
        }
        Path pem = directory.resolve("trusted.pem");
        Files.writeString(pem, "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder().encodeToString(certificate(keys).getEncoded())
                + "\n-----END CERTIFICATE-----\n");
        HttpsServer server = server(keys);
        try {
            int port = server.getAddress().getPort();
            String url = "https://localhost:" + port;
            assertReads(Map.of(RegistrySettings.URL, url, "schema.registry.ssl.truststore.location",
                    trusted.toString(), "schema.registry.ssl.truststore.password", SECRET,
                    "schema.registry.ssl.truststore.type", "PKCS12"));
            assertReads(Map.of(RegistrySettings.URL, url, "schema.registry.ssl.truststore.location", pem.toString(),
                    "schema.registry.ssl.truststore.type", "PEM"));
            assertUntrusted(Map.of(RegistrySettings.URL, url));
            assertUntrusted(Map.of(RegistrySettings.URL, "https://127.0.0.1:" + port,
                    "schema.registry.ssl.truststore.location", pem.toString(), "schema.registry.ssl.truststore.type",
                    "PEM"));
            assertThatThrownBy(() -> RegistrySettings.of(Map.of(RegistrySettings.URL, url,
                    "schema.registry.ssl.truststore.location", trusted.toString(),
                    "schema.registry.ssl.truststore.password", "wr0ng", "schema.registry.ssl.truststore.type",
                    "PKCS12"))).hasMessageContaining(trusted.toString()).hasMessageNotContaining("wr0ng");
        } finally {
            server.stop(0);
        }
    }

    private static void assertReads(Map<String, Object> settings) {
        try (var client = client(settings)) {
            assertThat(client.byId(1, "s")).isEqualTo(Schema.create(Schema.Type.STRING));
        }
    }

    private static void assertUntrusted(Map<String, Object> settings) {
        try (var client = client(settings)) {
            assertThatThrownBy(() -> client.byId(1, "s")).isInstanceOf(Unavailable.class)
                    .hasMessageContaining("SSL");
        }
    }

    private static SchemaRegistryClient client(Map<String, Object> settings) {
        return new SchemaRegistryClient(RegistrySettings.of(settings));
    }

    /** A key and its self-signed certificate, by the tool of the Java runtime. */
    private KeyStore keys(String host) throws Exception {
        Path file = directory.resolve(host + ".p12");
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair", "-alias", "key", "-keyalg", "EC", "-dname", "CN=" + host, "-ext", "san=dns:" + host,
                "-storetype", "PKCS12", "-keystore", file.toString(), "-storepass", SECRET).redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), US_ASCII);
        assertThat(keytool.waitFor()).as(said).isZero();
        return KeyStore.getInstance(file.toFile(), SECRET.toCharArray());
    }

    private static Certificate certificate(KeyStore keys) throws Exception {
        return java.util.Objects.requireNonNull(keys.getCertificate("key"));
    }

    private static HttpsServer server(KeyStore keys) throws Exception {
        var keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keyManagers.init(keys, SECRET.toCharArray());
        var tls = SSLContext.getInstance("TLS");
        tls.init(keyManagers.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        server.createContext("/", http -> {
            http.sendResponseHeaders(200, ANSWER.length);
            http.getResponseBody().write(ANSWER);
            http.close();
        });
        server.start();
        return server;
    }
}
