package io.quotastack.api.http;

import java.util.Enumeration;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * What a `Prefer` header asks for (RFC 7240). Preferences that are not known or not well-formed are ignored, as the RFC
 * wants it.
 *
 * @param waitSeconds 1…30; a longer wish is cut
 * @param returnMinimal the answer need not show what was made
 */
public record Preferences(boolean respondAsync, OptionalInt waitSeconds, boolean returnMinimal) {

    private static final int LONGEST_WAIT_SECONDS = 30;
    private static final int DIGITS = 9;

    static Preferences parse(Enumeration<String> headers) {
        boolean respondAsync = false;
        OptionalInt wait = OptionalInt.empty();
        boolean returnMinimal = false;
        while (headers.hasMoreElements()) {
            for (String preference : headers.nextElement().toLowerCase(Locale.ROOT).split(",", -1)) {
                String token = preference.split(";", 2)[0].replace(" ", "").replace("\t", "");
                if (token.equals("respond-async")) {
                    respondAsync = true;
                } else if (token.equals("return=minimal")) {
                    returnMinimal = true;
                } else if (token.startsWith("wait=") && wait.isEmpty()) {
                    wait = seconds(token.substring("wait=".length()).replace("\"", ""));
                }
            }
        }
        return new Preferences(respondAsync, wait, returnMinimal);
    }

    private static OptionalInt seconds(String text) {
        boolean digits = !text.isEmpty() && text.length() <= DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9');
        int seconds = digits ? Integer.parseInt(text) : 0;
        return seconds < 1 ? OptionalInt.empty() : OptionalInt.of(Math.min(seconds, LONGEST_WAIT_SECONDS));
    }
}
