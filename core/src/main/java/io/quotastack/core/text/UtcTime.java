package io.quotastack.core.text;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** Times as answers have them, in UTC with milliseconds: {@code 2026-01-31T12:00:00.000Z}. */
public final class UtcTime {

    private static final int LENGTH = 24;
    private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("9999-12-31T23:59:59.999999999Z").plusNanos(1);

    private UtcTime() {}

    /** Whether its year has four digits. */
    public static boolean hasForm(Instant instant) {
        return !instant.isBefore(FIRST) && instant.isBefore(END);
    }

    public static String text(Instant instant) {
        return append(new StringBuilder(LENGTH), instant).toString();
    }

    /**
     * Made by hand, since every charge writes some.
     *
     * @throws IllegalArgumentException the year has not four digits
     */
    public static StringBuilder append(StringBuilder text, Instant instant) {
        if (!hasForm(instant)) {
            throw new IllegalArgumentException("a year of other than four digits: " + instant);
        }
        LocalDateTime utc = LocalDateTime.ofEpochSecond(instant.getEpochSecond(), 0, ZoneOffset.UTC);
        twoDigits(twoDigits(text, utc.getYear() / 100), utc.getYear() % 100).append('-');
        twoDigits(text, utc.getMonthValue()).append('-');
        twoDigits(text, utc.getDayOfMonth()).append('T');
        twoDigits(text, utc.getHour()).append(':');
        twoDigits(text, utc.getMinute()).append(':');
        twoDigits(text, utc.getSecond()).append('.');
        int millis = instant.getNano() / 1_000_000;
        text.append((char) ('0' + millis / 100));
        return twoDigits(text, millis % 100).append('Z');
    }

    private static StringBuilder twoDigits(StringBuilder text, int value) {
        return text.append((char) ('0' + value / 10)).append((char) ('0' + value % 10));
    }
}
