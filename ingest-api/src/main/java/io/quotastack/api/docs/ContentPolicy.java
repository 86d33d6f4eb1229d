package io.quotastack.api.docs;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The content security policy of the console and of the documentation: nothing but files of this server, and no code or
 * style within a page, save an import map, which a page cannot have elsewhere: it is named by its hash. A page of another
 * may not show them in a frame, where a click could be led astray.
 */
public final class ContentPolicy {

    /** Of pages without an import map. */
    public static final String OF_FILES = policy("");

    private static final Pattern IMPORT_MAP = Pattern.compile("<script type=\"importmap\">(.*?)</script>",
            Pattern.DOTALL);

    private ContentPolicy() {}

    /** Of a page that has an import map. */
    public static String ofImportMapIn(String page) {
        Matcher map = IMPORT_MAP.matcher(page);
        if (!map.find()) {
            throw new IllegalStateException("the page has no import map");
        }
        byte[] hash = WebFile.sha256(map.group(1).getBytes(StandardCharsets.UTF_8));
        return policy(" 'sha256-" + Base64.getEncoder().encodeToString(hash) + "'");
    }

    private static String policy(String script) {
        return "default-src 'none'; script-src 'self'" + script
                + "; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
                + "frame-ancestors 'none'";
    }
}
