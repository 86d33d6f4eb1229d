package io.quotastack.api.http;

import java.nio.ByteBuffer;
import java.util.List;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

import io.quotastack.core.problem.FieldFault;
import io.quotastack.core.problem.Problem;
import io.quotastack.core.problem.ProblemType;
import io.quotastack.gateway.Reply;
import io.quotastack.gateway.RequestContext;
import io.quotastack.gateway.view.ProblemJson;

/**
 * Problem documents for what Jetty refuses before {@link RequestPipeline} sees it: a request line, a URI or headers that are
 * not HTTP or too large. All of these are bad requests in our closed list of problems, whatever finer status HTTP has.
 */
public final class JettyProblems extends ErrorHandler {

    @Override
    public boolean errorPageForMethod(@Nullable String method) {
        return true;
    }

    @Override
    protected void generateResponse(org.eclipse.jetty.server.Request request, Response response, int code,
            @Nullable String message, @Nullable Throwable cause, Callback callback) {
        var context = new RequestContext(RequestIds.nextRequestId(), path(request));
        Reply reply = ProblemJson.reply(problem(code), context);
        response.setStatus(reply.status());
        response.getHeaders().put("X-Request-Id", context.requestId());
        // Jetty closes after what it could not read, and does not say so by itself: the next request would be lost.
        response.getHeaders().put(HttpHeader.CONNECTION, "close");
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/problem+json");
        response.write(true, ByteBuffer.wrap(reply.body()), callback);
    }

    /** The path, where there is one: for a request line that is none, Jetty makes one up. */
    private static String path(org.eclipse.jetty.server.Request request) {
        String path = request.getHttpURI().getPath();
        return path == null || path.isEmpty() || path.equals("/badMessage") || path.equals("/badURI") ? "/" : path;
    }

    private static Problem problem(int code) {
        return switch (code) {
            case 404 -> Problem.notFound("path", "there is no such path");
            case 414, 431 -> unreadable("the request line and headers must have less than 8 KiB");
            case 500 -> Problem.of(ProblemType.INTERNAL, "the request failed");
            case 503 -> Problem.of(ProblemType.UNAVAILABLE, "the server is stopping; try again");
            default -> unreadable("the request line, a header or the framing of the body is not HTTP");
        };
    }

    private static Problem unreadable(String detail) {
        return Problem.invalid(List.of(FieldFault.parameter("request", detail)));
    }
}
