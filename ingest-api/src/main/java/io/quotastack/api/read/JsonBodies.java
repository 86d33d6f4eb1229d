package io.quotastack.api.read;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.core.problem.ProblemType;
import io.quotastack.schemas.json.StrictJson;
import io.quotastack.schemas.json.TokenRoom;
import io.quotastack.schemas.json.TooManyTokensException;

/** Bytes to a JSON value: UTF-8 only, no duplicate members, nothing behind the value. */
public final class JsonBodies {

    private JsonBodies() {}

    /**
     * Ends the request when the bytes are not one JSON value.
     *
     * @param room for what the value takes once it is read
     */
    public static JsonNode parse(byte[] body, TokenRoom room) {
        JsonNode value;
        try {
            value = StrictJson.parse(body, room);
        } catch (TooManyTokensException e) {
            throw new RequestRefused(ProblemType.PAYLOAD_TOO_LARGE,
                    "the body has more than " + StrictJson.MOST_TOKENS + " JSON tokens");
        } catch (CharacterCodingException e) {
            throw new RequestRefused(ProblemType.MALFORMED_JSON, "the body is not UTF-8");
        } catch (JsonProcessingException e) {
            throw new RequestRefused(ProblemType.MALFORMED_JSON, e.getLocation() == null
                    ? "the body is not valid JSON"
                    : "the body is not valid JSON: line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr());
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory cannot be read", e);
        }
        if (value.isMissingNode()) {
            throw new RequestRefused(ProblemType.MALFORMED_JSON, "the body is empty");
        }
        return value;
    }
}
