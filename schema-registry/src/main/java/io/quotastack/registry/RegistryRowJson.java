package io.quotastack.registry;

import java.io.IOException;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quotastack.registry.RegistryRow.CompatibilityCleared;
import io.quotastack.registry.RegistryRow.CompatibilitySet;
import io.quotastack.registry.RegistryRow.SchemaPut;
import io.quotastack.schemas.json.Json;
import io.quotastack.schemas.registry.Compatibility;

/**
 * Rows as Confluent's registry keeps them in its topic {@code _schemas}: whoever outgrows the one process can point that
 * registry at the same topic.
 */
final class RegistryRowJson {

    private static final String SCHEMA = "SCHEMA";
    private static final String CONFIG = "CONFIG";

    private RegistryRowJson() {}

    static byte[] key(RegistryRow row) {
        ObjectNode key = JsonNodeFactory.instance.objectNode();
        return Json.bytes(switch (row) {
            case SchemaPut put -> key.put("keytype", SCHEMA).put("subject", put.subject())
                    .put("version", put.version()).put("magic", 1);
            case CompatibilitySet set -> configKey(key, set.subject());
            case CompatibilityCleared cleared -> configKey(key, Optional.of(cleared.subject()));
        });
    }

    private static ObjectNode configKey(ObjectNode key, Optional<String> subject) {
        key.put("keytype", CONFIG);
        subject.ifPresentOrElse(name -> key.put("subject", name), () -> key.putNull("subject"));
        return key.put("magic", 0);
    }

    /** Empty: the tombstone that ends what stood under the key. */
    static Optional<byte[]> value(RegistryRow row) {
        ObjectNode value = JsonNodeFactory.instance.objectNode();
        return switch (row) {
            case SchemaPut put -> Optional.of(Json.bytes(value.put("subject", put.subject())
                    .put("version", put.version()).put("id", put.id()).put("schema", put.schema())
                    .put("deleted", put.deleted())));
            case CompatibilitySet set -> Optional
                    .of(Json.bytes(value.put("compatibilityLevel", set.compatibility().name())));
            case CompatibilityCleared cleared -> Optional.empty();
        };
    }

    /** The row behind a record, or nothing for what this registry does not know, such as another's no-ops. */
    static Optional<RegistryRow> row(byte[] keyBytes, byte @Nullable [] valueBytes) {
        try {
            JsonNode key = Json.MAPPER.readTree(keyBytes);
            Optional<JsonNode> value = valueBytes == null
                    ? Optional.empty()
                    : Optional.of(Json.MAPPER.readTree(valueBytes));
            return switch (key.path("keytype").asText()) {
                case SCHEMA -> value.map(json -> new SchemaPut(json.path("subject").asText(),
                        json.path("version").asInt(), json.path("id").asInt(), json.path("schema").asText(),
                        json.path("deleted").asBoolean()));
                case CONFIG -> config(Optional.ofNullable(key.path("subject").textValue()), value);
                default -> Optional.empty();
            };
        } catch (IOException e) {
            throw new IllegalStateException("the registry's topic has a record that is not JSON", e);
        }
    }

    private static Optional<RegistryRow> config(Optional<String> subject, Optional<JsonNode> value) {
        if (value.isEmpty()) {
            return subject.map(CompatibilityCleared::new);
        }
        return value.map(json -> new CompatibilitySet(subject,
                Compatibility.valueOf(json.path("compatibilityLevel").asText())));
    }
}
