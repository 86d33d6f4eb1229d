package io.quotastack.api.read;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Percent-decoding of a part of a URL, once and strictly. */
public final class UrlText {

    private UrlText() {}

    /** A segment of the path; nothing when its encoding is broken or not UTF-8. */
    public static Optional<String> segment(String raw) {
        return decode(raw, 0, raw.length(), false);
    }

    /** A name or value of the query, where {@code +} stands for a space. */
    static Optional<String> query(String raw, int from, int to) {
        return decode(raw, from, to, true);
    }

    private static Optional<String> decode(String raw, int from, int to, boolean plusIsSpace) {
        if (plain(raw, from, to, plusIsSpace)) {
            return Optional.of(raw.substring(from, to));
        }
        ByteBuffer bytes = ByteBuffer.allocate((to - from) * 3);
        for (int i = from; i < to; i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                int high = i + 2 < to ? hexDigit(raw.charAt(i + 1)) : -1;
                int low = i + 2 < to ? hexDigit(raw.charAt(i + 2)) : -1;
                if (high < 0 || low < 0) {
                    return Optional.empty();
                }
                bytes.put((byte) ((high << 4) | low));
                i += 2;
            } else if (c == '+' && plusIsSpace) {
                bytes.put((byte) ' ');
            } else if (Character.isHighSurrogate(c) && i + 1 < to) {
                bytes.put(raw.substring(i, i + 2).getBytes(StandardCharsets.UTF_8));
                i++;
            } else {
                bytes.put(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
            }
        }
        try {
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString());
        } catch (CharacterCodingException notUtf8) {
            return Optional.empty();
        }
    }

    /** ASCII only: {@link Character#digit} would take full-width digits too. */
    private static int hexDigit(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }

    private static boolean plain(String raw, int from, int to, boolean plusIsSpace) {
        for (int i = from; i < to; i++) {
            char c = raw.charAt(i);
            if (c == '%' || (c == '+' && plusIsSpace) || c >= 0x80) {
                return false;
            }
        }
        return true;
    }
}
