package io.quotastack.gateway.view;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

import io.quotastack.gateway.Reply;
import io.quotastack.schemas.json.Json;

/**
 * A piece of a list as answered (CONTRACT 1), on its way to being full: with so many rows, or with so many bytes that one
 * more row would be too much. Each row is written when it is added, so a page never takes more than what it is sent as.
 */
public final class GrowingPage {

    /** A page with as many bytes ends, however few its rows; the last of them may be beyond. */
    public static final int FULL_BYTES = 1024 * 1024;

    private final int mostRows;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private int rows;

    /** Where the list goes on; {@code nextCursor} is null at its end. */
    private record Pagination(boolean hasMore, Optional<String> nextCursor) {}

    public GrowingPage(int mostRows) {
        this.mostRows = mostRows;
        body.writeBytes(text("{\"data\":["));
    }

    /** Whether another row is for the next page. Never of a page without rows. */
    public boolean isFull() {
        return rows >= mostRows || (rows > 0 && body.size() >= FULL_BYTES);
    }

    /** Adds a row, which is written at once. */
    public void add(Object row) {
        if (rows > 0) {
            body.write(',');
        }
        rows++;
        body.writeBytes(Json.bytes(row));
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
