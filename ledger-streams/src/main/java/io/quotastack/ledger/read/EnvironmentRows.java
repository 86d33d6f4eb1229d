package io.quotastack.ledger.read;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;

import io.quotastack.gateway.list.KeysetPage;
import io.quotastack.gateway.list.ListPart;
import io.quotastack.gateway.list.ListPartBuilder;
import io.quotastack.gateway.list.SortKey;
import io.quotastack.ledger.state.Shard;
import io.quotastack.platform.store.KeyRange;

/** The keys of the rows of one list of an environment, merged from some shards. */
record EnvironmentRows(List<Shard> shards, KeyRange range) {

    /** A filter that shows few rows ends a part after so many. */
    private static final int MOST_LOOKED_AT = 1_000;

    /** The next keys. */
    ListPart<Bytes> next(KeysetPage stretch) {
        Bytes from = stretch.after().map(range::behind).orElseGet(range::from);
        return ListPart.merge(shards.stream()
                .map(shard -> shard.scan(range, from, keys -> first(keys, stretch.most()))).toList());
    }

    /**
     * The next of those that are shown.
     *
     * @param view of a key: nothing when it is not shown
     */
    ListPart<byte[]> nextShown(KeysetPage stretch, Function<Bytes, Optional<?>> view) {
        var found = new ListPartBuilder(stretch.most());
        Optional<SortKey> seen = stretch.after();
        for (int lookedAt = 0; lookedAt < MOST_LOOKED_AT; lookedAt += stretch.most()) {
            ListPart<Bytes> rows = next(new KeysetPage(seen, stretch.most()));
            for (ListPart.Row<Bytes> row : rows.rows()) {
                if (found.isFull()) {
                    return found.done(seen);
                }
                seen = Optional.of(row.place());
                view.apply(row.row()).ifPresent(shown -> found.add(row.place(), shown));
            }
            if (rows.upTo().isEmpty()) {
                return found.done(Optional.empty());
            }
        }
        return found.done(seen);
    }

    private ListPart<Bytes> first(KeyValueIterator<Bytes, byte[]> keys, int most) {
        List<ListPart.Row<Bytes>> rows = new ArrayList<>();
        while (keys.hasNext() && rows.size() < most) {
            Bytes key = keys.next().key;
            rows.add(new ListPart.Row<>(range.place(key), key));
        }
        return new ListPart<>(rows, keys.hasNext() ? Optional.of(rows.getLast().place()) : Optional.empty());
    }
}
