package io.quotastack.core.text;

import java.util.Optional;
import java.util.UUID;

/** What a text may be made of. */
public final class Texts {

    /** The fault of a text that is not {@link #wellFormed}. */
    public static final String ILL_FORMED = "must be well-formed Unicode";

    /** The fault of a text that {@link #isDotSegment}. */
    public static final String DOT_SEGMENT = "must not be . or ..";

    private static final int LONGEST_ID = 255;
    private static final int UUID_LENGTH = 36;

    private Texts() {}

    /** Without a surrogate that lacks its other half: only such text has a form in UTF-8. */
    public static boolean wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (Character.isLowSurrogate(c) || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    /** What makes the text no id that a tenant may choose: 1–255 code points, no control characters. */
    public static Optional<String> faultOfId(String text) {
        int length = text.codePointCount(0, text.length());
        if (length < 1 || length > LONGEST_ID) {
            return Optional.of("must have 1 to " + LONGEST_ID + " characters");
        }
        return text.chars().anyMatch(Character::isISOControl)
                ? Optional.of("must have no control characters")
                : Optional.empty();
    }

    /** What makes the text no id that stands in a path of the API: it is none, or none that a client leaves alone there. */
    public static Optional<String> faultOfIdInPath(String text) {
        return isDotSegment(text) ? Optional.of(DOT_SEGMENT) : faultOfId(text);
    }

    /** Whether clients take it away from a URL's path (RFC 3986, 5.2.4), encoded or not. */
    public static boolean isDotSegment(String text) {
        return text.equals(".") || text.equals("..");
    }

    /** The bytes of the text in UTF-8. */
    static int utf8Length(String text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // Either half of a surrogate pair counts two of the four bytes.
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }

    /** The UUID in its canonical form, in either case; {@link UUID#fromString} alone takes shortened ones too. */
    public static Optional<UUID> uuid(String text) {
        if (text.length() != UUID_LENGTH) {
            return Optional.empty();
        }
        try {
            UUID uuid = UUID.fromString(text);
            return uuid.toString().equalsIgnoreCase(text) ? Optional.of(uuid) : Optional.empty();
        } catch (IllegalArgumentException notAUuid) {
            return Optional.empty();
        }
    }
}
