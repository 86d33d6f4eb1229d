package io.quotastack.api.docs;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

import io.quotastack.api.http.Request;
import io.quotastack.gateway.Reply;

/**
 * A file that browsers get, of the console or of the documentation.
 *
 * @param entityTag of its content, in its quotes
 */
@SuppressWarnings("ArrayRecordComponent") // a body on its way out, never compared
public record WebFile(String contentType, byte[] content, String entityTag) {

    private static final Map<String, String> TYPES = Map.of("css", "text/css; charset=utf-8", "html",
            "text/html; charset=utf-8", "js", "text/javascript; charset=utf-8", "svg", "image/svg+xml");

    /** What is on the class path, of the type that the end of its name says. */
    public static WebFile read(String name, String resource) {
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (type == null) {
            throw new IllegalStateException("no media type is known for " + name);
        }
        return of(type, Resources.bytes(resource));
    }

    public static WebFile of(String contentType, byte[] content) {
        return new WebFile(contentType, content, '"' + HexFormat.of().formatHex(sha256(content), 0, 16) + '"');
    }

    /**
     * The file, or that the browser has it already. Browsers keep it and ask each time whether it is still the same: after
     * an upgrade none is an old one.
     *
     * @param policy the content security policy, see {@link ContentPolicy}
     */
    public Reply answer(Request request, String policy) {
        request.answerHeader("ETag", entityTag);
        request.answerHeader("Cache-Control", "no-cache");
        request.answerHeader("Content-Security-Policy", policy);
        request.answerHeader("X-Content-Type-Options", "nosniff");
        request.answerHeader("Referrer-Policy", "no-referrer");
        request.answerHeader("Cross-Origin-Opener-Policy", "same-origin");
        request.answerContentType(contentType);
        if (request.header("If-None-Match").filter(this::isKnownBy).isPresent()) {
            return new Reply(304, new byte[0], false);
        }
        return new Reply(200, content, false);
    }

    /** Whether a browser has this content already (RFC 9110, If-None-Match). */
    private boolean isKnownBy(String ifNoneMatch) {
        for (String tag : ifNoneMatch.split(",", -1)) {
            String known = tag.strip();
            if (known.equals("*") || known.equals(entityTag) || known.equals("W/" + entityTag)) {
                return true;
            }
        }
        return false;
    }

    static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
