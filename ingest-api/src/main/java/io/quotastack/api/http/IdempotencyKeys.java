package io.quotastack.api.http;

import java.util.Enumeration;
import java.util.Optional;

import io.quotastack.api.read.FieldPath;
import io.quotastack.api.read.FieldType;
import io.quotastack.api.read.FieldTypes;
import io.quotastack.api.read.RequestRefused;
import io.quotastack.api.read.ValidationErrors;
import io.quotastack.core.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;

/** Reads the Idempotency-Key (CONTRACT 11): 1–255 printable ASCII characters, once, bare or in double quotes. */
final class IdempotencyKeys {

    static final String HEADER = "Idempotency-Key";

    private static final int LONGEST = 255;
    private static final String FAULT = "must be 1 to " + LONGEST + " printable ASCII characters";

    /** A key in a body, taken as it stands. */
    static final FieldType<String> FIELD = FieldTypes
            .string(key -> isOne(key) ? Optional.empty() : Optional.of(FAULT));

    private IdempotencyKeys() {}

    /** The key; one that is not well-formed is a fault like that of any parameter. Ends the request when it is missing. */
    static String read(HttpServletRequest request, ValidationErrors errors) {
        Enumeration<String> keys = request.getHeaders(HEADER);
        String header = keys.hasMoreElements() ? keys.nextElement() : "";
        Optional<String> inside = isQuoted(header) ? unquoted(header) : Optional.of(header);
        String key = inside.orElse(header);
        if (key.isEmpty()) {
            throw new RequestRefused(ProblemType.MISSING_IDEMPOTENCY_KEY,
                    "every request that changes something needs an Idempotency-Key header");
        }
        FieldPath path = FieldPath.parameter(errors, HEADER);
        if (keys.hasMoreElements()) {
            path.fault("must be given once only");
        }
        if (inside.isEmpty()) {
            path.fault("must have a backslash before each double quote and backslash inside the double quotes");
        } else if (!isOne(key)) {
            path.fault(FAULT);
        }
        return key;
    }

    private static boolean isOne(String key) {
        return !key.isEmpty() && key.length() <= LONGEST && key.chars().allMatch(c -> c >= ' ' && c <= '~');
    }

    private static boolean isQuoted(String header) {
        return header.length() > 1 && header.startsWith("\"") && header.endsWith("\"");
    }

    /** What a string of structured fields holds (RFC 8941, 3.3.3); nothing when it is none. */
    private static Optional<String> unquoted(String header) {
        var key = new StringBuilder(header.length());
        int end = header.length() - 1;
        for (int i = 1; i < end; i++) {
            char c = header.charAt(i);
            if (c == '\\') {
                i++;
                c = header.charAt(i);
                if (i == end || (c != '"' && c != '\\')) {
                    return Optional.empty();
                }
            } else if (c == '"') {
                return Optional.empty();
            }
            key.append(c);
        }
        return Optional.of(key.toString());
    }
}
