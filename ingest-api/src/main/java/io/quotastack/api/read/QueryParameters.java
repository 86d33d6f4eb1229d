package io.quotastack.api.read;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

import io.quotastack.gateway.query.Page;

/** The parameters of a query string, read as strictly as {@link Fields} reads a body. */
public final class QueryParameters {

    private static final int DEFAULT_LIMIT = 50;
    private static final int MOST_LIMIT = 200;
    private static final int LONGEST_CURSOR = 1_000;
    private static final Pattern INTEGER = Pattern.compile("-?[0-9]+");

    private final ValidationErrors errors;
    private final Map<String, String> given;
    private final Map<String, String> unread;

    private QueryParameters(ValidationErrors errors, Map<String, String> given) {
        this.errors = errors;
        this.given = Map.copyOf(given);
        this.unread = given;
    }

    /**
     * The parameters of a query.
     *
     * @param raw as it stands in the URL behind the question mark; may be empty
     */
    public static QueryParameters parse(String raw, ValidationErrors errors) {
        if (raw.isEmpty()) {
            return new QueryParameters(errors, Map.of());
        }
        var values = new LinkedHashMap<String, String>();
        for (int from = 0; from <= raw.length();) {
            int end = raw.indexOf('&', from);
            end = end < 0 ? raw.length() : end;
            if (end > from) {
                int equals = raw.indexOf('=', from);
                int nameEnd = equals < 0 || equals > end ? end : equals;
                Optional<String> name = UrlText.query(raw, from, nameEnd);
                Optional<String> value = UrlText.query(raw, Math.min(nameEnd + 1, end), end);
                if (name.isEmpty() || value.isEmpty()) {
                    FieldPath.parameter(errors, name.orElse(raw.substring(from, nameEnd)))
                            .fault("must be percent-encoded UTF-8");
                } else if (values.putIfAbsent(name.get(), value.get()) != null) {
                    FieldPath.parameter(errors, name.get()).fault("must be given once only");
                }
            }
            from = end + 1;
        }
        return new QueryParameters(errors, values);
    }

    public ValidationErrors errors() {
        return errors;
    }

    /** All of them, decoded. */
    public Map<String, String> given() {
        return given;
    }

    public FieldPath at(String name) {
        return FieldPath.parameter(errors, name);
    }

    public boolean has(String name) {
        return unread.containsKey(name);
    }

    public Optional<String> text(String name) {
        return unread.isEmpty() ? Optional.empty() : Optional.ofNullable(unread.remove(name));
    }

    /** As {@link FieldType}s read a JSON string. */
    public <T> Optional<T> text(String name, FieldType<T> type) {
        return text(name).flatMap(value -> type.read(value, at(name)));
    }

    public Optional<Instant> time(String name) {
        return text(name).flatMap(value -> Times.parse(value, at(name)));
    }

    public long integer(String name, long fallback, long least, long most) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return fallback;
        }
        try {
            // The pattern comes first: parseLong takes a plus sign, and the digits of every script.
            if (INTEGER.matcher(text.get()).matches()) {
                long value = Long.parseLong(text.get());
                if (value >= least && value <= most) {
                    return value;
                }
            }
        } catch (NumberFormatException beyondALong) {
            // Told below, like an integer out of range.
        }
        at(name).fault("must be an integer from " + least + " to " + most);
        return fallback;
    }

    public boolean flag(String name) {
        Optional<String> text = text(name);
        if (text.isPresent() && !text.get().equals("true") && !text.get().equals("false")) {
            at(name).fault("must be true or false");
        }
        return text.isPresent() && text.get().equals("true");
    }

    public <E extends Enum<E>> Optional<E> choice(String name, Function<E, String> text, E[] values) {
        return text(name, FieldTypes.choice(text, values));
    }

    /** The piece of a list that is asked for: {@code cursor} and {@code limit}. */
    public Page page() {
        Optional<String> cursor = text("cursor");
        if (cursor.isPresent() && (cursor.get().isEmpty() || cursor.get().length() > LONGEST_CURSOR)) {
            at("cursor").fault("must be the next_cursor of an earlier answer");
        }
        return new Page(cursor, (int) integer("limit", DEFAULT_LIMIT, 1, MOST_LIMIT));
    }

    /** Names every parameter that nobody asked for. */
    public void refuseUnknown() {
        for (String name : unread.keySet()) {
            at(name).fault("is not a known parameter");
        }
    }
}
