package io.quotastack.api.console;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

import io.quotastack.api.docs.Resources;

/**
 * A file of the console.
 *
 * @param entityTag of its content, in its quotes
 */
@SuppressWarnings("ArrayRecordComponent") // a body on its way out, never compared
record ConsoleFile(String contentType, byte[] content, String entityTag) {

    private static final Map<String, String> TYPES = Map.of("css", "text/css; charset=utf-8", "html",
            "text/html; charset=utf-8", "js", "text/javascript; charset=utf-8", "svg", "image/svg+xml");

    static ConsoleFile read(String name, String resource) {
        byte[] content = Resources.bytes(resource);
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (type == null) {
            throw new IllegalStateException("no media type is known for " + name);
        }
        return new ConsoleFile(type, content, '"' + HexFormat.of().formatHex(sha256(content), 0, 16) + '"');
    }

    /** Whether a browser has this content already (RFC 9110, If-None-Match). */
    boolean isKnownBy(String ifNoneMatch) {
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
