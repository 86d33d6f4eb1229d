package io.quotastack.schemas.json;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;

/** Takes room for tokens before they are read, many at a time, the first few for free, and ends where there are too many. */
final class CountedTokens extends JsonParserDelegate {

    /** Of an ordinary request: what so few take is bounded by how many requests are in hand. */
    private static final int FREE = 400;
    private static final int AT_ONCE = 1_000;

    private final TokenRoom room;
    private int left = FREE;
    private int seen;

    CountedTokens(JsonParser parser, TokenRoom room) {
        super(parser);
        this.room = room;
    }

    @Override
    public @Nullable JsonToken nextToken() throws IOException {
        if (left == 0) {
            room.take(AT_ONCE);
            left = AT_ONCE;
        }
        left--;
        @Nullable
        JsonToken token = super.nextToken();
        if (token != null) {
            seen++;
        }
        if (seen > StrictJson.MOST_TOKENS) {
            throw new TooManyTokensException(this);
        }
        return token;
    }
}
