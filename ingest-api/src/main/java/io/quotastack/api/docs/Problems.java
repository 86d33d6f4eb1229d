package io.quotastack.api.docs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quotastack.api.http.Access;
import io.quotastack.api.http.Route;
import io.quotastack.core.problem.ProblemType;

/** Which problems a route can answer with: those of its kind, and those its entry names. */
final class Problems {

    private Problems() {}

    /** Gives the schema of a problem document the closed list of its types. */
    static void describe(ObjectNode schemas) {
        ArrayNode types = ((ObjectNode) schemas.required("Problem").required("properties").required("type"))
                .putArray("enum");
        for (ProblemType type : ProblemType.values()) {
            types.add(type.urn());
        }
    }

    /** The problem types by status. */
    static SortedMap<Integer, List<ProblemType>> of(Route route, JsonNode slugs) {
        List<ProblemType> types = new ArrayList<>(ofItsKind(route));
        for (JsonNode slug : slugs) {
            ProblemType type = Arrays.stream(ProblemType.values())
                    .filter(known -> known.slug().equals(slug.textValue())).findAny()
                    .orElseThrow(() -> new IllegalStateException("no problem is called " + slug));
            if (!types.contains(type)) {
                types.add(type);
            }
        }
        var byStatus = new TreeMap<Integer, List<ProblemType>>();
        types.forEach(type -> byStatus.computeIfAbsent(type.status(), unused -> new ArrayList<>()).add(type));
        return byStatus;
    }

    private static List<ProblemType> ofItsKind(Route route) {
        List<ProblemType> types = new ArrayList<>(
                List.of(ProblemType.INVALID_REQUEST, ProblemType.INTERNAL, ProblemType.UNAVAILABLE));
        if (!(route.access() instanceof Access.Open)) {
            types.addAll(List.of(ProblemType.UNAUTHENTICATED, ProblemType.INSUFFICIENT_SCOPE,
                    ProblemType.RATE_LIMITED));
        }
        if (!route.method().equals("GET")) {
            types.addAll(List.of(ProblemType.MALFORMED_JSON, ProblemType.PAYLOAD_TOO_LARGE,
                    ProblemType.UNSUPPORTED_MEDIA_TYPE));
        }
        if (route.needsIdempotencyKey()) {
            types.addAll(List.of(ProblemType.MISSING_IDEMPOTENCY_KEY, ProblemType.IDEMPOTENCY_KEY_REUSED,
                    ProblemType.OUTCOME_PENDING));
        }
        if (!route.parameters().isEmpty()) {
            types.add(ProblemType.NOT_FOUND);
        }
        return types;
    }

    /** Adds the answers to an operation. */
    static void addAnswers(Route route, JsonNode slugs, ObjectNode responses) {
        for (Map.Entry<Integer, List<ProblemType>> entry : of(route, slugs).entrySet()) {
            ObjectNode response = responses.putObject(entry.getKey().toString());
            response.put("description", String.join(" · ", entry.getValue().stream().map(ProblemType::slug).toList()));
            ObjectNode headers = response.putObject("headers");
            Operations.addCommonHeaders(route, headers);
            if (entry.getKey() == 429 || entry.getKey() == 503) {
                Operations.ref(headers.putObject("Retry-After"), "headers/RetryAfter");
            }
            ObjectNode schema = response.putObject("content").putObject("application/problem+json")
                    .putObject("schema");
            ArrayNode all = schema.putArray("allOf");
            Operations.ref(all.addObject(), "schemas/Problem");
            ObjectNode narrowed = all.addObject().putObject("properties");
            ArrayNode urns = narrowed.putObject("type").putArray("enum");
            entry.getValue().forEach(type -> urns.add(type.urn()));
            narrowed.putObject("status").put("const", entry.getKey());
        }
    }
}
