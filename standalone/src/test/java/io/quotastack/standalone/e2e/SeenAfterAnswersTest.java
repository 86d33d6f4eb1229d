package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.events.UsageEvent;
import io.quotastack.standalone.e2e.Api.Answer;

/**
 * Who was answered reads what was answered (CONTRACT 6 and 11): a check sees it and the ledger has its entry, also beside a
 * backlog of usage from Kafka, also after a {@code kill -9} that comes before anything of the backlog is committed. Goal: no
 * read shows less than was answered, no answer is taken back, nothing is charged twice. Method: nobody but charges changes
 * the balances, so whoever was told of a balance must never be shown a higher one. Transactions commit late, so that an entry
 * is seen in time only if the read asks for the commit, and so that after the kill all has to be decided again before
 * anybody may read. In the long form of {@link Rounds} the backlog is of 24,000 events.
 */
@Timeout(300)
class SeenAfterAnswersTest {

    private static final Duration COMMIT_WITHIN = Duration.ofSeconds(9);
    /** Of a read that has to wait for a commit; far less than the time after which it would come by itself. */
    private static final Duration SEEN_WITHIN = Duration.ofSeconds(5);
    private static final String METRIC = "tokens";
    private static final long UNIT_COST = 7;
    private static final long GRANTED = 1_000_000_000L;
    /** A caller each. */
    private static final int CUSTOMERS = 6;
    private static final int BACKLOG = CUSTOMERS * (Rounds.LONG_FORM ? 4_000 : 2_000);
    /**
     * Of the backlog, booked with answers between when the kill comes, and not committed: so few that a busy machine too has
     * them well before the commit comes by itself.
     */
    private static final int BOOKED_BEFORE_THE_KILL = CUSTOMERS * 20;
    private static final int ROUNDS = 10;

    @TempDir
    private Path directory;

    private record Charged(String customer, String eventId, Answer first) {}

    private final ConcurrentLinkedQueue<Charged> charged = new ConcurrentLinkedQueue<>();
    private final AtomicLong ids = new AtomicLong();

    @Test
    void whatWasAnsweredIsSeenBesideABacklogAndAfterAKillBeforeItsCommit() throws Exception {
        QuotaStackProcess process = QuotaStackProcess.startCommittingLate(directory, COMMIT_WITHIN, "--partitions",
                "1");
        try (ExecutorService callers = Executors.newFixedThreadPool(CUSTOMERS)) {
            Tenant tenant = Tenant.create(process);
            tenant.perUnit(METRIC, UNIT_COST);
            each(callers, tenant.live(), account -> {
                account.grant(GRANTED);
                for (int i = 0; i < ROUNDS; i++) {
                    expectInLedger(account, charge(account));
                }
            });

            produceBacklog(process, tenant);
            each(callers, tenant.live(), account -> {
                while (booked(account) < BOOKED_BEFORE_THE_KILL / CUSTOMERS) {
                    charge(account);
                }
            });
            process.kill9();
            assertThat(undecided()).isGreaterThanOrEqualTo(BACKLOG);

            process = QuotaStackProcess.start(directory);
            var api = new Api(process.api(), tenant.liveKey());
            each(callers, api, account -> {
                Charged last = lastOf(account);
                expectSeen(account, last.first());
                expectInLedger(account, last.first());
                if (Rounds.LONG_FORM) { // a fast machine has booked a short one by now
                    assertThat(booked(account)).as("of the backlog").isLessThan(BACKLOG / CUSTOMERS);
                }
                for (int i = 0; i < ROUNDS; i++) {
                    expectInLedger(account, charge(account));
                }
            });
            each(callers, api, this::expectTheFirstAnswersAgain);
            each(callers, api, this::expectEachEventOnce);
            assertThat(process.terminate()).isZero();
            CommandHere.verify(directory).expectVerified();
        } finally {
            process.close();
        }
    }

    private interface Calls {
        void by(Account account);
    }

    private static void each(ExecutorService callers, Api api, Calls calls) throws Exception {
        List<Future<?>> running = new ArrayList<>();
        for (int customer = 0; customer < CUSTOMERS; customer++) {
            var account = new Account(api, "c" + customer);
            running.add(callers.submit(() -> calls.by(account)));
        }
        for (Future<?> caller : running) {
            caller.get(2, TimeUnit.MINUTES);
        }
    }

    /** Charges a unit; the check right after it sees it. */
    private Answer charge(Account account) {
        String eventId = "http-" + ids.incrementAndGet();
        Answer answer = account.use(eventId, METRIC, 1).expect(201);
        charged.add(new Charged(account.externalId(), eventId, answer));
        expectSeen(account, answer);
        return answer;
    }

    private static void expectSeen(Account account, Answer charge) {
        assertThat(account.check(METRIC, 1).number("balance")).as("after " + charge.body())
                .isLessThanOrEqualTo(charge.number("balance"));
    }

    private static void expectInLedger(Account account, Answer charge) {
        long start = System.nanoTime();
        JsonNode newest = account.api().get(account.path("/ledger?order=desc&limit=1")).expect(200).at("/data/0");
        assertThat(newest.required("balance_after").longValue()).as("after " + charge.body())
                .isLessThanOrEqualTo(charge.number("balance"));
        JsonNode entry = account.api().get(account.path("/ledger/" + charge.text("ledger_entry_id"))).expect(200)
                .json();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SEEN_WITHIN);
        assertThat(entry.required("usage_event_id")).isEqualTo(charge.at("event_id"));
        assertThat(entry.required("balance_after")).isEqualTo(charge.at("balance"));
    }

    private List<Charged> of(Account account) {
        return charged.stream().filter(one -> one.customer().equals(account.externalId())).toList();
    }

    private Charged lastOf(Account account) {
        return of(account).getLast();
    }

    /** How many events of the backlog. */
    private long booked(Account account) {
        return (GRANTED - account.check(METRIC, 1).number("balance")) / UNIT_COST - of(account).size();
    }

    private static String ofBacklog(String customer, int index) {
        return "kafka-" + customer + "-" + index;
    }

    private static void produceBacklog(QuotaStackProcess process, Tenant tenant) {
        List<UsageEvent> events = new ArrayList<>();
        for (int index = 0; index < BACKLOG / CUSTOMERS; index++) {
            for (int customer = 0; customer < CUSTOMERS; customer++) {
                String name = "c" + customer;
                events.add(UsageProducer.event(tenant.id(), ofBacklog(name, index), METRIC, 1)
                        .setExternalCustomerId(name).build());
            }
        }
        try (var producer = new UsageProducer(process)) {
            producer.avroAll(events);
        }
    }

    /** What the next process has to decide: of the log of commands, and what is to come there yet. */
    private long undecided() throws InterruptedException {
        try (var log = new StoppedLog(directory)) {
            return log.uncommitted("quotastack-ledger", "commands")
                    + log.uncommitted("quotastack-usage-intake", UsageProducer.TOPIC);
        }
    }

    private void expectTheFirstAnswersAgain(Account account) {
        for (Charged one : of(account)) {
            Answer again = account.use(one.eventId(), METRIC, 1);
            assertThat(again.body()).as(one.toString()).isEqualTo(one.first().body());
            assertThat(again.status()).isEqualTo(one.first().status());
            assertThat(again.replayed()).isTrue();
        }
    }

    private void expectEachEventOnce(Account account) {
        int backlog = BACKLOG / CUSTOMERS;
        Eventually.within(Duration.ofSeconds(60), () -> booked(account), booked -> booked == backlog);

        List<String> expected = new ArrayList<>(of(account).stream().map(Charged::eventId).toList());
        IntStream.range(0, backlog).forEach(index -> expected.add(ofBacklog(account.externalId(), index)));
        assertThat(LedgerAudit.check(account).stream()
                .filter(entry -> entry.required("type").textValue().equals("usage"))
                .map(entry -> entry.required("usage_event_id").textValue()))
                .containsExactlyInAnyOrderElementsOf(expected);
    }
}
