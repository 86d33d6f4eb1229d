package io.quotastack.gateway.view;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

import io.quotastack.gateway.Reply;
import io.quotastack.gateway.list.PageBound;
import io.quotastack.schemas.json.Json;

/**
 * A piece of a list as answered (CONTRACT 1), on its way to being full. Each row is written when it is added, so a page
 * never takes more than what it is sent as.
 */
public final class PageBuilder {

    private final PageBound bound;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private boolean empty = true;

    /** Where the list goes on; {@code nextCursor} is null at its end. */
    private record Pagination(boolean hasMore, Optional<String> nextCursor) {}

    public PageBuilder(int mostRows) {
        this.bound = new PageBound(mostRows);
        body.writeBytes(text("{\"data\":["));
    }

    /** Whether another row is for the next page. Never of a page without rows. */
    public boolean isFull() {
        return bound.isFull();
    }

    /** Adds a row, which is written at once. */
    public void add(Object row) {
        addWritten(Json.bytes(row));
    }

    void addWritten(byte[] row) {
        if (!empty) {
            body.write(',');
        }
        empty = false;
        bound.count(row.length);
        body.writeBytes(row);
    }

    /** The piece as an answer. The cursor names its continuation; without one it is the last. */
    public Reply reply(Optional<String> nextCursor) {
        body.writeBytes(text("],\"pagination\":"));
        body.writeBytes(Json.bytes(new Pagination(nextCursor.isPresent(), nextCursor)));
        body.write('}');
        return new Reply(200, body.toByteArray(), false);
    }

    private static byte[] text(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }
}
