package io.quotastack.schemas.json;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.MissingNode;

/**
 * A stranger's bytes to a JSON value, by the same rules at every door: UTF-8 only and without a byte order mark, no
 * duplicate members, nothing behind the value. Numbers are exact up to any that a field can hold ({@link BoundedNumbers}).
 */
public final class StrictJson {

    private static final JsonFactory TEXT = JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder().maxNumberLength(Integer.MAX_VALUE).build()).build();
    private static final ObjectReader READER = Json.MAPPER.readerFor(JsonNode.class);

    private StrictJson() {}

    /**
     * The value; a missing node when there is none.
     *
     * @throws java.nio.charset.CharacterCodingException the bytes are not UTF-8
     * @throws com.fasterxml.jackson.core.JsonProcessingException the text is not one JSON value
     */
    public static JsonNode parse(byte[] bytes) throws IOException {
        // Decoded first and strictly: Jackson would guess UTF-16 and 32 too and is lenient about ill-formed UTF-8.
        String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        try (JsonParser parser = new BoundedNumbers(TEXT.createParser(text))) {
            @Nullable
            JsonNode value = READER.readTree(parser);
            if (value != null && parser.nextToken() != null) {
                throw new JsonParseException(parser, "text after the JSON value");
            }
            return value == null ? MissingNode.getInstance() : value;
        }
    }
}
