package io.quotastack.nodes.settings;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.quotastack.gateway.HostNames;

/**
 * Reads the settings of an app from the environment and a file; what stands in both is taken from the environment. What one
 * app does not read may be there for another one, so that all can share a file; what none reads is refused.
 */
public final class SettingsReader {

    private final List<String> faults = new ArrayList<>();
    private final Map<String, Object> values = new HashMap<>();
    private final Map<String, String> kafka = new HashMap<>();

    private SettingsReader() {}

    /** The settings, checked. Throws {@link WrongSettingsException} with all that is wrong with them. */
    public static AppSettings read(NodeApp app, Map<String, String> environment, Optional<Path> file) {
        return new SettingsReader().settings(app, environment, file);
    }

    private AppSettings settings(NodeApp app, Map<String, String> environment, Optional<Path> file) {
        var texts = new HashMap<String, String>();
        file.ifPresent(path -> texts.putAll(SettingsSource.file(path, faults).texts()));
        texts.putAll(SettingsSource.environment(environment, faults).texts());
        for (Setting<?> setting : Catalogue.of(app)) {
            take(setting, app, Optional.ofNullable(texts.get(setting.name())).or(setting::otherwise));
        }
        texts.forEach((name, text) -> {
            if (name.startsWith(KafkaProperties.PREFIX)) {
                kafka.put(name.substring(KafkaProperties.PREFIX.length()), text);
            }
        });
        faults.addAll(KafkaProperties.faults(kafka));
        var settings = new AppSettings(app, values, kafka);
        findContradictions(settings);
        findOpenInternalPort(settings);
        if (!faults.isEmpty()) {
            throw new WrongSettingsException(faults);
        }
        return settings;
    }

    private <T> void take(Setting<T> setting, NodeApp app, Optional<String> text) {
        if (text.isEmpty()) {
            if (setting.required().contains(app)) {
                faults.add(named(setting) + " is not set: " + setting.words());
            }
            return;
        }
        Optional<T> value = setting.kind().parse().apply(text.get());
        value.ifPresentOrElse(parsed -> values.put(setting.name(), parsed),
                () -> faults.add(named(setting) + " must be " + setting.kind().words()
                        + (mayBeShown(setting) ? ", not '" + text.get() + "'" : "")));
    }

    /** A URL may have a password in it. */
    private static boolean mayBeShown(Setting<?> setting) {
        return !setting.secret() && !setting.equals(Catalogue.REGISTRY_URL);
    }

    private void findContradictions(AppSettings settings) {
        settings.find(Catalogue.MIN_INSYNC_REPLICAS).ifPresent(insync -> settings.find(Catalogue.REPLICATION_FACTOR)
                .filter(replication -> insync > replication)
                .ifPresent(replication -> faults.add(named(Catalogue.MIN_INSYNC_REPLICAS) + " is " + insync + ", and "
                        + named(Catalogue.REPLICATION_FACTOR) + " only " + replication
                        + ": nothing could be written")));
        settings.find(Catalogue.REGISTRY_USER_INFO).flatMap(credentials -> settings.find(Catalogue.REGISTRY_URL))
                .filter(urls -> List.of(urls.split(",", -1)).stream()
                        .anyMatch(url -> URI.create(url.strip()).getUserInfo() != null))
                .ifPresent(urls -> faults.add(named(Catalogue.REGISTRY_USER_INFO) + " is set, and "
                        + named(Catalogue.REGISTRY_URL) + " has credentials too"));
        settings.find(Catalogue.REGISTRY_TRUSTSTORE_PASSWORD)
                .filter(password -> settings.find(Catalogue.REGISTRY_TRUSTSTORE).isEmpty())
                .ifPresent(password -> faults.add(named(Catalogue.REGISTRY_TRUSTSTORE_PASSWORD) + " is set, but "
                        + named(Catalogue.REGISTRY_TRUSTSTORE) + " is not"));
    }

    /** Whoever reaches the internal port may ask anything. */
    private void findOpenInternalPort(AppSettings settings) {
        settings.find(Catalogue.INTERNAL_PORT).flatMap(port -> settings.find(Catalogue.HOST))
                .filter(host -> settings.find(Catalogue.INTERNAL_SECRET).isEmpty() && !HostNames.isLoopback(host))
                .ifPresent(host -> faults.add(named(Catalogue.INTERNAL_SECRET) + " is not set, and "
                        + named(Catalogue.HOST) + " is " + host + ": anybody there could call this node"));
    }

    private static String named(Setting<?> setting) {
        return setting.name() + " (" + setting.variable() + ")";
    }
}
