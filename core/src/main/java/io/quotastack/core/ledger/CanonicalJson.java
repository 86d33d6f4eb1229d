package io.quotastack.core.ledger;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.quotastack.core.text.UtcTime;

/**
 * Writes JSON by RFC 8785 (JCS), save that integers stand in full decimal. The caller names members in the order of
 * their UTF-16 code units, which is that of {@link String#compareTo}.
 */
final class CanonicalJson {

    private static final String HEX = "0123456789abcdef";

    /** Room for nearly every entry, so that it is not copied while it grows. */
    private final StringBuilder json = new StringBuilder(1536);

    /** Everything between, such as punctuation and member names; written as it is. */
    CanonicalJson raw(String text) {
        json.append(text);
        return this;
    }

    CanonicalJson integer(long value) {
        json.append(value);
        return this;
    }

    CanonicalJson optionalString(Optional<String> value) {
        return value.isPresent() ? string(value.get()) : raw("null");
    }

    /** A string with the escapes of ECMAScript's JSON.stringify, which RFC 8785 (3.2.2.2) prescribes. */
    CanonicalJson string(String value) {
        if (isPlain(value)) {
            return plain(value);
        }
        json.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\b' -> json.append("\\b");
                case '\f' -> json.append("\\f");
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                default -> {
                    if (c < ' ') {
                        json.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xf));
                    } else {
                        json.append(c);
                    }
                }
            }
        }
        json.append('"');
        return this;
    }

    /** A string of our own making that has nothing to escape, such as an id. */
    CanonicalJson plain(String value) {
        json.append('"').append(value).append('"');
        return this;
    }

    /** Nearly every string: a copy as a whole costs a fraction of one by character. */
    private static boolean isPlain(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }

    /** An object whose members are strings, in canonical order. */
    CanonicalJson strings(Map<String, String> members) {
        json.append('{');
        String separator = "";
        Map<String, String> ordered = members.size() <= 1 ? members : new TreeMap<>(members);
        for (Map.Entry<String, String> member : ordered.entrySet()) {
            raw(separator).string(member.getKey()).raw(":").string(member.getValue());
            separator = ",";
        }
        json.append('}');
        return this;
    }

    /** {@code "2026-01-31T12:00:00.000Z"}, as answers write it. */
    CanonicalJson time(Instant instant) {
        json.append('"');
        UtcTime.append(json, instant).append('"');
        return this;
    }

    @Override
    public String toString() {
        return json.toString();
    }
}
