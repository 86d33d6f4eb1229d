package io.quotastack.platform.config;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

import io.quotastack.core.account.AnswerMark;
import io.quotastack.core.command.Idempotency;
import io.quotastack.core.config.Config;
import io.quotastack.core.config.ConfigChange;
import io.quotastack.core.config.NumberedChange;
import io.quotastack.core.problem.Problem;
import io.quotastack.gateway.Reply;
import io.quotastack.platform.store.KeptAnswer;
import io.quotastack.platform.store.KeptAnswers;

/** What the deciding task keeps in the store `config-state`, see {@link ConfigRows}. */
final class ConfigState {

    /** How long an answer is replayed (CONTRACT 11), by the times of records. */
    static final Duration KEPT_FOR = Duration.ofHours(24);

    private final KeyValueStore<Bytes, byte[]> store;
    private final ConfigBudget budget = new ConfigBudget();
    private Config config;
    private Instant now;
    private final KeptAnswers answers;
    /** Keys of changes whose rows are no longer needed. */
    private final Set<String> gone = new LinkedHashSet<>();

    /** Reads what is stored. */
    ConfigState(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
        answers = new KeptAnswers(store, ConfigRows.ANSWERS, ConfigRows.ANSWER, KEPT_FOR);
        List<NumberedChange> stored = storedChanges(store);
        config = Config.EMPTY.apply(stored);
        stored.forEach(change -> budget.countStored(change.change()));
        stored.forEach(change -> forgetWhenGone(change.change()));
        now = ConfigRows.LAST_DECISION.find(store, ConfigRows.NOW).map(LastDecision::at).orElse(Instant.EPOCH);
    }

    Config config() {
        return config;
    }

    /** The time of a decision on a record of that time: it never goes back. */
    Instant advanceTo(Instant recordTime) {
        if (recordTime.isAfter(now)) {
            now = recordTime;
            ConfigRows.LAST_DECISION.put(store, ConfigRows.NOW, new LastDecision(now));
        }
        return now;
    }

    void apply(NumberedChange change) {
        budget.count(lastOf(change.change().key()), change.change(), now);
        ConfigRows.CHANGE.put(store, ConfigRows.change(change.change().key()), change);
        Config before = config;
        config = config.apply(List.of(change));
        if (change.change() instanceof ConfigChange.ApiKeyPut(var key) && key.revokedAt().isPresent()) {
            before.keys().of(key.tenantEnvironment()).forEach(old -> forgetWhenGone(new ConfigChange.ApiKeyPut(old)));
            forgetWhenGone(change.change());
        }
    }

    /** A key that was revoked long ago is in no snapshot any more. */
    private void forgetWhenGone(ConfigChange change) {
        if (change instanceof ConfigChange.ApiKeyPut(var key) && config.keys().ofId(key.id()).isEmpty()) {
            gone.add(change.key());
        }
    }

    /**
     * Deletes rows of what is in no snapshot any more, so many at most; answers their keys. The latest change stays until there
     * is another: by its version the next one is numbered.
     */
    List<String> forget(int most) {
        List<String> forgotten = new ArrayList<>();
        for (String key : gone) {
            Optional<NumberedChange> row = ConfigRows.CHANGE.find(store, ConfigRows.change(key));
            if (forgotten.size() < most && row.filter(last -> last.version() == config.version()).isEmpty()) {
                row.ifPresent(last -> budget.forget(last.change()));
                store.delete(ConfigRows.change(key));
                forgotten.add(key);
            }
        }
        forgotten.forEach(gone::remove);
        return forgotten;
    }

    /**
     * The rules that versions before kept in the record of their metric, and that have none of their own: to be written before
     * the change takes the place of that record.
     */
    List<ConfigChange> standingOnlyInWhatIsReplacedBy(ConfigChange change) {
        if (!(change instanceof ConfigChange.MetricPut(var at, var metric))) {
            return List.of();
        }
        return lastOf(change.key()).map(ConfigChange.MetricPut.class::cast).stream()
                .flatMap(before -> before.metric().rules().all().stream())
                .<ConfigChange>map(rule -> new ConfigChange.RulePut(at, rule))
                .filter(rule -> lastOf(rule.key()).isEmpty()).toList();
    }

    /** Why the change is more than its environment has room for, if it is. */
    Optional<Problem> refusal(ConfigChange change) {
        return budget.refusal(lastOf(change.key()), change, now);
    }

    boolean mayNoteUse(ConfigChange change) {
        return budget.mayNoteUse(change, now);
    }

    private Optional<ConfigChange> lastOf(String changeKey) {
        return ConfigRows.CHANGE.find(store, ConfigRows.change(changeKey)).map(NumberedChange::change);
    }

    /** The answer that is replayed now; one that has had its time is as good as gone, swept or not. */
    Optional<KeptAnswer> answer(String owner, String idempotencyKey) {
        return ConfigRows.ANSWER.find(store, ConfigRows.answer(owner, idempotencyKey))
                .filter(answer -> answer.mark().keptAt(now));
    }

    void keep(String owner, Idempotency idempotency, Reply reply) {
        ConfigRows.ANSWER.put(store, ConfigRows.answer(owner, idempotency.key()),
                KeptAnswer.of(new AnswerMark(idempotency.fingerprint(), now, KEPT_FOR), reply));
    }

    /** Looks at so many answers, going round, and deletes those that have had their time. */
    void sweep(int most) {
        answers.sweep(most, now);
    }

    private static List<NumberedChange> storedChanges(KeyValueStore<Bytes, byte[]> store) {
        List<NumberedChange> changes = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> rows = store.prefixScan(ConfigRows.CHANGES,
                new StringSerializer())) {
            rows.forEachRemaining(row -> changes.add(ConfigRows.CHANGE.read(row.key, row.value)));
        }
        changes.sort(Comparator.comparingLong(NumberedChange::version));
        return changes;
    }
}
