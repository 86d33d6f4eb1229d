package io.quotastack.api.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

import io.quotastack.api.read.RequestRefused;
import io.quotastack.core.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;

/** Takes bodies in up to a limit, and reads refused ones away so that the client gets its answer (CONTRACT 1, 413). */
final class Bodies {

    private static final int DROPPED_BYTES = 16 * 1024 * 1024;

    private Bodies() {}

    /** The most bytes the body can have: what it says, or else the limit. Ends the request when it says too many. */
    static long expectedBytes(HttpServletRequest request, int limit) {
        if (request.getContentLengthLong() > limit) {
            throw tooLarge(limit);
        }
        return hasNone(request) ? 0 : request.getContentLengthLong() < 0 ? limit : request.getContentLengthLong();
    }

    /** The body, empty when there is none. Ends the request when it is larger than the limit. */
    static byte[] read(HttpServletRequest request, int limit) {
        if (hasNone(request)) {
            return new byte[0];
        }
        byte[] body;
        try {
            body = request.getInputStream().readNBytes(limit + 1);
        } catch (IOException e) {
            throw new RequestRefused(ProblemType.MALFORMED_JSON, "the body broke off or is not framed as HTTP wants");
        }
        if (body.length > limit) {
            throw tooLarge(limit);
        }
        return body;
    }

    /**
     * Reads away what is left of a refused body. A client that waits for `100 Continue` has sent none yet and gets its
     * answer without it.
     *
     * @return whether all of it is gone, so that the connection can serve the next request
     */
    static boolean drop(HttpServletRequest request) {
        if (hasNone(request) || request.getHeader("Expect") != null) {
            return true;
        }
        try {
            InputStream body = request.getInputStream();
            return body.skip(DROPPED_BYTES) < DROPPED_BYTES || body.read() < 0;
        } catch (IOException gone) {
            return false;
        }
    }

    /** Ends the request when its body is not what the API reads: `application/json`, in UTF-8, not compressed. */
    static void checkMediaType(HttpServletRequest request) {
        String type = request.getContentType();
        if (type == null || !isJson(type.toLowerCase(Locale.ROOT))) {
            throw new RequestRefused(ProblemType.UNSUPPORTED_MEDIA_TYPE,
                    "the Content-Type must be application/json in UTF-8");
        }
        String encoding = request.getHeader("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw new RequestRefused(ProblemType.UNSUPPORTED_MEDIA_TYPE, "a Content-Encoding is not supported");
        }
    }

    /** Suffixed types (`…+json`) mean something of their own and are refused. */
    private static boolean isJson(String type) {
        int end = type.indexOf(';');
        if (!(end < 0 ? type : type.substring(0, end)).strip().equals(Route.JSON)) {
            return false;
        }
        int charset = type.indexOf("charset=", Math.max(end, 0));
        return charset < 0
                || type.substring(charset + "charset=".length()).replace("\"", "").strip().startsWith("utf-8");
    }

    /** A body is announced by its length or by its encoding (RFC 9112, 6.3). */
    private static boolean hasNone(HttpServletRequest request) {
        long length = request.getContentLengthLong();
        return length == 0 || (length < 0 && request.getHeader("Transfer-Encoding") == null);
    }

    private static RequestRefused tooLarge(int limit) {
        return new RequestRefused(ProblemType.PAYLOAD_TOO_LARGE, "the body is larger than " + limit + " bytes");
    }
}
