package io.quotastack.ledger.read;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;

import io.quotastack.gateway.list.KeysetPage;
import io.quotastack.gateway.list.ListPart;
import io.quotastack.ledger.state.Shard;
import io.quotastack.platform.store.KeyRange;

/** The keys of the rows of one list of an environment, merged from some shards. */
record EnvironmentRows(List<Shard> shards, KeyRange range) {

    /** The next keys. */
    ListPart<Bytes> next(KeysetPage stretch) {
        Bytes from = stretch.after().map(range::behind).orElseGet(range::from);
        return ListPart.merge(shards.stream()
                .map(shard -> shard.scan(range, from, keys -> first(keys, stretch.most()))).toList());
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
