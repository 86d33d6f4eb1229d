package io.quotastack.nodes.app;

import java.util.HashMap;
import java.util.Map;

import io.quotastack.nodes.settings.AppSettings;
import io.quotastack.nodes.settings.Catalogue;
import io.quotastack.schemas.serde.AvroSerdes;

/** The settings of the schema registry by the names that serdes know, ours and Confluent's alike. */
public final class RegistryProperties {

    private RegistryProperties() {}

    public static Map<String, Object> of(AppSettings settings) {
        var properties = new HashMap<String, Object>();
        properties.put(AvroSerdes.REGISTRY_URL, settings.get(Catalogue.REGISTRY_URL));
        properties.put(AvroSerdes.AUTO_REGISTER, settings.find(Catalogue.REGISTRY_AUTO_REGISTER).orElse(false));
        settings.find(Catalogue.REGISTRY_USER_INFO).ifPresent(credentials -> {
            properties.put("basic.auth.credentials.source", "USER_INFO");
            properties.put("basic.auth.user.info", credentials);
        });
        settings.find(Catalogue.REGISTRY_TRUSTSTORE).ifPresent(file -> {
            properties.put("schema.registry.ssl.truststore.location", file.toString());
            properties.put("schema.registry.ssl.truststore.type", settings.get(Catalogue.REGISTRY_TRUSTSTORE_TYPE));
        });
        settings.find(Catalogue.REGISTRY_TRUSTSTORE_PASSWORD)
                .ifPresent(password -> properties.put("schema.registry.ssl.truststore.password", password));
        settings.find(Catalogue.VALUE_SERDE).ifPresent(name -> properties.put(AvroSerdes.SERDE_CLASS, name));
        return properties;
    }
}
