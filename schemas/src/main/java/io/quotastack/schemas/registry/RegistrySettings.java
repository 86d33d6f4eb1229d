package io.quotastack.schemas.registry;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import javax.net.ssl.SSLContext;

import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;

/**
 * Where a registry is and how it knows us, by the names that Confluent's clients have for it. Values that are secret get
 * into no message.
 *
 * @param nodes one or more
 * @param tls absent: as the Java runtime has it
 * @param answerWithin from the first byte sent to the last received
 */
public record RegistrySettings(
        List<Node> nodes,
        Optional<SSLContext> tls,
        Duration connectWithin,
        Duration answerWithin) {

    /** URLs separated by commas. */
    public static final String URL = "schema.registry.url";
    /** {@code URL}, the default: user:password@ in front of the host; or {@code USER_INFO}: see {@link #USER_INFO}. */
    public static final String CREDENTIALS_SOURCE = "basic.auth.credentials.source";
    /** user:password */
    public static final String USER_INFO = "basic.auth.user.info";
    /** Kafka's settings for TLS of a client stand behind it, such as {@code ssl.truststore.location}. */
    public static final String TLS_PREFIX = "schema.registry.ssl.";

    /** Milliseconds. */
    public static final String CONNECT_WITHIN = "http.connect.timeout.ms";
    /** Milliseconds. */
    public static final String ANSWER_WITHIN = "http.read.timeout.ms";
    public static final int DEFAULT_CONNECT_MILLIS = 2_000;
    public static final int DEFAULT_ANSWER_MILLIS = 5_000;

    private static final String FROM_URL = "URL";
    private static final String FROM_USER_INFO = "USER_INFO";
    private static final String PREFIX = "schema.registry.";

    public RegistrySettings {
        nodes = List.copyOf(nodes);
    }

    /** One of the registry's nodes; its address is without credentials. */
    record Node(String base, Optional<String> authorization) {

        /** Without the credentials: this may end up in a log. */
        @Override
        public String toString() {
            return base;
        }
    }

    /** Throws ConfigException, which names the setting that is wrong. */
    public static RegistrySettings of(Map<String, ?> settings) {
        String urls = setting(settings, URL).filter(text -> !text.isBlank())
                .orElseThrow(() -> new ConfigException(URL + " is not set"));
        Optional<String> userInfo = userInfo(settings);
        return new RegistrySettings(
                Arrays.stream(urls.split(",", -1)).map(String::strip).map(url -> node(url, userInfo)).toList(),
                tls(settings), millis(settings, CONNECT_WITHIN, DEFAULT_CONNECT_MILLIS),
                millis(settings, ANSWER_WITHIN, DEFAULT_ANSWER_MILLIS));
    }

    private static Optional<String> userInfo(Map<String, ?> settings) {
        Optional<String> userInfo = setting(settings, USER_INFO);
        return switch (setting(settings, CREDENTIALS_SOURCE).orElse(FROM_URL)) {
            case FROM_URL -> {
                if (userInfo.isPresent()) {
                    throw new ConfigException(USER_INFO + " is set, but " + CREDENTIALS_SOURCE + " is not "
                            + FROM_USER_INFO);
                }
                yield Optional.empty();
            }
            case FROM_USER_INFO -> Optional.of(userInfo.filter(text -> text.contains(":")).orElseThrow(
                    () -> new ConfigException(CREDENTIALS_SOURCE + " is " + FROM_USER_INFO + ", but " + USER_INFO
                            + " is no user:password")));
            default -> throw new ConfigException(CREDENTIALS_SOURCE + " is neither " + FROM_URL + " nor "
                    + FROM_USER_INFO);
        };
    }

    private static Node node(String url, Optional<String> userInfo) {
        URI uri;
        try {
            uri = new URI(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
        } catch (URISyntaxException e) {
            throw noUrl();
        }
        if (uri.getHost() == null || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
            throw noUrl();
        }
        String rawUserInfo = uri.getRawUserInfo();
        return rawUserInfo == null
                ? new Node(uri.toString(), userInfo.map(RegistrySettings::basic))
                : new Node(uri.toString().replace(rawUserInfo + "@", ""),
                        userInfo.or(() -> Optional.of(uri.getUserInfo())).map(RegistrySettings::basic));
    }

    /** Without the text, which may have a password. */
    private static ConfigException noUrl() {
        return new ConfigException(URL + " is not the http:// or https:// URL of a registry, or several with commas");
    }

    private static String basic(String userInfo) {
        return "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<SSLContext> tls(Map<String, ?> settings) {
        var ofTls = new HashMap<String, Object>();
        settings.forEach((name, value) -> {
            if (name.startsWith(TLS_PREFIX)) {
                ofTls.put(name.substring(PREFIX.length()), value);
            }
        });
        if (ofTls.isEmpty()) {
            return Optional.empty();
        }
        if (!String.valueOf(ofTls.getOrDefault(SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG, "https"))
                .equalsIgnoreCase("https")) {
            throw new ConfigException(PREFIX + SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG
                    + " can only be https: the name in the registry's certificate is always compared with its host");
        }
        var known = new ConfigDef();
        SslConfigs.addClientSslSupport(known);
        try (var factory = new DefaultSslEngineFactory()) {
            factory.configure(new AbstractConfig(known, ofTls, false).values());
            return Optional.of(factory.sslContext());
        }
    }

    private static Duration millis(Map<String, ?> settings, String name, int otherwise) {
        try {
            int millis = setting(settings, name).map(Integer::parseInt).orElse(otherwise);
            if (millis > 0) {
                return Duration.ofMillis(millis);
            }
        } catch (NumberFormatException e) {
            throw new ConfigException(name + " is no number of milliseconds");
        }
        throw new ConfigException(name + " is no number of milliseconds");
    }

    private static Optional<String> setting(Map<String, ?> settings, String name) {
        return Optional.ofNullable(settings.get(name))
                .map(value -> value instanceof Password password ? password.value() : value.toString());
    }
}
