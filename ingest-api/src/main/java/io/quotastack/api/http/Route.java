package io.quotastack.api.http;

import java.util.ArrayList;
import java.util.List;

/**
 * A method on a path.
 *
 * @param template the path with its parameters in braces; also the route's name in metrics and in the OpenAPI document
 * @param needsIdempotencyKey whether it needs an {@code Idempotency-Key}
 * @param bodyLimit bytes
 * @param contentType of its successful answers
 */
public record Route(
        String method,
        String template,
        Access access,
        boolean needsIdempotencyKey,
        int bodyLimit,
        String contentType,
        List<String> parameters,
        Endpoint endpoint) {

    public static final String JSON = "application/json";

    private static final int MEBIBYTE = 1024 * 1024;
    private static final int BODY_LIMIT = MEBIBYTE;

    public Route {
        parameters = List.copyOf(parameters);
    }

    /** Asks for something and changes nothing. */
    public static Route get(String template, Access access, Endpoint endpoint) {
        return route("GET", template, access, false, endpoint);
    }

    /** A POST that changes something: it needs an Idempotency-Key. */
    public static Route post(String template, Access access, Endpoint endpoint) {
        return route("POST", template, access, true, endpoint);
    }

    public static Route patch(String template, Access access, Endpoint endpoint) {
        return route("PATCH", template, access, true, endpoint);
    }

    /** A POST that only asks, with a body. */
    public static Route ask(String template, Access access, Endpoint endpoint) {
        return route("POST", template, access, false, endpoint);
    }

    public Route withBodyLimitMebibytes(int limit) {
        return new Route(method, template, access, needsIdempotencyKey, limit * MEBIBYTE, contentType, parameters,
                endpoint);
    }

    public Route answering(String otherContentType) {
        return new Route(method, template, access, needsIdempotencyKey, bodyLimit, otherContentType, parameters,
                endpoint);
    }

    /** Whether requests of this route have a body that is read. */
    boolean takesBody() {
        return !method.equals("GET");
    }

    private static Route route(String method, String template, Access access, boolean needsIdempotencyKey,
            Endpoint endpoint) {
        List<String> parameters = new ArrayList<>();
        for (String segment : template.split("/", -1)) {
            if (isParameter(segment)) {
                parameters.add(segment.substring(1, segment.length() - 1));
            }
        }
        return new Route(method, template, access, needsIdempotencyKey, BODY_LIMIT, JSON, parameters, endpoint);
    }

    static boolean isParameter(String segment) {
        return segment.startsWith("{");
    }
}
