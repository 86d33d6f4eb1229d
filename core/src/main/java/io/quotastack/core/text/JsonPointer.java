package io.quotastack.core.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The way from a JSON value to one inside of it (RFC 6901), in at most {@value #LONGEST} characters.
 *
 * @param tokens the names of members and the indexes of elements on the way, unescaped; none leads to the value itself
 */
public record JsonPointer(List<String> tokens) {

    public static final int LONGEST = 255;

    public JsonPointer {
        tokens = List.copyOf(tokens);
    }

    /** What makes the text no pointer, if anything does. */
    public static Optional<String> fault(String text) {
        if (text.codePointCount(0, text.length()) > LONGEST) {
            return Optional.of("must have at most " + LONGEST + " characters");
        }
        if (!text.isEmpty() && text.charAt(0) != '/') {
            return Optional.of("must be a JSON pointer (RFC 6901), which begins with /");
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '~' && !text.startsWith("0", i + 1) && !text.startsWith("1", i + 1)) {
                return Optional.of("must be a JSON pointer (RFC 6901), in which ~ stands before 0 or 1 only");
            }
        }
        return Optional.empty();
    }

    /** The pointer of a text that {@link #fault} finds nothing wrong with. */
    public static JsonPointer parse(String text) {
        fault(text).ifPresent(fault -> {
            throw new IllegalArgumentException(fault);
        });
        var tokens = new ArrayList<String>();
        int from = 1;
        while (from <= text.length()) {
            int slash = text.indexOf('/', from);
            int to = slash < 0 ? text.length() : slash;
            tokens.add(text.substring(from, to).replace("~1", "/").replace("~0", "~"));
            from = to + 1;
        }
        return new JsonPointer(tokens);
    }

    /** As RFC 6901 writes it; {@link #parse} reads it. */
    @Override
    public String toString() {
        var text = new StringBuilder();
        tokens.forEach(token -> text.append('/').append(escape(token)));
        return text.toString();
    }

    /** A token as it stands in the text of a pointer. */
    public static String escape(String token) {
        return token.indexOf('~') < 0 && token.indexOf('/') < 0
                ? token
                : token.replace("~", "~0").replace("/", "~1");
    }
}
