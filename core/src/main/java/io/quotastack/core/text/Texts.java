package io.quotastack.core.text;

import java.util.Optional;
import java.util.UUID;

/** What a text may be made of. */
public final class Texts {

    /** The fault of a text that is not {@link #wellFormed}. */
    public static final String ILL_FORMED = "must be well-formed Unicode";

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

    /** What makes the text no name that a tenant may give a customer: an id, and not {@code .} or {@code ..}. */
    public static Optional<String> faultOfExternalId(String text) {
        return text.equals(".") || text.equals("..") ? Optional.of("must not be . or ..") : faultOfId(text);
    }

    /** The bytes of the text in UTF-8. */
    public static int utf8Length(String text) {
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
