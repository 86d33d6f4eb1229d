package io.quotastack.api.console;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The content security policy of the console: nothing but files of this server, and no code or style within a page, save the
 * import map, which a page cannot have elsewhere: it is named by its hash. A page of another may not show the console in a
 * frame, where a click could be led astray.
 */
final class ContentPolicy {

    private static final Pattern IMPORT_MAP = Pattern.compile("<script type=\"importmap\">(.*?)</script>",
            Pattern.DOTALL);

    private ContentPolicy() {}

    static String of(String page) {
        Matcher map = IMPORT_MAP.matcher(page);
        if (!map.find()) {
            throw new IllegalStateException("the console's page has no import map");
        }
        byte[] hash = ConsoleFile.sha256(map.group(1).getBytes(StandardCharsets.UTF_8));
        return "default-src 'none'; script-src 'self' 'sha256-" + Base64.getEncoder().encodeToString(hash)
                + "'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
                + "frame-ancestors 'none'";
    }
}
