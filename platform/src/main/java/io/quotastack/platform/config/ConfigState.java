package io.quotastack.platform.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

import io.quotastack.core.command.Idempotency;
import io.quotastack.core.tenant.Config;
import io.quotastack.core.tenant.ConfigChange;
import io.quotastack.core.tenant.NumberedChange;

/**
 * What the deciding task keeps in the store `config-state`.
 *
 * <pre>
 * change/&lt;key of the change&gt;            the last change of one thing, as in the topic `config`
 * answer/&lt;owner&gt;\n&lt;idempotency key&gt;   {@link KeptAnswer}
 * now                                 the time of the last decision, epoch milliseconds
 * </pre>
 */
final class ConfigState {

    /** How long an answer is replayed (CONTRACT 11), by the times of records. */
    static final Duration KEPT_FOR = Duration.ofHours(24);

    private static final String CHANGES = "change/";
    private static final String ANSWERS = "answer/";
    /** The first key after all answers: '0' follows '/'. */
    private static final String AFTER_ANSWERS = "answer0";
    private static final String NOW = "now";

    private final KeyValueStore<String, byte[]> store;
    private Config config;
    private Instant now;
    private String sweepFrom = ANSWERS;

    /** Reads what is stored. */
    ConfigState(KeyValueStore<String, byte[]> store) {
        this.store = store;
        config = Config.EMPTY.apply(storedChanges(store));
        now = Optional.ofNullable(store.get(NOW))
                .map(row -> Instant.ofEpochMilli(Long.parseLong(new String(row, StandardCharsets.US_ASCII))))
                .orElse(Instant.EPOCH);
    }

    Config config() {
        return config;
    }

    /** The time of a decision on a record of that time: it never goes back. */
    Instant advanceTo(Instant recordTime) {
        if (recordTime.isAfter(now)) {
            now = recordTime;
            store.put(NOW, Long.toString(now.toEpochMilli()).getBytes(StandardCharsets.US_ASCII));
        }
        return now;
    }

    void apply(NumberedChange change) {
        store.put(CHANGES + change.change().key(), ConfigJson.write(change));
        config = config.apply(List.of(change));
    }

    /** The last change of a thing. */
    Optional<ConfigChange> lastOf(String changeKey) {
        return Optional.ofNullable(store.get(CHANGES + changeKey))
                .map(row -> readRow(row, NumberedChange.class).change());
    }

    /** The answer that is replayed now; one that has had its time is as good as gone, swept or not. */
    Optional<KeptAnswer> answer(String owner, String idempotencyKey) {
        return Optional.ofNullable(store.get(answerKey(owner, idempotencyKey))).map(ConfigState::readAnswer)
                .filter(answer -> !expired(answer));
    }

    void keep(String owner, Idempotency idempotency, int status, String body) {
        store.put(answerKey(owner, idempotency.key()),
                ConfigJson.write(new KeptAnswer(idempotency.fingerprint(), now, status, body)));
    }

    /** Looks at so many answers, going round, and deletes those that have had their time. */
    void sweep(int answers) {
        List<String> expired = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> rows = store.range(sweepFrom, AFTER_ANSWERS)) {
            for (int seen = 0; seen < answers && rows.hasNext(); seen++) {
                KeyValue<String, byte[]> row = rows.next();
                if (expired(readAnswer(row.value))) {
                    expired.add(row.key);
                }
            }
            sweepFrom = rows.hasNext() ? rows.peekNextKey() : ANSWERS;
        }
        expired.forEach(store::delete);
    }

    private boolean expired(KeptAnswer answer) {
        return !answer.answeredAt().plus(KEPT_FOR).isAfter(now);
    }

    /** An owner is `root` or a tenant's environment, so where it ends is beyond doubt. */
    private static String answerKey(String owner, String idempotencyKey) {
        return ANSWERS + owner + "\n" + idempotencyKey;
    }

    private static List<NumberedChange> storedChanges(KeyValueStore<String, byte[]> store) {
        List<NumberedChange> changes = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> rows = store.prefixScan(CHANGES, new StringSerializer())) {
            rows.forEachRemaining(row -> changes.add(readRow(row.value, NumberedChange.class)));
        }
        changes.sort(Comparator.comparingLong(NumberedChange::version));
        return changes;
    }

    private static KeptAnswer readAnswer(byte[] row) {
        return readRow(row, KeptAnswer.class);
    }

    /** Only we write here: a row that cannot be read is a broken store, and no decision on it would be right. */
    private static <T> T readRow(byte[] row, Class<T> type) {
        try {
            return ConfigJson.read(row, type);
        } catch (IOException e) {
            throw new IllegalStateException("a row of the configuration store cannot be read", e);
        }
    }
}
