package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.standalone.e2e.Api.Answer;

/** Check-then-spend has no race: whatever the number of callers, nobody spends what is not there (CONTRACT 7). */
@Timeout(120)
class ContentionTest {

    private static final int CALLERS = 64;

    private final Tenant tenant = Tenant.create();
    private final Account account = tenant.account();

    @Test
    void sixtyFourCallersSpendExactlyWhatIsThere() throws Exception {
        tenant.perUnit("calls", 1_000);
        account.grant(60_000);
        account.grant(40_000, Map.of("priority", -1));
        account.grant(28_000, Map.of("expires_in_seconds", 3_600));

        // Twice as much is asked for as is there.
        List<Answer> answers = atOnce(4, () -> account.use("calls", 1));

        assertThat(answers.stream().filter(answer -> answer.status() == 201)).hasSize(128);
        assertThat(answers.stream().filter(answer -> answer.status() == 402)).hasSize(128)
                .allSatisfy(answer -> assertThat(answer.problem()).isEqualTo("insufficient-credits"));
        assertThat(account.balance()).isZero();
        assertThat(account.liveBlocks()).isEmpty();
        LedgerAudit.check(account);
    }

    @Test
    void debitsOfAllSizesNeverPassWhatIsThere() throws Exception {
        tenant.perUnit("calls", 1);
        account.grant(10_000);
        var random = new Random(20_261_122);
        List<Integer> sizes = random.ints(CALLERS * 4L, 1, 200).boxed().toList();
        var next = new AtomicInteger();

        List<Answer> answers = atOnce(4, () -> account.use("calls", sizes.get(next.getAndIncrement())));

        long spent = answers.stream().filter(answer -> answer.status() == 201)
                .mapToLong(answer -> answer.number("cost")).sum();
        assertThat(account.balance()).isEqualTo(10_000 - spent).isNotNegative();
        assertThat(answers).noneMatch(answer -> answer.status() == 201 && answer.number("balance") < 0);
        assertThat(answers.stream().filter(answer -> answer.status() == 402)).isNotEmpty()
                .allSatisfy(answer -> assertThat(answer.number("required"))
                        .isGreaterThan(answer.number("effective_balance")));
        LedgerAudit.check(account);
    }

    @Test
    void holdsAndDebitsNeverPassWhatIsThere() throws Exception {
        tenant.perUnit("calls", 1);
        account.grant(6_000);
        account.grant(4_000, Map.of("priority", -1));
        List<Integer> sizes = new Random(20_261_122).ints(CALLERS * 4L, 50, 300).boxed().toList();
        var next = new AtomicInteger();

        List<Long> spent = atOnce(4, () -> reserveAndEnd(sizes.get(next.getAndIncrement())));

        List<JsonNode> entries = LedgerAudit.check(account);
        assertThat(account.balance()).isEqualTo(10_000 - spent.stream().mapToLong(Long::longValue).sum());
        assertThat(account.credits().number("reserved_balance")).isZero();
        assertThat(account.entryTypes()).contains("usage", "commit", "release");
        assertThat(entries).allSatisfy(entry -> assertThat(
                entry.required("balance_after").longValue() - entry.required("reserved_after").longValue())
                .as("free credits").isNotNegative());
    }

    /** Holds that many units and ends the hold in one of four ways, or uses them at once; answers what it spent. */
    private long reserveAndEnd(int units) {
        if (units % 5 == 0) {
            Answer used = account.use("calls", units);
            return used.status() == 402 ? 0 : used.expect(201).number("cost");
        }
        Answer held = account.reserve("calls", units);
        if (held.status() == 402) {
            return 0;
        }
        String id = held.expect(201).text("id");
        long actual = (long) units * (units % 4) / 2;
        Answer committed = units % 4 == 0 ? account.release(id) : account.commitUnits(id, actual);
        if (committed.status() == 402) {
            account.release(id).expect(200);
            return 0;
        }
        return units % 4 == 0 ? 0 : committed.expect(200).number("committed_credits");
    }

    @Test
    void ofAllWhoEndAReservationOneDoes() throws Exception {
        account.grant(1_000);
        String id = account.reservation(600, 60).expect(201).text("id");
        var next = new AtomicInteger();

        List<Answer> answers = atOnce(1,
                () -> next.getAndIncrement() % 2 == 0 ? account.commitCredits(id, 700) : account.release(id));

        assertThat(answers.stream().filter(answer -> answer.status() == 200)).hasSize(1);
        assertThat(answers.stream().filter(answer -> answer.problem().equals("reservation-not-active")))
                .hasSize(CALLERS - 1);
        assertThat(account.balance()).isIn(300L, 1_000L);
        LedgerAudit.check(account);
    }

    @Test
    void callersWithOneKeyChargeOnceAndAllGetTheOneAnswer() throws Exception {
        tenant.perUnit("calls", 10);
        account.grant(1_000);
        String eventId = UUID.randomUUID().toString();

        List<Answer> answers = atOnce(1, () -> account.use(eventId, "calls", 5));

        assertThat(answers).extracting(Answer::status).containsOnly(201);
        assertThat(answers.stream().map(Answer::body).distinct()).hasSize(1);
        assertThat(answers.stream().filter(answer -> !answer.replayed())).hasSize(1);
        assertThat(account.balance()).isEqualTo(950);
    }

    @Test
    void callersWithOneKeyGrantOnceAndAllGetTheOneAnswer() throws Exception {
        String key = UUID.randomUUID().toString();

        List<Answer> answers = atOnce(1, () -> account.api().idempotencyKey(key)
                .post(account.path("/credits/grant"), Map.of("credits", 5)));

        assertThat(answers).extracting(Answer::status).containsOnly(201);
        assertThat(answers.stream().map(Answer::body).distinct()).hasSize(1);
        assertThat(account.balance()).isEqualTo(5);
    }

    @Test
    void oneCustomerOfManyCallersIsCreatedOnce() throws Exception {
        List<Answer> answers = atOnce(1,
                () -> tenant.live().post("/v1/customers", Map.of("external_id", account.externalId())));

        assertThat(answers.stream().filter(answer -> answer.status() == 201)).hasSize(1);
        assertThat(answers.stream().filter(answer -> answer.problem().equals("already-exists"))).hasSize(CALLERS - 1);
    }

    @Test
    void aCheckSeesEveryWriteThatWasAnswered() throws Exception {
        tenant.perUnit("calls", 1);
        account.grant(1_000_000);

        List<JsonNode[]> pairs = atOnce(4, () -> {
            Answer debit = account.use("calls", 1).expect(201);
            return new JsonNode[] {debit.json(), account.check("calls", 1).json()};
        });

        assertThat(pairs).allSatisfy(pair -> assertThat(pair[1].required("balance").longValue())
                .isLessThanOrEqualTo(pair[0].required("balance").longValue()));
    }

    @Test
    void tenThousandBlocksAreTheMostAndOneDebitMayTakeFromAll() throws Exception {
        tenant.perUnit("calls", 1);
        int more = 10_000 % CALLERS;
        atOnce(10_000 / CALLERS, () -> account.grant(1));
        for (int i = 0; i < more; i++) {
            account.grant(1);
        }

        account.api().post(account.path("/credits/grant"), Map.of("credits", 1)).expect(422, "limit-exceeded");
        account.adjust(1).expect(422, "limit-exceeded");
        Answer debit = account.use("calls", 9_999).expect(201);

        assertThat(debit.at("allocations")).hasSize(9_999);
        assertThat(debit.number("balance")).isEqualTo(1);
        account.adjust(1).expect(201);
        LedgerAudit.check(account);
    }

    /** All callers wait for each other, then each acts that many times. */
    private static <T> List<T> atOnce(int timesEach, Callable<T> action) throws Exception {
        var start = new CountDownLatch(1);
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<T>>> running = IntStream.range(0, CALLERS).mapToObj(i -> callers.submit(() -> {
                start.await();
                var results = new ArrayList<T>();
                for (int time = 0; time < timesEach; time++) {
                    results.add(action.call());
                }
                return List.copyOf(results);
            })).toList();
            start.countDown();
            var all = new ArrayList<T>();
            for (Future<List<T>> caller : running) {
                all.addAll(caller.get());
            }
            return all;
        }
    }
}
