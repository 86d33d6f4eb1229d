package io.quotastack.gateway.list;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What one place, a partition or a node, has of a list. Each row of the list stands in one place only, and all places are
 * asked for the same stretch. A part tells what it knows: <em>of the rows of its place, those behind the beginning of the
 * stretch and up to {@code upTo} are exactly its rows; behind {@code upTo} there may be more</em>. A place ends its part
 * early when it has enough rows or bytes, or looked at enough rows that the list does not show; so a part without rows may
 * still have more behind it. It has looked at one row at least, so {@code upTo} always lies behind the beginning, and
 * whoever goes on from there comes to an end.
 *
 * <p>From this follows how parts become one ({@link #merge}). All that is known of the whole list reaches as far as the
 * part that ends first: its <em>horizon</em> is the smallest {@code upTo}. Up to there every row is in some part; a row
 * behind it may have one before it that its own place did not come to, so it is left for the next stretch, though its
 * place did come that far. The merged rows are those up to the horizon, in order, and the horizon is the whole's
 * {@code upTo}. What comes out is a part again, of all the places together, so it does not matter in how many steps, or in
 * which order, parts are merged: partitions to that of a node, nodes to the list.
 *
 * <p>A page shows the first of them that fit ({@link #fill}). When some are left, it goes on behind the last one it shows,
 * else behind {@code upTo}; when there is none, it is the last page. Either is a place up to which nothing is left out and
 * behind which nothing was shown, so a list read page by page is that which one place would have answered.
 *
 * @param rows in order
 * @param upTo absent: all rows of the place are here, to the end of the list
 * @param <R> what is known of a row: enough to find it, or its JSON as it is sent
 */
public record ListPart<R>(List<Row<R>> rows, Optional<SortKey> upTo) {

    /** A row at its place. */
    public record Row<R>(SortKey place, R row) {}

    public ListPart {
        rows = List.copyOf(rows);
        for (int i = 1; i < rows.size(); i++) {
            if (rows.get(i - 1).place().compareTo(rows.get(i).place()) >= 0) {
                throw new IllegalArgumentException("rows out of order at " + rows.get(i).place());
            }
        }
        if (upTo.isPresent() && !rows.isEmpty() && rows.getLast().place().compareTo(upTo.get()) > 0) {
            throw new IllegalArgumentException("a row behind the end of its part, " + upTo.get());
        }
    }

    /** One part of what several places have; as far as all of them looked. */
    public static <R> ListPart<R> merge(List<ListPart<R>> parts) {
        Optional<SortKey> horizon = parts.stream().flatMap(part -> part.upTo().stream()).min(Comparator.naturalOrder());
        List<Row<R>> rows = parts.stream().flatMap(part -> part.rows().stream())
                .filter(row -> horizon.isEmpty() || row.place().compareTo(horizon.get()) <= 0)
                .sorted(Comparator.comparing(Row::place)).toList();
        return new ListPart<>(rows, horizon);
    }

    /**
     * The first rows as they are sent, as many as a page takes.
     *
     * @param json writes a row; not asked for rows that do not fit
     */
    public ListPart<byte[]> fill(int mostRows, Function<R, byte[]> json) {
        var bound = new PageBound(mostRows);
        var written = new ArrayList<Row<byte[]>>();
        for (Row<R> row : rows) {
            if (bound.isFull()) {
                return new ListPart<>(written, Optional.of(written.getLast().place()));
            }
            byte[] bytes = json.apply(row.row());
            bound.count(bytes.length);
            written.add(new Row<>(row.place(), bytes));
        }
        return new ListPart<>(written, upTo);
    }
}
