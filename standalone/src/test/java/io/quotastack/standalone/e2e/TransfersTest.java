package io.quotastack.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import com.fasterxml.jackson.databind.JsonNode;

import io.quotastack.standalone.e2e.Api.Answer;

/** Credits go from one customer to another, exactly (CONTRACT 3). */
@Timeout(120)
class TransfersTest {

    private static final long GRANTED = 100_000;

    private final Tenant tenant = Tenant.create();
    private final Account ann = tenant.account("ann");
    private final Account bob = tenant.account("bob");

    @Test
    void bothLedgersHaveItWhenItIsAnswered() {
        ann.grant(1_000, Map.of("price_paid", 500, "currency", "EUR", "priority", -3));

        Answer transfer = ann.transfer(bob, 400).expect(201);

        assertThat(ann.balance()).isEqualTo(600);
        assertThat(bob.balance()).isEqualTo(400);
        Answer sent = entry(ann, transfer.text("/from/ledger_entry_id"));
        Answer taken = entry(bob, transfer.at("/to/ledger_entry_ids/0").asText());
        assertThat(sent.text("type") + sent.number("delta")).isEqualTo("transfer_out-400");
        assertThat(taken.text("type") + taken.number("delta")).isEqualTo("transfer_in400");
        assertThat(sent.text("/metadata/transfer_id")).isEqualTo(taken.text("/metadata/transfer_id"))
                .isEqualTo(transfer.text("transfer_id"));
        assertThat(sent.text("/metadata/to_external_customer_id")).isEqualTo("bob");
        assertThat(taken.text("/metadata/from_external_customer_id")).isEqualTo("ann");
        Answer shown = ann.api().get("/v1/transfers/" + transfer.text("transfer_id")).expect(200);
        assertThat(shown.text("status")).isEqualTo("completed");
        assertThat(shown.at("/from")).isEqualTo(transfer.at("/from"));
        assertThat(shown.at("/to")).isEqualTo(transfer.at("/to"));
        JsonNode block = bob.liveBlocks().getFirst();
        assertThat(block.path("id").asText()).isEqualTo(transfer.at("/to/block_ids/0").asText());
        assertThat(block.path("price_paid").asLong()).isEqualTo(200);
        assertThat(block.path("priority").asInt()).isEqualTo(-3);
        LedgerAudit.check(ann);
        LedgerAudit.check(bob);
    }

    @Test
    void theSameKeyGetsTheSameAnswerAndMovesOnce() {
        ann.grant(1_000);
        var body = Map.of("to", Map.of("external_customer_id", "bob"), "credits", 300, "reason", "r");
        Api keyed = ann.api().idempotencyKey("t-1");

        Answer first = keyed.post(ann.path("/credits/transfer"), body).expect(201);

        assertThat(keyed.post(ann.path("/credits/transfer"), body).expect(201).body()).isEqualTo(first.body());
        assertThat(bob.balance()).isEqualTo(300);
    }

    @Test
    void whatIsNotThereOrNobodyCanTakeStaysWhereItIs() {
        ann.grant(10);
        assertThat(ann.transfer(bob, 11).expect(402).problem()).isEqualTo("insufficient-credits");
        bob.grant(Long.MAX_VALUE);
        assertThat(ann.transfer(bob, 10).expect(422).problem()).isEqualTo("amount-overflow");
        assertThat(ann.balance()).isEqualTo(10);
        assertThat(LedgerAudit.check(ann)).extracting(entry -> entry.path("type").asText()).containsExactly("grant",
                "transfer_out", "refund");
    }

    /** Many at once, in all directions, between customers of several partitions. */
    @Test
    void nothingIsLostOrDoubledByManyAtOnce() throws Exception {
        List<Account> accounts = IntStream.range(0, 6).mapToObj(i -> tenant.account("c" + i)).toList();
        for (Account account : accounts) {
            account.grant(GRANTED);
        }
        var random = new Random(20_261_127);
        Map<Account, Long> expected = new HashMap<>();
        accounts.forEach(account -> expected.put(account, GRANTED));
        List<Future<Answer>> answers = new ArrayList<>();
        try (ExecutorService callers = Executors.newFixedThreadPool(16)) {
            for (int i = 0; i < 300; i++) {
                Account from = accounts.get(random.nextInt(accounts.size()));
                Account to = accounts.stream().filter(other -> !other.equals(from)).skip(random.nextInt(5)).findFirst()
                        .orElseThrow();
                long credits = random.nextLong(1, 100);
                expected.merge(from, -credits, Long::sum);
                expected.merge(to, credits, Long::sum);
                answers.add(callers.submit(() -> from.transfer(to, credits)));
            }
        }
        for (Future<Answer> answer : answers) {
            answer.get().expect(201);
        }
        for (Account account : accounts) {
            assertThat(account.balance()).isEqualTo(expected.get(account));
            LedgerAudit.check(account);
        }
    }

    private static Answer entry(Account account, String id) {
        return account.api().get(account.path("/ledger/" + id)).expect(200);
    }
}
