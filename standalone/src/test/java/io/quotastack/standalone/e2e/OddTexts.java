package io.quotastack.standalone.e2e;

import java.util.List;
import java.util.random.RandomGenerator;

/** Texts that programs stumble over. */
final class OddTexts {

    private static final List<String> ALL = List.of("", " ", ".", "..", "/", "a/b", "%2F", "%", "null", "NaN", "-0",
            "1e9999999999", "9223372036854775808", "\u0000", "\u0001", "\u007f", "\u0085", "\u2028", "\ufeff", "\uffff",
            "\ud800", "\udc00\ud800", "\ud83d\ude00", "e\u0301", "\u202e", "\ufdfd", "'; --", "<a>", "${jndi:x}", "{}",
            "[]", "\"", "\\", "\r\n", "\t", "2026-02-30T00:00:00Z", "2026-01-01T00:00:00", "9999-12-31T23:59:60Z",
            "+292278994-08-17T07:12:55Z", "00000000-0000-0000-0000-000000000000", "urn:x", "file:///etc/passwd",
            "http://[::1", "http://x y/", "-1", "0x10", "true", "x".repeat(256), "é".repeat(255), "x".repeat(9_000),
            "\u0001".repeat(3_000));

    private OddTexts() {}

    static String any(RandomGenerator random) {
        return ALL.get(random.nextInt(ALL.size()));
    }

    /** Mostly the usual one. */
    static String sometimes(String usual, RandomGenerator random) {
        return random.nextInt(8) == 0 ? any(random) : usual;
    }
}
