package io.quotastack.standalone.bulk;

import java.util.Iterator;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A part of an export that is written as a whole.
 *
 * @param next where the next one begins; none after the last
 */
record ExportPage(Iterator<JsonNode> rows, Optional<String> next) {

    /** What to go on with from a cursor; the first page has none. */
    interface Source {
        ExportPage from(Optional<String> cursor);
    }
}
