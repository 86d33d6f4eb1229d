package io.quotastack.gateway.view;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import io.quotastack.gateway.Reply;
import io.quotastack.gateway.RequestContext;
import io.quotastack.gateway.list.ForeignCursorException;
import io.quotastack.gateway.list.KeysetPage;
import io.quotastack.gateway.list.ListCursor;
import io.quotastack.gateway.list.ListPart;
import io.quotastack.gateway.list.SortKey;
import io.quotastack.gateway.query.Page;

/** A page of a list that stands in several places, merged of what each of them has ({@link ListPart}). */
public final class ListedPage {

    private ListedPage() {}

    /**
     * The page, or the refusal of its cursor.
     *
     * @param cursor that of the list
     * @param parts asks all places for the same stretch
     */
    public static Reply of(ListCursor cursor, Page page, RequestContext request,
            Function<KeysetPage, List<ListPart<byte[]>>> parts) {
        Optional<SortKey> after;
        try {
            after = cursor.place(page);
        } catch (ForeignCursorException e) {
            return ProblemJson.reply(e.problem(), request);
        }
        ListPart<byte[]> shown = ListPart.merge(parts.apply(new KeysetPage(after, page.limit())))
                .fill(page.limit(), json -> json);
        var answer = new PageBuilder(page.limit());
        shown.rows().forEach(row -> answer.addWritten(row.row()));
        return answer.reply(shown.upTo().map(cursor::behind));
    }
}
