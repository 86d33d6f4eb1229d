package io.quotastack.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quotastack.core.account.AnswerKey;
import io.quotastack.core.account.AnswerMark;
import io.quotastack.core.customer.CustomerKey;
import io.quotastack.core.customer.Environment;
import io.quotastack.core.customer.TenantEnvironment;
import io.quotastack.core.decide.CommandDecider;
import io.quotastack.gateway.Reply;
import io.quotastack.platform.store.KeptAnswer;

/** Answers are kept for their time, and go some time after it, at whatever pace answers are made. */
class AnswerSweepTest {

    private static final Instant BEGIN = Instant.parse("2026-03-01T00:00:00Z");
    private static final CustomerKey CUSTOMER = CustomerKey
            .ofExternalId(new TenantEnvironment(new UUID(0, 1), Environment.LIVE), "alice");

    private final KeyValueStore<Bytes, byte[]> rows = Stores.inMemoryKeyValueStore("rows").get();
    private int walks;
    private final KeyValueStore<Bytes, byte[]> store = countingWalks(rows);
    private final AnswerSweep sweep = new AnswerSweep(store);
    private int made;

    @BeforeEach
    void open() {
        rows.init(new MockProcessorContext<Void, Void>().getStateStoreContext(), rows);
    }

    @AfterEach
    void close() {
        rows.close();
    }

    @Test
    void noMoreThanAThirdOfWhatIsKeptIsOver() {
        Duration between = Duration.ofSeconds(90);
        for (Instant now = BEGIN; now.isBefore(BEGIN.plus(Duration.ofDays(4))); now = now.plus(between)) {
            make(now);
        }

        long kept = Duration.ofDays(1).dividedBy(between);
        assertThat(answers()).hasSizeBetween((int) kept, (int) (kept * 3 / 2));
        Instant last = BEGIN.plus(Duration.ofDays(4)).minus(between);
        assertThat(answers().stream().filter(mark -> mark.keptAt(last))).hasSize((int) kept);
    }

    @Test
    void whatIsOverGoesThoughNoneAreMadeAnyMore() {
        for (int i = 0; i < 2_000; i++) {
            make(BEGIN);
        }
        Instant later = BEGIN.plus(Duration.ofHours(26));

        for (int i = 0; i < 40 * 1024; i++) {
            sweep.decided(later, 0);
        }

        assertThat(answers()).isEmpty();
    }

    @Test
    void nobodyLooksWhileNoneCanBeOver() {
        for (int i = 0; i < 1_000; i++) {
            make(BEGIN);
        }
        int before = walks;

        for (int i = 0; i < 1_000; i++) {
            make(BEGIN.plus(Duration.ofHours(23)));
        }

        assertThat(walks).isEqualTo(before);
    }

    @Test
    void anAnswerFromBeforeAStartGoesAtItsTime() {
        keep(BEGIN.minus(Duration.ofHours(23)));
        for (int i = 0; i < 200; i++) {
            make(BEGIN);
        }

        for (int i = 0; i < 200; i++) {
            make(BEGIN.plus(Duration.ofHours(3)));
        }

        assertThat(answers()).hasSize(400);
    }

    private void make(Instant now) {
        keep(now);
        sweep.decided(now, 1);
    }

    private void keep(Instant now) {
        AnswerKey key = AnswerKey.ofRequest("key-" + made++);
        StoredRows.ANSWER.put(store, StateKeys.answer(CUSTOMER, key), KeptAnswer.of(
                new AnswerMark("fingerprint", now, CommandDecider.ANSWER_KEPT), new Reply(201, new byte[0], false)));
    }

    private List<AnswerMark> answers() {
        List<AnswerMark> marks = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> all = rows.all()) {
            all.forEachRemaining(row -> marks.add(StoredRows.ANSWER.read(row.key, row.value).mark()));
        }
        return marks;
    }

    @SuppressWarnings("unchecked")
    private KeyValueStore<Bytes, byte[]> countingWalks(KeyValueStore<Bytes, byte[]> counted) {
        return (KeyValueStore<Bytes, byte[]>) Proxy.newProxyInstance(getClass().getClassLoader(),
                new Class<?>[] {KeyValueStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("range")) {
                        walks++;
                    }
                    try {
                        return method.invoke(counted, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
