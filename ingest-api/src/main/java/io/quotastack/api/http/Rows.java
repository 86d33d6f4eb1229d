package io.quotastack.api.http;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import io.quotastack.gateway.Reply;
import io.quotastack.gateway.list.ListCursor;
import io.quotastack.gateway.list.ListPart;
import io.quotastack.gateway.list.SortKey;
import io.quotastack.gateway.query.Page;
import io.quotastack.gateway.view.ListedPage;
import io.quotastack.schemas.json.Json;

/** Lists that are answered from the configuration: ordered by creation, then id, in pieces (CONTRACT 1). */
public final class Rows {

    private Rows() {}

    public static Reply ok(Object document) {
        return new Reply(200, Json.bytes(document), false);
    }

    /** The piece that the page asks for. Refuses the request's faults first: nothing is to be read after it. */
    public static <R> Reply page(Request request, ListCursor cursor, Collection<R> rows, Function<R, SortKey> place,
            Function<R, ?> document, Page page) {
        request.refuseErrors();
        return ListedPage.of(cursor, page, request.context(),
                stretch -> List.of(behind(stretch.after(), rows, place).fill(stretch.most(),
                        row -> Json.bytes(document.apply(row)))));
    }

    private static <R> ListPart<R> behind(Optional<SortKey> after, Collection<R> rows, Function<R, SortKey> place) {
        return new ListPart<>(rows.stream().map(row -> new ListPart.Row<>(place.apply(row), row))
                .filter(row -> after.isEmpty() || row.place().compareTo(after.get()) > 0)
                .sorted(Comparator.comparing(ListPart.Row::place)).toList(), Optional.empty());
    }
}
