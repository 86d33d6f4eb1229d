package io.quotastack.gateway.view;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import io.quotastack.core.problem.FieldFault;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.RequestContext;
import io.quotastack.schemas.json.Json;

/** The problem document (RFC 9457) of a refusal. */
public final class ProblemJson {

    private static final Map<String, ProblemType> TYPES = Arrays.stream(ProblemType.values())
            .collect(Collectors.toMap(ProblemType::urn, type -> type));

    private ProblemJson() {}

    /** The members of the document, in the order they are written. */
    public static Map<String, Object> document(Problem problem, RequestContext request) {
        var document = new LinkedHashMap<String, Object>();
        document.put("type", problem.type().urn());
        document.put("title", problem.type().title());
        document.put("status", problem.type().status());
        document.put("detail", problem.detail());
        document.put("instance", request.instance());
        document.put("request_id", request.requestId());
        document.putAll(problem.members());
        if (!problem.errors().isEmpty()) {
            List<Map<String, String>> errors = new ArrayList<>();
            for (FieldFault fault : problem.errors()) {
                String where = fault.in() == FieldFault.In.BODY ? "pointer" : "parameter";
                var error = new LinkedHashMap<String, String>();
                error.put(where, fault.name());
                error.put("detail", fault.detail());
                errors.add(error);
            }
            document.put("errors", errors);
        }
        return document;
    }

    /** Of which type the problem is that an answer tells; absent: it tells none. */
    public static Optional<ProblemType> typeOf(Reply reply) {
        if (reply.status() < 400) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(TYPES.get(Json.MAPPER.readTree(reply.body()).path("type").asText()));
        } catch (IOException e) {
            throw new UncheckedIOException("the body of a problem is JSON of our own", e);
        }
    }

    public static Reply reply(Problem problem, RequestContext request) {
        return new Reply(problem.type().status(), Json.bytes(document(problem, request)), false);
    }
}
