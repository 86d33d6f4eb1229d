package io.quotastack.standalone.cli;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A time as the API takes it, which says what is wrong with one; of a date alone, its start in UTC. */
public final class Time implements ITypeConverter<String> {

    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

    @Override
    public String convert(String text) {
        return DATE.matcher(text).matches() ? text + "T00:00:00Z" : text;
    }

    /** The same for who reckons with it. */
    public static final class Read implements ITypeConverter<Instant> {

        @Override
        public Instant convert(String text) {
            try {
                return Instant.parse(new Time().convert(text));
            } catch (DateTimeParseException e) {
                throw new TypeConversionException(
                        "'" + text + "' is neither a time, such as 2027-01-01T00:00:00Z, nor a date");
            }
        }
    }
}
