package io.quotastack.api.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

import org.eclipse.jetty.io.EndPoint;

import io.quotastack.api.read.RequestRefused;
import io.quotastack.core.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;

/** Takes bodies in up to a limit, and reads refused ones away so that the client gets its answer (CONTRACT 1, 413). */
final class Bodies {

    private static final int DROPPED_BYTES = 16 * 1024 * 1024;
    private static final int DROPPED_AT_ONCE = 16 * 1024;

    private Bodies() {}

    /** Ends the request when the body announces more than the limit. */
    static void checkAnnounced(HttpServletRequest request, int limit) {
        if (request.getContentLengthLong() > limit) {
            throw tooLarge(limit);
        }
    }

    /** The body, empty when there is none. Ends the request when it is larger than the limit. */
    static byte[] read(HttpServletRequest request, IncomingBody incoming, int limit) throws IOException {
        if (hasNone(request)) {
            return new byte[0];
        }
        byte[] body = incoming.read(request.getContentLengthLong(), limit);
        if (body.length > limit) {
            throw tooLarge(limit);
        }
        return body;
    }

    /**
     * Reads away what is left of a refused body, as long as it comes at the pace. A client that waits for
     * `100 Continue` has sent none yet and gets its answer without it.
     *
     * @return whether all of it is gone, so that the connection can serve the next request
     */
    static boolean drop(HttpServletRequest request, BodyPace pace) {
        if (hasNone(request) || request.getHeader("Expect") != null) {
            return true;
        }
        EndPoint connection = IncomingBody.connection(request);
        long usual = connection.getIdleTimeout();
        connection.setIdleTimeout(pace.silence().toMillis());
        try {
            InputStream body = request.getInputStream();
            BodyPace.Run run = pace.begin();
            byte[] buffer = new byte[DROPPED_AT_ONCE];
            for (long dropped = 0; dropped <= DROPPED_BYTES && !run.late(dropped);) {
                int read = body.read(buffer);
                if (read < 0) {
                    return true;
                }
                dropped += read;
            }
            return false;
        } catch (IOException gone) {
            return false;
        } finally {
            connection.setIdleTimeout(usual);
        }
    }

    /** Reads away what has arrived of a small refused body, and waits for nothing. Whether all of it is gone. */
    static boolean dropArrived(HttpServletRequest request) {
        if (hasNone(request) || request.getHeader("Expect") != null) {
            return true;
        }
        long length = request.getContentLengthLong();
        try {
            InputStream body = request.getInputStream();
            return length >= 0 && length <= DROPPED_AT_ONCE && body.available() >= length
                    && body.readNBytes((int) length + 1).length == length;
        } catch (IOException gone) {
            return false;
        }
    }

    /** Ends the request when its body is not what the API reads: `application/json`, in UTF-8, not compressed. */
    static void checkMediaType(HttpServletRequest request) {
        // Not by the servlet's own method, which throws at a charset that is none.
        String type = request.getHeader("Content-Type");
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
        if (charset < 0) {
            return true;
        }
        String value = type.substring(charset + "charset=".length());
        int next = value.indexOf(';');
        return (next < 0 ? value : value.substring(0, next)).replace("\"", "").strip().equals("utf-8");
    }

    /** A body is announced by its length or by its encoding (RFC 9112, 6.3). */
    static boolean hasNone(HttpServletRequest request) {
        long length = request.getContentLengthLong();
        return length == 0 || (length < 0 && request.getHeader("Transfer-Encoding") == null);
    }

    private static RequestRefused tooLarge(int limit) {
        return new RequestRefused(ProblemType.PAYLOAD_TOO_LARGE, "the body is larger than " + limit + " bytes");
    }
}
