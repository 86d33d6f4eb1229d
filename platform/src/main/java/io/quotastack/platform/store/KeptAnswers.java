package io.quotastack.platform.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Deletes kept answers whose time is over, round and round over the answers of one store. It decides nothing: whoever
 * reads an answer looks at its age.
 */
public final class KeptAnswers {

    private final KeyValueStore<Bytes, byte[]> store;
    private final KeyRange answers;
    private final RowCodec<KeptAnswer> codec;
    private Bytes next;

    /** @param answers where they stand, and nothing else */
    public KeptAnswers(KeyValueStore<Bytes, byte[]> store, KeyRange answers, RowCodec<KeptAnswer> codec) {
        this.store = store;
        this.answers = answers;
        this.codec = codec;
        this.next = answers.from();
    }

    /** Looks at so many answers, from where the last look ended. */
    public void sweep(int most, Instant now) {
        List<Bytes> over = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> rows = store.range(next, answers.to())) {
            for (int seen = 0; seen < most && rows.hasNext(); seen++) {
                KeyValue<Bytes, byte[]> row = rows.next();
                if (!codec.read(row.key, row.value).mark().keptAt(now)) {
                    over.add(row.key);
                }
            }
            next = rows.hasNext() ? rows.peekNextKey() : answers.from();
        }
        over.forEach(store::delete);
    }
}
