package io.quotastack.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quotastack.registry.RegistryRow.ConfigCleared;
import io.quotastack.registry.RegistryRow.ConfigPut;
import io.quotastack.registry.RegistryRow.SchemaPut;
import io.quotastack.registry.RegistryRow.SchemaRemoved;
import io.quotastack.registry.RegistryRow.SubjectCleared;
import io.quotastack.registry.RegistryRow.SubjectDeleted;
import io.quotastack.schemas.json.Json;
import io.quotastack.schemas.registry.Compatibility;

/**
 * Rows as Confluent's registry keeps them in its topic {@code _schemas}: either may go on where the other stopped. What
 * this registry has nothing like is passed over and stays in the topic: modes, no-ops, associations, contexts and the
 * subjects in them, which have ids of their own.
 */
final class RegistryRowJson {

    private static final Logger LOG = LoggerFactory.getLogger(RegistryRowJson.class);
    private static final String SCHEMA = "SCHEMA";
    private static final String CONFIG = "CONFIG";
    private static final String DELETE_SUBJECT = "DELETE_SUBJECT";
    private static final String CLEAR_SUBJECT = "CLEAR_SUBJECT";
    private static final String LEVEL = "compatibilityLevel";
    /** How the name of a subject in a context begins: {@code :.context:subject}. */
    private static final String IN_CONTEXT = ":.";
    private static final List<String> MEMBERS_OF_SCHEMA = List.of("subject", "version", "id", "schema", "deleted");
    private static final int MOST_OF_A_KEY = 200;

    private RegistryRowJson() {}

    static byte[] key(RegistryRow row) {
        return Json.bytes(switch (row) {
            case SchemaPut put -> schemaKey(put.subject(), put.version());
            case SchemaRemoved removed -> schemaKey(removed.subject(), removed.version());
            case SubjectDeleted deleted -> subjectKey(DELETE_SUBJECT, Optional.of(deleted.subject()));
            case SubjectCleared cleared -> subjectKey(CLEAR_SUBJECT, Optional.of(cleared.subject()));
            case ConfigPut put -> subjectKey(CONFIG, put.subject());
            case ConfigCleared cleared -> subjectKey(CONFIG, cleared.subject());
        });
    }

    private static ObjectNode schemaKey(String subject, int version) {
        return object().put("keytype", SCHEMA).put("subject", subject).put("version", version).put("magic", 1);
    }

    private static ObjectNode subjectKey(String keyType, Optional<String> subject) {
        ObjectNode key = object().put("keytype", keyType);
        subject.ifPresentOrElse(name -> key.put("subject", name), () -> key.putNull("subject"));
        return key.put("magic", 0);
    }

    /** Empty: the tombstone that ends what stood under the key. */
    static Optional<byte[]> value(RegistryRow row) {
        ObjectNode value = object();
        return switch (row) {
            case SchemaPut put -> {
                value.put("subject", put.subject()).put("version", put.version()).put("id", put.id())
                        .put("schema", put.schema()).put("deleted", put.deleted());
                yield Optional.of(Json.bytes(value.setAll(put.others())));
            }
            case ConfigPut put -> {
                value.setAll(put.others());
                put.compatibility().ifPresent(level -> value.put(LEVEL, level.name()));
                yield Optional.of(Json.bytes(value));
            }
            case SubjectDeleted deleted -> Optional
                    .of(Json.bytes(value.put("subject", deleted.subject()).put("version", deleted.lastVersion())));
            case SubjectCleared cleared -> Optional.of(Json.bytes(value.put("subject", cleared.subject())));
            case SchemaRemoved removed -> Optional.empty();
            case ConfigCleared cleared -> Optional.empty();
        };
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** The row behind a record, or nothing for what is not this registry's. */
    static Optional<RegistryRow> row(byte @Nullable [] keyBytes, byte @Nullable [] valueBytes) {
        Optional<RegistryRow> row = json(keyBytes).flatMap(key -> row(key, valueBytes));
        if (row.isEmpty()) {
            LOG.debug("not this registry's: {}", keyBytes == null ? "a row without a key" : text(keyBytes));
        }
        return row;
    }

    private static Optional<RegistryRow> row(JsonNode key, byte @Nullable [] valueBytes) {
        Optional<String> subject = Optional.ofNullable(key.path("subject").textValue());
        if (subject.filter(name -> name.startsWith(IN_CONTEXT)).isPresent()) {
            return Optional.empty();
        }
        String keyType = key.path("keytype").asText();
        if (valueBytes == null) {
            return ended(keyType, subject, key);
        }
        return json(valueBytes).flatMap(value -> switch (keyType) {
            case SCHEMA -> schema(value);
            case CONFIG -> Optional.of(config(subject, value));
            case DELETE_SUBJECT -> subject.filter(name -> value.path("version").isInt())
                    .map(name -> new SubjectDeleted(name, value.path("version").intValue()));
            case CLEAR_SUBJECT -> subject.map(SubjectCleared::new);
            default -> Optional.empty();
        });
    }

    private static Optional<RegistryRow> ended(String keyType, Optional<String> subject, JsonNode key) {
        return switch (keyType) {
            case SCHEMA -> subject.map(name -> new SchemaRemoved(name, key.path("version").asInt()));
            case CONFIG -> Optional.of(new ConfigCleared(subject));
            default -> Optional.empty();
        };
    }

    private static Optional<RegistryRow> schema(ObjectNode value) {
        boolean whole = value.path("subject").isTextual() && value.path("version").isInt()
                && value.path("id").isInt() && value.path("schema").isTextual();
        if (!whole) {
            return Optional.empty();
        }
        return Optional.of(new SchemaPut(value.path("subject").textValue(), value.path("version").intValue(),
                value.path("id").intValue(), value.path("schema").textValue(), value.path("deleted").asBoolean(),
                value.deepCopy().remove(MEMBERS_OF_SCHEMA)));
    }

    private static RegistryRow config(Optional<String> subject, ObjectNode value) {
        Optional<Compatibility> level = Arrays.stream(Compatibility.values())
                .filter(known -> known.name().equals(value.path(LEVEL).asText())).findFirst();
        ObjectNode others = value.deepCopy();
        level.ifPresent(known -> others.remove(LEVEL));
        return new ConfigPut(subject, level, others);
    }

    private static Optional<ObjectNode> json(byte @Nullable [] bytes) {
        if (bytes == null) {
            return Optional.empty();
        }
        try {
            return Json.MAPPER.readTree(bytes) instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
        } catch (IOException e) {
            LOG.warn("a record of the registry's topic is not JSON and is passed over: {}", text(bytes), e);
            return Optional.empty();
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, 0, Math.min(bytes.length, MOST_OF_A_KEY), UTF_8);
    }
}
