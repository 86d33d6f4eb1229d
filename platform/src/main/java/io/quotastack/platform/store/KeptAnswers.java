package io.quotastack.platform.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

import io.quotastack.core.account.AnswerMark;

/**
 * Deletes kept answers whose time is over, round and round over the answers of one store; the next round begins when the
 * first of them can be over. It decides nothing: whoever reads an answer looks at its age.
 */
public final class KeptAnswers {

    private final KeyValueStore<Bytes, byte[]> store;
    private final KeyRange answers;
    private final RowCodec<KeptAnswer> codec;
    private final Duration leastKept;
    private Bytes next;
    /** Before that none can be over. */
    private Instant nextRound = Instant.MIN;
    /** When the first will be over of those seen in this round, and of those made since it began. */
    private Instant firstOver = Instant.MAX;

    /**
     * @param answers where they stand, and nothing else
     * @param leastKept each of them is kept at least so long
     */
    public KeptAnswers(KeyValueStore<Bytes, byte[]> store, KeyRange answers, RowCodec<KeptAnswer> codec,
            Duration leastKept) {
        this.store = store;
        this.answers = answers;
        this.codec = codec;
        this.leastKept = leastKept;
        this.next = answers.from();
    }

    /**
     * Looks at so many answers, from where the last look ended.
     *
     * @param now no later than the time of any answer that is made from now on
     */
    public void sweep(int most, Instant now) {
        if (now.isBefore(nextRound)) {
            return;
        }
        if (next.equals(answers.from())) {
            firstOver = now.plus(leastKept);
        }
        List<Bytes> over = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> rows = store.range(next, answers.to())) {
            for (int seen = 0; seen < most && rows.hasNext(); seen++) {
                KeyValue<Bytes, byte[]> row = rows.next();
                AnswerMark mark = codec.read(row.key, row.value).mark();
                if (!mark.keptAt(now)) {
                    over.add(row.key);
                } else if (mark.overAt().isBefore(firstOver)) {
                    firstOver = mark.overAt();
                }
            }
            if (rows.hasNext()) {
                next = rows.peekNextKey();
            } else {
                next = answers.from();
                nextRound = firstOver;
            }
        }
        over.forEach(store::delete);
    }
}
