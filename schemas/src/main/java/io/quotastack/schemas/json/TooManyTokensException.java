package io.quotastack.schemas.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;

/** A text may be JSON; it is not read to its end, for what it would take of memory. */
public final class TooManyTokensException extends StreamConstraintsException {

    private static final long serialVersionUID = 1L;

    TooManyTokensException(JsonParser parser) {
        super("more than " + StrictJson.MOST_TOKENS + " JSON tokens", parser.currentLocation());
    }
}
