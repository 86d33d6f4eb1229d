package io.quotastack.client;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.JsonNode;

/** The rows of a list, page by page. */
final class Rows extends Spliterators.AbstractSpliterator<JsonNode> {

    private final QuotaStackClient client;
    private final String path;
    private final Deque<JsonNode> page = new ArrayDeque<>();
    private String cursor = "";
    private boolean more = true;

    Rows(QuotaStackClient client, String path) {
        super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
        this.client = client;
        this.path = path + (path.contains("?") ? "&" : "?");
    }

    @Override
    public boolean tryAdvance(Consumer<? super JsonNode> action) {
        while (page.isEmpty() && more) {
            fetch();
        }
        JsonNode row = page.poll();
        if (row == null) {
            return false;
        }
        action.accept(row);
        return true;
    }

    private void fetch() {
        JsonNode answer = client.send(ApiRequest.get(path + cursor)).orThrow();
        answer.path("data").forEach(page::add);
        JsonNode pagination = answer.path("pagination");
        more = pagination.path("has_more").booleanValue();
        if (more) {
            cursor = "cursor=" + ApiRequest.encode(pagination.required("next_cursor").textValue());
        }
    }
}
