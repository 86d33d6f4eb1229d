package io.quotastack.gateway.view;

import java.util.List;
import java.util.Optional;

/** A piece of a list as answered (CONTRACT 1). */
public record PageView<T>(List<T> data, Pagination pagination) {

    /** Where the list goes on; {@code nextCursor} is null at its end. */
    public record Pagination(boolean hasMore, Optional<String> nextCursor) {}

    /** The piece whose continuation the cursor names; without one it is the last. */
    public static <T> PageView<T> of(List<T> data, Optional<String> nextCursor) {
        return new PageView<>(data, new Pagination(nextCursor.isPresent(), nextCursor));
    }
}
