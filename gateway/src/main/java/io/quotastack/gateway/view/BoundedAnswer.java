package io.quotastack.gateway.view;

import java.util.Optional;

import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.RequestContext;
import io.quotastack.schemas.json.Json;

/**
 * An answer that lists all there is of something and comes in one piece. Nothing bounds it but its bytes: beyond them it is
 * refused (CONTRACT 1).
 */
public final class BoundedAnswer {

    public static final int MOST_BYTES = 16 * 1024 * 1024;

    private BoundedAnswer() {}

    /**
     * The answer, or the refusal. A view whose lists are read while it is written costs no more than the bound.
     *
     * @param instead what the caller may ask for instead
     */
    public static Reply of(Object view, String instead, RequestContext request) {
        Optional<byte[]> body = Json.bytesWithin(view, MOST_BYTES);
        return body.map(bytes -> new Reply(200, bytes, false))
                .orElseGet(() -> ProblemJson.reply(Problem.of(ProblemType.LIMIT_EXCEEDED,
                        "the answer would have more than " + MOST_BYTES / (1024 * 1024) + " MiB: " + instead),
                        request));
    }
}
