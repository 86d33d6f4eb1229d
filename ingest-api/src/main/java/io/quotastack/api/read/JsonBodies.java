package io.quotastack.api.read;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.core.problem.ProblemType;
import io.quotastack.schemas.json.Json;

/** Bytes to a JSON value: UTF-8 only, no duplicate members, nothing behind the value. */
public final class JsonBodies {

    private JsonBodies() {}

    /** Ends the request when the bytes are not one JSON value. */
    public static JsonNode parse(byte[] body) {
        JsonNode value;
        try {
            // Decoded first and strictly: Jackson would guess UTF-16 and 32 too and is lenient about ill-formed UTF-8.
            value = Json.MAPPER
                    .readTree(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString());
        } catch (CharacterCodingException e) {
            throw new RequestRefused(ProblemType.MALFORMED_JSON, "the body is not UTF-8");
        } catch (JsonProcessingException e) {
            throw new RequestRefused(ProblemType.MALFORMED_JSON, e.getLocation() == null
                    ? "the body is not valid JSON"
                    : "the body is not valid JSON: line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr());
        }
        if (value.isMissingNode()) {
            throw new RequestRefused(ProblemType.MALFORMED_JSON, "the body is empty");
        }
        return value;
    }
}
