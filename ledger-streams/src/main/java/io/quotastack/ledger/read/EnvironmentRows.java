package io.quotastack.ledger.read;

import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import org.apache.kafka.common.utils.Bytes;

import io.quotastack.gateway.query.Page;
import io.quotastack.ledger.state.Shard;
import io.quotastack.platform.store.KeyRange;
import io.quotastack.platform.store.OwnedPartitions;

/** The rows of one list of an environment, merged from all shards; a row's key is the cursor behind it. */
record EnvironmentRows(OwnedPartitions<Shard> shards, KeyRange range) {

    /** Whether the page's cursor is none that this list gave out. */
    boolean foreign(Page page) {
        return page.cursor().isPresent() && start(page).isEmpty();
    }

    /** The row that the page begins behind; nothing for the first page. */
    Optional<Bytes> start(Page page) {
        return page.cursor().flatMap(EnvironmentRows::decode).filter(range::contains);
    }

    /** The next rows behind that one. */
    List<Bytes> next(Optional<Bytes> after, int most) {
        List<Bytes> rows = new ArrayList<>();
        for (Shard shard : shards.all()) {
            rows.addAll(shard.scan(range, after.orElse(range.from()), found -> {
                List<Bytes> ofShard = new ArrayList<>();
                while (found.hasNext() && ofShard.size() < most) {
                    Bytes row = found.next().key;
                    if (after.isEmpty() || !after.get().equals(row)) {
                        ofShard.add(row);
                    }
                }
                return ofShard;
            }));
        }
        rows.sort(Comparator.naturalOrder());
        return rows.subList(0, Math.min(most, rows.size()));
    }

    static String cursor(Bytes row) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(row.get());
    }

    private static Optional<Bytes> decode(String cursor) {
        try {
            return Optional.of(Bytes.wrap(Base64.getUrlDecoder().decode(cursor)));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // not a cursor: the caller says so
        }
    }
}
