package io.quotastack.nodes.settings;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.apache.kafka.clients.CommonClientConfigs;

import io.quotastack.schemas.secret.SecretBox;

/** The checked settings of one app. */
public final class AppSettings {

    private final NodeApp app;
    private final Map<String, Object> values;
    private final Map<String, String> kafka;

    /**
     * @param values by the names of their settings
     * @param kafka properties of Kafka's clients, without prefix
     */
    AppSettings(NodeApp app, Map<String, Object> values, Map<String, String> kafka) {
        this.app = app;
        this.values = Map.copyOf(values);
        this.kafka = Map.copyOf(kafka);
    }

    public NodeApp app() {
        return app;
    }

    /** One that is always there, since it is required or has a default. */
    public <T> T get(Setting<T> setting) {
        return find(setting).orElseThrow(() -> new IllegalStateException(setting.name() + " is not set"));
    }

    @SuppressWarnings("unchecked") // the reader put there what the setting's own kind parsed
    public <T> Optional<T> find(Setting<T> setting) {
        return Optional.ofNullable((T) values.get(setting.name()));
    }

    /** What any client of the cluster needs: {@code bootstrap.servers}, security. */
    public Map<String, Object> kafka() {
        var properties = new HashMap<String, Object>(kafka);
        properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers());
        return properties;
    }

    /** Of the master keys. */
    public SecretBox secrets() {
        return new SecretBox(get(Catalogue.MASTER_KEY), find(Catalogue.MASTER_KEY_PREVIOUS).orElse(List.of()));
    }

    public String bootstrapServers() {
        return String.join(",", get(Catalogue.BOOTSTRAP_SERVERS));
    }

    /** Without values: this may end up in a log. */
    @Override
    public String toString() {
        return "AppSettings[app=" + app + ", names=" + values.keySet() + "]";
    }
}
