package io.quotastack.schemas.json;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;

import io.quotastack.core.text.UtcTime;

/** JSON as clients see it: snake_case members, absent values as null, times in UTC with milliseconds. */
public final class Json {

    /** Of a year that has not four digits: a calculation may come to one. */
    private static final DateTimeFormatter OTHER_YEAR = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'")
            .withZone(ZoneOffset.UTC);

    /** Writes answers and reads bodies: duplicate members, trailing text and lossy numbers are errors. */
    public static final JsonMapper MAPPER = JsonMapper.builder().addModule(new Jdk8Module()).addModule(times())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

    private Json() {}

    /** {@code 2026-01-31T12:00:00.000Z}. */
    public static String time(Instant instant) {
        return UtcTime.hasForm(instant) ? UtcTime.text(instant) : OTHER_YEAR.format(instant);
    }

    public static byte[] bytes(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer that cannot be written as JSON", e);
        }
    }

    /** The same, if that is no more than so many bytes; writing ends as soon as it is more. */
    public static Optional<byte[]> bytesWithin(Object value, int most) {
        var bytes = new BoundedBytes(most);
        try {
            MAPPER.writeValue(bytes, value);
            return Optional.of(bytes.toByteArray());
        } catch (BoundedBytes.FullException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new IllegalStateException("an answer that cannot be written as JSON", e);
        }
    }

    private static SimpleModule times() {
        return new SimpleModule().addSerializer(Instant.class, new StdSerializer<Instant>(Instant.class) {
            private static final long serialVersionUID = 1L;

            @Override
            public void serialize(Instant value, JsonGenerator json, SerializerProvider provider) throws IOException {
                json.writeString(time(value));
            }
        });
    }
}
