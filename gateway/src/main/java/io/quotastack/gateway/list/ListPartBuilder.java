package io.quotastack.gateway.list;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.quotastack.schemas.json.Json;

/** A part on its way to being as full as a page, where whether a row is shown turns out only when it is read. */
public final class ListPartBuilder {

    private final PageBound bound;
    private final List<ListPart.Row<byte[]>> rows = new ArrayList<>();

    public ListPartBuilder(int mostRows) {
        this.bound = new PageBound(mostRows);
    }

    /** Whether another row is for the next stretch. Never of a part without rows. */
    public boolean isFull() {
        return bound.isFull();
    }

    /** Adds a row, which is written at once. */
    public void add(SortKey place, Object row) {
        byte[] json = Json.bytes(row);
        bound.count(json.length);
        rows.add(new ListPart.Row<>(place, json));
    }

    /**
     * The part.
     *
     * @param upTo how far it was looked; absent: to the end
     */
    public ListPart<byte[]> done(Optional<SortKey> upTo) {
        return new ListPart<>(rows, upTo);
    }
}
