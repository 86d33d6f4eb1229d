package io.quotastack.api.read;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/** Times of RFC 3339, with any offset; kept in milliseconds, the rest cut off. */
final class Times {

    private static final DateTimeFormatter RFC_3339 = new DateTimeFormatterBuilder().parseCaseInsensitive()
            .appendPattern("uuuu-MM-dd'T'HH:mm:ss").optionalStart()
            .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true).optionalEnd().appendOffset("+HH:MM", "Z")
            .toFormatter(Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);

    /** Answers have four digits for the year. */
    private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

    private Times() {}

    static Optional<Instant> parse(String text, FieldPath path) {
        try {
            Instant time = OffsetDateTime.parse(text, RFC_3339).toInstant().truncatedTo(ChronoUnit.MILLIS);
            if (!time.isBefore(FIRST) && !time.isAfter(LAST)) {
                return Optional.of(time);
            }
        } catch (DateTimeException notATime) {
            // Told below, like a time out of range.
        }
        path.fault("must be a time of RFC 3339 with an offset, such as 2026-01-31T12:00:00Z");
        return Optional.empty();
    }
}
