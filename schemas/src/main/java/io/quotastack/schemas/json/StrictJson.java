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

    /**
     * The most tokens of a text: names, values, and both ends of arrays and objects. Two bytes of a text can be a token, and
     * a token can take {@link #TOKEN_BYTES} once it is read.
     */
    public static final int MOST_TOKENS = 250_000;
    /** What a token takes of memory, about, beside the characters of its text. */
    public static final int TOKEN_BYTES = 100;

    private static final JsonFactory TEXT = JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder().maxNumberLength(Integer.MAX_VALUE).build()).build();
    private static final ObjectReader READER = Json.MAPPER.readerFor(JsonNode.class);

    private StrictJson() {}

    /**
     * The value; a missing node when there is none.
     *
     * @throws java.nio.charset.CharacterCodingException the bytes are not UTF-8
     * @throws TooManyTokensException it has more than {@link #MOST_TOKENS}
     * @throws com.fasterxml.jackson.core.JsonProcessingException the text is not one JSON value
     */
    public static JsonNode parse(byte[] bytes) throws IOException {
        return parse(bytes, tokens -> {});
    }

    /**
     * As {@link #parse(byte[])}.
     *
     * @param room is asked while the text is read, and ends the reading by an exception
     */
    public static JsonNode parse(byte[] bytes, TokenRoom room) throws IOException {
        // Decoded first and strictly: Jackson would guess UTF-16 and 32 too and is lenient about ill-formed UTF-8.
        String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        try (JsonParser parser = new CountedTokens(new BoundedNumbers(TEXT.createParser(text)), room)) {
            @Nullable
            JsonNode value = READER.readTree(parser);
            if (value != null && parser.nextToken() != null) {
                throw new JsonParseException(parser, "text after the JSON value");
            }
            return value == null ? MissingNode.getInstance() : value;
        }
    }
}
