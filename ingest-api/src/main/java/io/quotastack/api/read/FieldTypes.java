package io.quotastack.api.read;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.core.text.JsonPointer;
import io.quotastack.core.text.Metadata;
import io.quotastack.core.text.Texts;

/** The field types that more than one endpoint takes. Lengths count code points. */
public final class FieldTypes {

    /** The longest name, reason or description (CONTRACT 1). */
    public static final int PROSE = 1_000;

    /** A name, reason or description. */
    public static final FieldType<String> TEXT = text(1, PROSE);

    /** A time with any offset, cut to milliseconds. */
    public static final FieldType<Instant> TIME = new FieldType<>(Instant.EPOCH, (value, path) -> {
        if (!value.isTextual()) {
            path.fault("must be a string with a time, such as 2026-01-31T12:00:00Z");
            return Optional.empty();
        }
        return Times.parse(value.textValue(), path);
    });

    public static final FieldType<UUID> CUSTOMER_ID = new FieldType<>(new UUID(0, 0), (value, path) -> {
        Optional<UUID> id = value.isTextual() ? Texts.uuid(value.textValue()) : Optional.empty();
        if (id.isEmpty()) {
            path.fault("must be a UUID");
        }
        return id;
    });

    /** The tenant's own name of a customer (CONTRACT 2). */
    public static final FieldType<String> EXTERNAL_ID = string(Texts::faultOfIdInPath);

    public static final FieldType<String> EVENT_ID = string(Texts::faultOfIdInPath);

    /** An id that no path has: of a payment, a package, a variant. */
    public static final FieldType<String> ID = string(Texts::faultOfId);

    /** Any text that may name a metric; whether it does is decided later. */
    public static final FieldType<String> METRIC_KEY = text(1, 255);

    private static final Pattern FORM_OF_METRIC_KEYS = Pattern.compile("[a-z][a-z0-9_]{0,63}");

    /** A key that a metric can have (CONTRACT 4), whether or not one has it. */
    public static final FieldType<String> POSSIBLE_METRIC_KEY = string(key -> FORM_OF_METRIC_KEYS.matcher(key).matches()
            ? Optional.empty()
            : Optional.of("must be 1 to 64 of a-z, 0-9 and _, beginning with a letter"));

    public static final FieldType<Boolean> BOOLEAN = new FieldType<>(false, (value, path) -> {
        if (!value.isBoolean()) {
            path.fault("must be true or false");
            return Optional.empty();
        }
        return Optional.of(value.booleanValue());
    });

    /** A JSON pointer (RFC 6901). */
    public static final FieldType<JsonPointer> JSON_POINTER = new FieldType<>(new JsonPointer(List.of()),
            (value, path) -> string(JsonPointer::fault).read(value, path).map(JsonPointer::parse));

    /** At most 50 pairs of strings and 8 KiB (CONTRACT 1). */
    public static final FieldType<Map<String, String>> METADATA = new FieldType<>(Map.of(), FieldTypes::metadata);

    private FieldTypes() {}

    public static FieldType<String> text(int shortest, int longest) {
        return string(text -> {
            int length = text.codePointCount(0, text.length());
            return length >= shortest && length <= longest
                    ? Optional.empty()
                    : Optional.of("must have " + shortest + " to " + longest + " characters");
        });
    }

    /** A well-formed string; {@code fault} says what else is wrong with one. */
    public static FieldType<String> string(Function<String, Optional<String>> fault) {
        return new FieldType<>("", (value, path) -> {
            if (!value.isTextual()) {
                path.fault("must be a string");
                return Optional.empty();
            }
            String text = value.textValue();
            Optional<String> wrong = Texts.wellFormed(text) ? fault.apply(text) : Optional.of(Texts.ILL_FORMED);
            wrong.ifPresent(path::fault);
            return wrong.isEmpty() ? Optional.of(text) : Optional.empty();
        });
    }

    /** An integer without fraction or exponent, both bounds inclusive. */
    public static FieldType<Long> integer(long least, long most) {
        return new FieldType<>(least, (value, path) -> {
            if (!value.isIntegralNumber()) {
                path.fault("must be an integer, without fraction or exponent");
                return Optional.empty();
            }
            if (!value.canConvertToLong() || value.longValue() < least || value.longValue() > most) {
                path.fault("must be from " + least + " to " + most);
                return Optional.empty();
            }
            return Optional.of(value.longValue());
        });
    }

    /** One of the values, by the text each has. */
    public static <E extends Enum<E>> FieldType<E> choice(Function<E, String> text, E[] values) {
        Map<String, E> byText = Arrays.stream(values).collect(Collectors.toUnmodifiableMap(text, Function.identity()));
        String fault = "must be one of " + Arrays.stream(values).map(text).collect(Collectors.joining(", "));
        return new FieldType<>(values[0], (value, path) -> {
            Optional<E> choice = value.isTextual()
                    ? Optional.ofNullable(byText.get(value.textValue()))
                    : Optional.empty();
            if (choice.isEmpty()) {
                path.fault(fault);
            }
            return choice;
        });
    }

    /** What a batch is made of, as it came: at least one. */
    public static FieldType<List<JsonNode>> items(int most, String what) {
        return new FieldType<>(List.of(), (value, path) -> {
            if (!value.isArray() || value.isEmpty() || value.size() > most) {
                path.fault("must be an array of 1 to " + most + " " + what);
                return Optional.empty();
            }
            var items = new ArrayList<JsonNode>(value.size());
            value.forEach(items::add);
            return Optional.of(items);
        });
    }

    /** An object whose fields {@code reader} takes; further fields are faults. */
    public static <T> FieldType<T> object(T unread, Function<Fields, T> reader) {
        return new FieldType<>(unread, (value, path) -> {
            Optional<Fields> fields = Fields.of(value, path);
            return fields.map(found -> {
                T read = reader.apply(found);
                found.refuseUnknown();
                return read;
            });
        });
    }

    /** An array of that many elements, both bounds inclusive. */
    public static <T> FieldType<List<T>> list(FieldType<T> element, int fewest, int most) {
        return new FieldType<>(List.of(), (value, path) -> {
            if (!value.isArray()) {
                path.fault("must be an array");
                return Optional.empty();
            }
            if (value.size() < fewest || value.size() > most) {
                path.fault("must have " + fewest + " to " + most + " elements");
                return Optional.empty();
            }
            var elements = new ArrayList<T>(value.size());
            for (int i = 0; i < value.size(); i++) {
                FieldPath at = path.at(i);
                JsonNode item = value.get(i);
                if (item.isNull()) {
                    at.fault(Fields.NULL);
                } else {
                    element.read(item, at).ifPresent(elements::add);
                }
            }
            return elements.size() == value.size() ? Optional.of(List.copyOf(elements)) : Optional.empty();
        });
    }

    private static Optional<Map<String, String>> metadata(JsonNode value, FieldPath path) {
        if (!value.isObject()) {
            path.fault("must be an object of strings");
            return Optional.empty();
        }
        var pairs = new LinkedHashMap<String, String>();
        for (Map.Entry<String, JsonNode> member : value.properties()) {
            String key = member.getKey();
            if (!Texts.wellFormed(key)) {
                path.fault("has a key that is not well-formed Unicode");
            } else if (!member.getValue().isTextual()) {
                path.at(key).fault("must be a string");
            } else if (!Texts.wellFormed(member.getValue().textValue())) {
                path.at(key).fault(Texts.ILL_FORMED);
            } else {
                pairs.put(key, member.getValue().textValue());
            }
        }
        Optional<String> fault = Metadata.fault(pairs);
        fault.ifPresent(path::fault);
        return fault.isEmpty() && pairs.size() == value.size() ? Optional.of(pairs) : Optional.empty();
    }
}
