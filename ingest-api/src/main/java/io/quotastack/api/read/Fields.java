package io.quotastack.api.read;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/**
 * The fields of a JSON object, read strictly: whoever reads names every field it knows, all faults are gathered, and
 * what nobody asked for is a fault too ({@link #refuseUnknown}). Null is a wrong type but in a nullable field.
 */
public final class Fields {

    static final String NULL = "must not be null";
    private static final String MISSING = "is missing";

    private final JsonNode object;
    private final FieldPath path;
    private final Set<String> known = new HashSet<>();

    private Fields(JsonNode object, FieldPath path) {
        this.object = object;
        this.path = path;
    }

    /** The fields of the value, unless it is no object. */
    public static Optional<Fields> of(JsonNode value, FieldPath path) {
        if (!value.isObject()) {
            path.fault("must be an object");
            return Optional.empty();
        }
        return Optional.of(new Fields(value, path));
    }

    /** The fields of a body that was left out. */
    public static Fields none(FieldPath path) {
        return new Fields(JsonNodeFactory.instance.objectNode(), path);
    }

    public ValidationErrors errors() {
        return path.errors();
    }

    /** The place of the field of that name. */
    public FieldPath at(String name) {
        return path.at(name);
    }

    public boolean has(String name) {
        return object.has(name);
    }

    public <T> T required(String name, FieldType<T> type) {
        JsonNode value = take(name);
        if (value == null) {
            at(name).fault(MISSING);
            return type.unread();
        }
        return readPresent(name, value, type).orElse(type.unread());
    }

    /**
     * Must be there, and decides which other fields there are: when it is missing or at fault, any of the possible ones
     * may be meant.
     */
    public <T> Optional<T> deciding(String name, FieldType<T> type, Set<String> possible) {
        Optional<T> value = optional(name, type);
        if (!has(name)) {
            at(name).fault(MISSING);
        }
        if (value.isEmpty()) {
            known.addAll(possible);
        }
        return value;
    }

    public <T> Optional<T> optional(String name, FieldType<T> type) {
        JsonNode value = take(name);
        return value == null ? Optional.empty() : readPresent(name, value, type);
    }

    /** May be left out; null says the same. */
    public <T> Optional<T> nullable(String name, FieldType<T> type) {
        JsonNode value = take(name);
        return value == null || value.isNull() ? Optional.empty() : type.read(value, at(name));
    }

    /** Must be there and may be null. */
    public <T> Optional<T> requiredNullable(String name, FieldType<T> type) {
        if (!has(name)) {
            at(name).fault(MISSING);
        }
        return nullable(name, type);
    }

    /** A field of a PATCH that null clears: absent leaves it as it is, an empty inner one clears it. */
    public <T> Optional<Optional<T>> patch(String name, FieldType<T> type) {
        JsonNode value = take(name);
        if (value == null) {
            return Optional.empty();
        }
        return Optional.of(value.isNull() ? Optional.empty() : type.read(value, at(name)));
    }

    /** The place of a field that is known and not read, since it has no place beside others. */
    public FieldPath leave(String name) {
        known.add(name);
        return at(name);
    }

    /** Names every field that nobody asked for. */
    public void refuseUnknown() {
        object.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                at(name).fault("is not a known field");
            }
        });
    }

    private @Nullable JsonNode take(String name) {
        known.add(name);
        return object.get(name);
    }

    private <T> Optional<T> readPresent(String name, JsonNode value, FieldType<T> type) {
        if (value.isNull()) {
            at(name).fault(NULL);
            return Optional.empty();
        }
        return type.read(value, at(name));
    }
}
